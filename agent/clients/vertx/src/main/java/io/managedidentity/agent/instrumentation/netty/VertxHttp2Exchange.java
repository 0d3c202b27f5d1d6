package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.AnswerHeaders;
import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.Continuation;
import io.managedidentity.agent.injection.Faults;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request on its stream, from its first frame to the headers of its answer. */
@SuppressWarnings("FutureReturnValueIgnored") // each promise tells the client
final class VertxHttp2Exchange {
  private static final long MOST_SECONDS = 5;
  private static final int MOST_FRAMES = 1 << 10;

  final VertxHttp2Frame.Headers first;
  private final @Nullable RouteInjection injection;
  private final ArrayDeque<VertxHttp2Frame> rest = new ArrayDeque<>();
  private @Nullable WireEdit edit;
  private final VertxHttp2Flow flow;
  private boolean isHeld;
  private @Nullable Continuation wait;

  /** While its body, which is to be edited, is not whole yet. */
  private @Nullable Future<?> limit;

  private boolean isWhole;
  private int bytes;

  /**
   * @param injection null for a request that is not mapped and only waits for its turn
   */
  VertxHttp2Exchange(
      @Nullable RouteInjection injection, VertxHttp2Frame.Headers first, VertxHttp2Flow flow) {
    this.injection = injection;
    this.first = first;
    this.flow = flow;
  }

  /**
   * @param tokenWait null for one that only waits for its turn
   */
  void setHeld(@Nullable Continuation tokenWait) {
    isHeld = true;
    wait = tokenWait;
  }

  boolean isHeld() {
    return isHeld;
  }

  /** Whether token and body are there, or will not be in time. */
  boolean isReady() {
    return wait == null && limit == null;
  }

  void setReady() {
    wait = null;
  }

  /** Whether a body follows these headers, which the server need not ask for. */
  static boolean hasBodyToEdit(VertxHttp2Frame.Headers frame) {
    return !frame.isLast && !frame.headers.contains(HttpHeaderNames.EXPECT);
  }

  /**
   * The held request waits for all of its body.
   *
   * @param tooLate told if that is not there in time
   */
  void gather(Runnable tooLate) {
    limit = first.ctx.channel().eventLoop().schedule(tooLate, MOST_SECONDS, TimeUnit.SECONDS);
  }

  void stopGathering() {
    Future<?> ended = limit;
    limit = null;
    if (ended != null) {
      ended.cancel(false);
    }
  }

  private void gather(VertxHttp2Frame frame) {
    bytes += frame.size();
    boolean isData = frame instanceof VertxHttp2Frame.Data;
    isWhole = isData && ((VertxHttp2Frame.Data) frame).isLast;
    if (isWhole || !isData || bytes >= VertxHttp2Flow.MOST_BYTES || rest.size() > MOST_FRAMES) {
      stopGathering();
    }
  }

  /**
   * As if it were written: the client may wait for that before it goes on. As with bytes in a
   * socket's buffer, success does not mean that they get there.
   */
  void flushed() {
    if (limit == null) {
      return;
    }
    List<ChannelPromise> flushed = new ArrayList<>();
    if (first.take()) {
      flushed.add(first.promise);
    }
    for (VertxHttp2Frame frame : rest) {
      if (frame.take()) {
        flushed.add(frame.promise);
      }
    }
    for (ChannelPromise promise : flushed) {
      promise.trySuccess();
    }
  }

  void hold(VertxHttp2Frame frame) {
    rest.add(frame);
    flow.hold(first.streamId, frame.size());
    if (limit != null) {
      gather(frame);
    }
  }

  /** What is to be written in place of the first headers; those themselves if nothing is. */
  Http2Headers edited() throws RequestRefusedException {
    if (injection != null) {
      String target = String.valueOf(first.headers.path());
      edit =
          injection.editNow(
              VertxHttp2Request.headers(first.headers), target, isWhole ? body() : null, null);
    }
    return edit == null ? first.headers : VertxHttp2Request.edited(first.headers, edit);
  }

  private byte[] body() {
    byte[] body = new byte[bytes];
    int at = 0;
    for (VertxHttp2Frame frame : rest) {
      ByteBuf part = ((VertxHttp2Frame.Data) frame).bytes();
      part.getBytes(part.readerIndex(), body, at, part.readableBytes());
      at += part.readableBytes();
    }
    return body;
  }

  boolean isEdited() {
    return edit != null;
  }

  /** Frames handed over meanwhile follow those. */
  void writeRest() {
    byte[] body = edit == null ? null : edit.body();
    if (body != null) {
      writeInstead(body);
    }
    for (VertxHttp2Frame next = rest.poll(); next != null; next = rest.poll()) {
      next.write();
    }
    isHeld = false;
    flow.written(first.streamId);
  }

  private void writeInstead(byte[] body) {
    List<VertxHttp2Frame> replaced = new ArrayList<>(rest);
    rest.clear();
    ChannelPromise promise = first.ctx.newPromise();
    promise.addListener(
        new ChannelFutureListener() {
          @Override
          public void operationComplete(ChannelFuture future) {
            for (VertxHttp2Frame frame : replaced) {
              if (future.isSuccess()) {
                frame.succeed();
              } else {
                frame.fail(future.cause());
              }
            }
          }
        });
    for (VertxHttp2Frame frame : replaced) {
      frame.release();
    }
    VertxHttp2Frame.Data last = (VertxHttp2Frame.Data) replaced.get(replaced.size() - 1);
    last.write(Unpooled.wrappedBuffer(body), promise);
  }

  void drop() {
    isHeld = false;
    stopGathering();
    Continuation ended = wait;
    wait = null;
    if (ended != null) {
      ended.cancel();
    }
    flow.dropped(first.streamId);
    first.drop();
    for (VertxHttp2Frame next = rest.poll(); next != null; next = rest.poll()) {
      next.drop();
    }
  }

  /**
   * A body written over HTTP/2 cannot be had again: a refused token is dropped, and the application
   * gets the answer.
   *
   * @return what is to see its body, if anything is
   */
  @Nullable AnswerTap answered(int status, AnswerHeaders headers, Faults faults) {
    if (edit == null || !edit.answered(status)) {
      return null;
    }
    edit.judge(status, headers, false);
    return edit.tap(faults);
  }
}
