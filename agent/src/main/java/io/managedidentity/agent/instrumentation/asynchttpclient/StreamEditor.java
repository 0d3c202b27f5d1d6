package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.WireEdit;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import java.util.Locale;
import java.util.Map;

/** The same as {@link RequestEditor} on a stream of HTTP/2, which later versions of 3 have. */
@SuppressWarnings("FutureReturnValueIgnored") // promises tell the client
final class StreamEditor extends ChannelOutboundHandlerAdapter {
  private final Mapped mapped;

  StreamEditor(Mapped mapped) {
    this.mapped = mapped;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (!(message instanceof Http2HeadersFrame)) {
      ctx.write(message, promise);
      return;
    }
    Http2HeadersFrame frame = (Http2HeadersFrame) message;
    ctx.pipeline().remove(this);
    try {
      WireEdit edit = mapped.edit(headers(frame.headers()), String.valueOf(frame.headers().path()));
      ctx.write(edit == null ? frame : edited(frame, edit), promise);
    } catch (RequestRefusedException e) {
      mapped.refuse(ctx.channel(), e);
      promise.tryFailure(e);
    }
  }

  private static HeaderList headers(Http2Headers all) {
    HeaderList headers = new HeaderList();
    for (Map.Entry<CharSequence, CharSequence> header : all) {
      if (header.getKey().charAt(0) != ':') {
        headers.add(header.getKey().toString(), header.getValue().toString());
      }
    }
    return headers;
  }

  private static Http2HeadersFrame edited(Http2HeadersFrame frame, WireEdit edit) {
    Http2Headers made = frame.headers();
    Http2Headers headers =
        new DefaultHttp2Headers()
            .method(made.method())
            .path(edit.target())
            .scheme(made.scheme())
            .authority(made.authority());
    HeaderList list = edit.headers();
    for (int i = 0; i < list.size(); i++) {
      headers.add(list.name(i).toLowerCase(Locale.ROOT), list.value(i));
    }
    return new DefaultHttp2HeadersFrame(headers, frame.isEndStream(), frame.padding());
  }
}
