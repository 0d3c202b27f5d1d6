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
 * Makes what is held back of a stream count as unwritten, as if it stood in the flow controller's
 * own queue: a writer that looks whether its stream is writable does not fill the memory meanwhile.
 * The listener is told when that changes, and only then, since one client counts the changes. All
 * on the connection's event loop.
 */
final class HeldFlow implements Http2RemoteFlowController {
  /** What a stream may send before it hears from the server (RFC 9113, 6.9.2). */
  private static final int MOST_BYTES = 65_535;

  private final Http2Connection connection;
  private final Http2RemoteFlowController flow;

  /** Bytes that are held back, by stream. */
  private final Map<Integer, Integer> held = new HashMap<>();

  private @Nullable Listener listener;

  /** Takes the place of the connection's own, which does the work. */
  HeldFlow(Http2Connection connection) {
    this.connection = connection;
    this.flow = connection.remote().flowController();
    connection.remote().flowController(this);
  }

  void hold(int streamId, int bytes) {
    Integer before = held.get(streamId);
    int now = (before == null ? 0 : before) + bytes;
    boolean wasFull = isFull(streamId);
    held.put(streamId, now);
    if (!wasFull && now >= MOST_BYTES) {
      tellIfWritable(streamId);
    }
  }

  /** All of it was handed to the flow controller. */
  void written(int streamId) {
    boolean wasFull = isFull(streamId);
    held.remove(streamId);
    if (wasFull) {
      tellIfWritable(streamId);
    }
  }

  /** The stream is given up. */
  void dropped(int streamId) {
    held.remove(streamId);
  }

  private boolean isFull(int streamId) {
    Integer bytes = held.isEmpty() ? null : held.get(streamId);
    return bytes != null && bytes >= MOST_BYTES;
  }

  /** Where the stream is not writable anyway, nothing has changed. */
  private void tellIfWritable(int streamId) {
    Http2Stream stream = connection.stream(streamId);
    Listener told = listener;
    if (stream != null && told != null && flow.isWritable(stream)) {
      told.writabilityChanged(stream);
    }
  }

  @Override
  public boolean isWritable(Http2Stream stream) {
    return !isFull(stream.id()) && flow.isWritable(stream);
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
                if (!isFull(stream.id())) { // else it is and stays unwritable
                  newListener.writabilityChanged(stream);
                }
              }
            });
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
  public void writePendingBytes() throws Http2Exception {
    flow.writePendingBytes();
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
