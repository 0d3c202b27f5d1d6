package io.managedidentity.agent.instrumentation.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.PendingWriteQueue;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;

/** A request that is deferred, and what was written after it. */
@SuppressWarnings("FutureReturnValueIgnored") // each promise tells the client
final class DeferredWrites {
  final HttpRequest request;
  final ChannelPromise promise;

  /** Counts towards the channel's writability, so that a large body is not read ahead of it. */
  private final PendingWriteQueue rest;

  DeferredWrites(ChannelHandlerContext ctx, HttpRequest request, ChannelPromise promise) {
    this.request = request;
    this.promise = promise;
    this.rest = new PendingWriteQueue(ctx);
  }

  void add(Object message, ChannelPromise messagePromise) {
    rest.add(message, messagePromise);
  }

  void writeRest() {
    rest.removeAndWriteAll();
  }

  void dropRest() {
    rest.removeAndFailAll(new ClosedChannelException());
  }

  void fail() {
    ReferenceCountUtil.release(request);
    promise.tryFailure(new ClosedChannelException());
    dropRest();
  }
}
