package io.managedidentity.agent.instrumentation.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DecoratingHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/** Shows the {@link VertxHttp2Encoder} answers on their way to the client. */
final class VertxHttp2Decoder extends DecoratingHttp2ConnectionDecoder {
  private final VertxHttp2Encoder encoder;

  VertxHttp2Decoder(Http2ConnectionDecoder decoder, VertxHttp2Encoder encoder) {
    super(decoder);
    this.encoder = encoder;
  }

  @Override
  public void frameListener(@Nullable Http2FrameListener listener) {
    super.frameListener(listener == null ? null : new Listener(listener, encoder));
  }

  /** The client's own, which it may wrap in another one. */
  @Override
  public @Nullable Http2FrameListener frameListener() {
    Http2FrameListener listener = super.frameListener();
    return listener instanceof Listener ? ((Listener) listener).own() : listener;
  }

  private static final class Listener extends Http2FrameListenerDecorator {
    private final VertxHttp2Encoder encoder;

    Listener(Http2FrameListener listener, VertxHttp2Encoder encoder) {
      super(listener);
      this.encoder = encoder;
    }

    Http2FrameListener own() {
      return listener;
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean isLast)
        throws Http2Exception {
      encoder.taps().data(streamId, data, isLast);
      return super.onDataRead(ctx, streamId, data, padding, isLast);
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean isLast)
        throws Http2Exception {
      encoder.answered(streamId, headers, isLast);
      super.onHeadersRead(ctx, streamId, headers, padding, isLast);
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int streamId,
        Http2Headers headers,
        int dependency,
        short weight,
        boolean isExclusive,
        int padding,
        boolean isLast)
        throws Http2Exception {
      encoder.answered(streamId, headers, isLast);
      super.onHeadersRead(ctx, streamId, headers, dependency, weight, isExclusive, padding, isLast);
    }
  }
}
