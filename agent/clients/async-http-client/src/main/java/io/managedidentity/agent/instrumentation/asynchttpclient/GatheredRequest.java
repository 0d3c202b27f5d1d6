package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.PendingWriteQueue;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a request whose body follows its head, until the body is whole. If that is not
 * soon, or the body is long, they are written as they are. What waits counts as unwritten. All on
 * the connection's event loop, and in the names of Netty 4.0, which the shared class for other
 * clients on Netty does not run on.
 */
@SuppressWarnings("FutureReturnValueIgnored") // listeners are told
final class GatheredRequest {
  /** Of a body; no form of a token request comes near it. */
  static final int MOST_BYTES = 1 << 16;

  private static final int MOST_PARTS = 1 << 10;
  private static final long MOST_SECONDS = 5;

  private final ChannelHandlerContext ctx;
  private final Future<?> limit;

  /** As they were written. */
  private final PendingWriteQueue parts;

  private byte[] body = {};
  private boolean isLastOfAnotherKind;

  /** Of the parts that were written since the last flush. */
  private List<Written> untold = new ArrayList<>();

  /**
   * @param tooLate told if the body is not whole in time
   */
  GatheredRequest(ChannelHandlerContext ctx, Runnable tooLate) {
    this.ctx = ctx;
    this.parts = new PendingWriteQueue(ctx);
    this.limit = ctx.executor().schedule(tooLate, MOST_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * @param bytes of the body in this part; null if it is none of a body
   * @return false if there can be no whole body
   */
  boolean add(Object part, @Nullable ByteBuf bytes, ChannelPromise promise) {
    ChannelPromise own = ctx.newPromise();
    Written written = new Written(promise);
    own.addListener(written);
    parts.add(part, own);
    if (bytes == null || bytes.readableBytes() > MOST_BYTES - body.length) {
      isLastOfAnotherKind = true;
      return false;
    }
    untold.add(written);
    int length = body.length;
    body = Arrays.copyOf(body, length + bytes.readableBytes());
    bytes.getBytes(bytes.readerIndex(), body, length, bytes.readableBytes());
    return true;
  }

  /** Whether no more is to be awaited: the client may wait until the connection is writable. */
  boolean isFull() {
    return parts.size() >= MOST_PARTS || !ctx.channel().isWritable();
  }

  Object head() {
    return parts.current();
  }

  byte[] body() {
    return body;
  }

  /**
   * The client wants to see written what it has flushed: it may wait for that before it goes on. As
   * with bytes in a socket's buffer, success does not mean that they get there.
   */
  void flushed() {
    List<Written> told = untold;
    untold = new ArrayList<>();
    for (Written part : told) {
      part.succeed();
    }
  }

  /**
   * Other messages are written in place of its parts, the last with this promise: the client may
   * already use the memory of its parts for something else.
   */
  ChannelPromise replaced() {
    limit.cancel(false);
    while (parts.size() > (isLastOfAnotherKind ? 1 : 0)) {
      parts.remove();
    }
    List<Written> told = untold;
    ChannelPromise promise = ctx.newPromise();
    promise.addListener(
        new ChannelFutureListener() {
          @Override
          public void operationComplete(ChannelFuture future) {
            for (Written part : told) {
              part.operationComplete(future);
            }
          }
        });
    return promise;
  }

  /** After them, what could not be added. */
  void writeRest() {
    for (Object part = parts.current(); part != null; part = parts.current()) {
      ReferenceCountUtil.retain(part);
      ctx.write(part, parts.remove());
    }
  }

  /** It is given up, or refused. */
  void fail(Throwable cause) {
    limit.cancel(false);
    parts.removeAndFailAll(cause);
  }

  /** The client's promise for a part, which is told once: one promise may stand for many parts. */
  private static final class Written implements ChannelFutureListener {
    private final ChannelPromise promise;
    private boolean isTold;

    Written(ChannelPromise promise) {
      this.promise = promise;
    }

    void succeed() {
      if (!isTold) {
        isTold = true;
        promise.trySuccess();
      }
    }

    @Override
    public void operationComplete(ChannelFuture future) {
      if (future.isSuccess()) {
        succeed();
      } else if (!isTold) {
        isTold = true;
        promise.tryFailure(future.cause());
      }
    }
  }
}
