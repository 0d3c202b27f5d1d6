package io.managedidentity.agent.instrumentation.netty;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.PendingWriteQueue;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A request that the client writes in parts, until all of its body is there: then it is one
 * message. If that is not soon, or the body is long, its parts are written as they are. What waits
 * counts as unwritten. All on the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // listeners are told
final class GatheredRequest {
  /** Of a body; no form of a token request comes near it. */
  static final int MOST_BYTES = 1 << 16;

  private static final int MOST_PARTS = 1 << 10;
  private static final long MOST_SECONDS = 5;

  private final ChannelHandlerContext ctx;
  private final KeptRequest request;
  private final Future<?> limit;

  /** As they were written. */
  private final PendingWriteQueue parts;

  /** Of the parts that were written since the last flush. */
  private List<Written> untold = new ArrayList<>();

  private boolean isLastOfAnotherKind;

  /**
   * @param tooLate told if the request is not whole in time
   */
  GatheredRequest(ChannelHandlerContext ctx, HttpRequest head, Runnable tooLate) {
    this.ctx = ctx;
    this.request = KeptRequest.inParts(head, MOST_BYTES);
    this.parts = new PendingWriteQueue(ctx);
    this.limit = ctx.executor().schedule(tooLate, MOST_SECONDS, TimeUnit.SECONDS);
  }

  /** Whether there is a body to wait for, which the server is not asked for first. */
  static boolean isNeededFor(HttpRequest head) {
    return !(head instanceof FullHttpRequest) && !HttpUtil.is100ContinueExpected(head);
  }

  /**
   * Takes the head or what follows it.
   *
   * @return false if nothing more may be added
   */
  boolean add(Object part, ChannelPromise promise) {
    ChannelPromise own = ctx.newPromise();
    Written written = new Written(promise);
    own.addListener(written);
    parts.add(part, own);
    boolean isHeadAlone = part instanceof HttpRequest && !(part instanceof HttpContent);
    if (!isHeadAlone && !request.add(part)) {
      isLastOfAnotherKind = true;
      return false;
    }
    untold.add(written);
    return parts.size() < MOST_PARTS
        && ctx.channel().isWritable(); // else the client may wait until it is
  }

  /** Whether its end was added. */
  boolean isWhole() {
    return request.isWhole();
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

  /** The whole request in one message, in place of its parts. */
  FullHttpRequest whole() {
    FullHttpRequest whole = request.again();
    end();
    while (parts.current() != null) {
      parts.remove();
    }
    return whole;
  }

  /** For the one message. */
  ChannelPromise promise() {
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

  /**
   * It is not whole: its head, what there is of its body, and what is no part that could be added.
   * The client may already use the memory of its parts for something else.
   */
  PendingWriteQueue parts() {
    PendingWriteQueue written = new PendingWriteQueue(ctx);
    FullHttpRequest copy = request.again();
    HttpRequest head =
        new DefaultHttpRequest(copy.protocolVersion(), copy.method(), copy.uri(), copy.headers());
    if (copy.content().isReadable()) {
      written.add(head, ctx.newPromise());
      written.add(new DefaultHttpContent(copy.content()), promise());
    } else {
      copy.release();
      written.add(head, promise());
    }
    while (parts.current() != null) {
      if (isLastOfAnotherKind && parts.size() == 1) {
        Object last = ReferenceCountUtil.retain(parts.current());
        written.add(last, parts.remove());
      } else {
        parts.remove();
      }
    }
    end();
    return written;
  }

  /** It is given up. */
  void fail(Throwable cause) {
    end();
    parts.removeAndFailAll(cause);
  }

  private void end() {
    limit.cancel(false);
    request.release();
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
