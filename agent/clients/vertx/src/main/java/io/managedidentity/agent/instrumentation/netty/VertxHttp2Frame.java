package io.managedidentity.agent.instrumentation.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
  private boolean isTold;

  VertxHttp2Frame(ChannelHandlerContext ctx, int streamId, ChannelPromise promise) {
    this.ctx = ctx;
    this.streamId = streamId;
    this.promise = promise;
  }

  abstract ChannelFuture write();

  /** Bytes that the application has written. */
  int size() {
    return 0;
  }

  void release() {}

  final void drop() {
    release();
    fail(new ClosedChannelException());
  }

  /** For writing it: the client's, unless that is told already. */
  final ChannelPromise unused() {
    return isTold ? ctx.newPromise() : promise;
  }

  /**
   * From now on its promise is the caller's to complete.
   *
   * @return whether it was not before
   */
  final boolean take() {
    if (isTold) {
      return false;
    }
    isTold = true;
    copy();
    return true;
  }

  /** The application may use its memory for something else. */
  void copy() {}

  final void succeed() {
    if (!isTold) {
      isTold = true;
      promise.trySuccess();
    }
  }

  /** A void promise that fails closes the connection. */
  final void fail(Throwable cause) {
    if (!isTold && !promise.isVoid()) {
      promise.tryFailure(cause);
    }
  }

  /** A frame of headers, which may be written with others in their place. */
  abstract static class Headers extends VertxHttp2Frame {
    final Http2Headers headers;

    /** Whether nothing follows it. */
    final boolean isLast;

    Headers(
        ChannelHandlerContext ctx,
        int streamId,
        Http2Headers headers,
        boolean isLast,
        ChannelPromise promise) {
      super(ctx, streamId, promise);
      this.headers = headers;
      this.isLast = isLast;
    }

    @Override
    final ChannelFuture write() {
      return write(headers);
    }

    abstract ChannelFuture write(Http2Headers written);
  }

  /** A frame of bytes, which are released when it is dropped. */
  abstract static class Bytes extends VertxHttp2Frame {
    private ByteBuf bytes;

    Bytes(ChannelHandlerContext ctx, int streamId, ByteBuf bytes, ChannelPromise promise) {
      super(ctx, streamId, promise);
      this.bytes = bytes;
    }

    final ByteBuf bytes() {
      return bytes;
    }

    @Override
    final int size() {
      return bytes.readableBytes();
    }

    @Override
    final void release() {
      ReferenceCountUtil.safeRelease(bytes);
    }

    @Override
    final void copy() {
      ByteBuf own = Unpooled.copiedBuffer(bytes);
      release();
      bytes = own;
    }
  }

  /** A part of a body. */
  abstract static class Data extends Bytes {
    /** Whether nothing follows it. */
    final boolean isLast;

    Data(
        ChannelHandlerContext ctx,
        int streamId,
        ByteBuf bytes,
        boolean isLast,
        ChannelPromise promise) {
      super(ctx, streamId, bytes, promise);
      this.isLast = isLast;
    }

    @Override
    final ChannelFuture write() {
      return write(bytes(), unused());
    }

    abstract ChannelFuture write(ByteBuf written, ChannelPromise by);
  }
}
