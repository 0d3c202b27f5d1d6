package io.managedidentity.agent.instrumentation.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;

/** A frame of one stream that can be written later, or dropped. */
abstract class VertxHttp2Frame {
  final ChannelHandlerContext ctx;
  final int streamId;
  final ChannelPromise promise;
  private final Object content;

  /**
   * @param content released when the frame is dropped, if it is counted
   */
  VertxHttp2Frame(ChannelHandlerContext ctx, int streamId, Object content, ChannelPromise promise) {
    this.ctx = ctx;
    this.streamId = streamId;
    this.content = content;
    this.promise = promise;
  }

  abstract ChannelFuture write();

  /** Bytes that the application has written. */
  final int size() {
    return content instanceof ByteBuf ? ((ByteBuf) content).readableBytes() : 0;
  }

  final void drop() {
    ReferenceCountUtil.safeRelease(content);
    fail(new ClosedChannelException());
  }

  /** A void promise that fails closes the connection. */
  final void fail(Throwable cause) {
    if (!promise.isVoid()) {
      promise.tryFailure(cause);
    }
  }

  /** A frame of headers, which may be written with others in their place. */
  abstract static class Headers extends VertxHttp2Frame {
    final Http2Headers headers;

    Headers(ChannelHandlerContext ctx, int streamId, Http2Headers headers, ChannelPromise promise) {
      super(ctx, streamId, headers, promise);
      this.headers = headers;
    }

    @Override
    final ChannelFuture write() {
      return write(headers);
    }

    abstract ChannelFuture write(Http2Headers written);
  }
}
