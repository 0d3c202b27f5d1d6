package io.managedidentity.agent.instrumentation.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the held part of a stream count as unwritten, as if it were in the flow controller's own
 * queue: a writer that looks whether its stream is writable does not fill the memory meanwhile. The
 * listener is told when that changes, and only then, since one client counts the changes. All on
 * the connection's event loop.
 */
final class VertxHttp2Flow implements Http2RemoteFlowController {
  /** What a stream may send before it hears from the server (RFC 9113, 6.9.2). */
  static final int MOST_BYTES = 65_535;

  private final Http2Connection connection;
  private final Http2RemoteFlowController flow;
  private final Runnable flushed;

  /** By stream. */
  private final Map<Integer, Held> held = new HashMap<>();

  private @Nullable Listener listener;

  /**
   * Takes the place of the connection's own, which does the work.
   *
   * @param flushed told when the client has flushed what it wrote
   */
  VertxHttp2Flow(Http2Connection connection, Runnable flushed) {
    this.connection = connection;
    this.flushed = flushed;
    this.flow = connection.remote().flowController();
    connection.remote().flowController(this);
  }

  void hold(int streamId, int bytes) {
    Held state = held.get(streamId);
    if (state == null) {
      state = new Held();
      held.put(streamId, state);
    }
    state.bytes += bytes;
    if (!state.isFull && state.bytes >= MOST_BYTES) {
      state.isFull = true;
      Http2Stream stream = connection.stream(streamId);
      if (stream != null && flow.isWritable(stream)) {
        state.isTold = true;
        tell(stream);
      }
    }
  }

  /** All of it was handed to the flow controller. */
  void written(int streamId) {
    Held state = held.remove(streamId);
    Http2Stream stream = connection.stream(streamId);
    if (state != null && stream != null && state.isTold != state.isChanged) {
      tell(stream);
    }
  }

  /** The stream is given up. */
  void dropped(int streamId) {
    held.remove(streamId);
  }

  private void tell(Http2Stream stream) {
    if (listener != null) {
      listener.writabilityChanged(stream);
    }
  }

  private @Nullable Held full(int streamId) {
    Held state = held.isEmpty() ? null : held.get(streamId);
    return state != null && state.isFull ? state : null;
  }

  private static final class Held {
    int bytes;
    boolean isFull;

    /** Whether the listener has been told because of us. */
    boolean isTold;

    /** Whether the flow controller's own state differs from when the stream was full. */
    boolean isChanged;
  }

  @Override
  public boolean isWritable(Http2Stream stream) {
    return full(stream.id()) == null && flow.isWritable(stream);
  }

  @Override
  public void listener(@Nullable Listener newListener) {
    listener = newListener;
    flow.listener(
        newListener == null
            ? null
            : new Listener() {
              @Override
              public void writabilityChanged(Http2Stream stream) {
                Held state = full(stream.id());
                if (state == null) {
                  newListener.writabilityChanged(stream);
                } else { // it is and stays unwritable
                  state.isChanged = !state.isChanged;
                }
              }
            });
  }

  @Override
  public void writePendingBytes() throws Http2Exception {
    flow.writePendingBytes();
    flushed.run();
  }

  // As without us

  @Override
  public @Nullable ChannelHandlerContext channelHandlerContext() {
    return flow.channelHandlerContext();
  }

  @Override
  public void channelHandlerContext(ChannelHandlerContext ctx) throws Http2Exception {
    flow.channelHandlerContext(ctx);
  }

  @Override
  public void addFlowControlled(Http2Stream stream, FlowControlled payload) {
    flow.addFlowControlled(stream, payload);
  }

  @Override
  public boolean hasFlowControlled(Http2Stream stream) {
    return flow.hasFlowControlled(stream);
  }

  @Override
  public void channelWritabilityChanged() throws Http2Exception {
    flow.channelWritabilityChanged();
  }

  @Override
  public void updateDependencyTree(int child, int parent, short weight, boolean isExclusive) {
    flow.updateDependencyTree(child, parent, weight, isExclusive);
  }

  @Override
  public void initialWindowSize(int newWindowSize) throws Http2Exception {
    flow.initialWindowSize(newWindowSize);
  }

  @Override
  public int initialWindowSize() {
    return flow.initialWindowSize();
  }

  @Override
  public int windowSize(Http2Stream stream) {
    return flow.windowSize(stream);
  }

  @Override
  public void incrementWindowSize(Http2Stream stream, int delta) throws Http2Exception {
    flow.incrementWindowSize(stream, delta);
  }
}
