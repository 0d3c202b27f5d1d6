package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.asynchttpclient.netty.NettyResponseFuture;
import org.asynchttpclient.netty.request.NettyRequestSender;
import org.jspecify.annotations.Nullable;

/** A request on a stream of HTTP/2, which later versions of 3 have. */
final class Http2Wire extends AsyncHttpClientWire {
  Http2Wire(
      AsyncHttpClientHook hook,
      NettyRequestSender sender,
      NettyResponseFuture<?> future,
      Channel channel,
      RouteInjection injection,
      @Nullable AsyncHttpClientWire before) {
    super(hook, sender, future, channel, injection, before);
  }

  @Override
  boolean isRequest(Object message) {
    return message instanceof Http2HeadersFrame;
  }

  @Override
  public HeaderList headers(Object request) {
    HeaderList headers = new HeaderList();
    for (Map.Entry<CharSequence, CharSequence> header : of(request)) {
      if (header.getKey().charAt(0) != ':') {
        headers.add(header.getKey().toString(), header.getValue().toString());
      }
    }
    return headers;
  }

  private static Http2Headers of(Object frame) {
    return ((Http2HeadersFrame) frame).headers();
  }

  @Override
  public String target(Object request) {
    return String.valueOf(of(request).path());
  }

  @Override
  boolean isWhole(Object head) {
    return ((Http2HeadersFrame) head).isEndStream();
  }

  @Override
  @Nullable ByteBuf content(Object part) {
    if (part instanceof Http2DataFrame) {
      return ((Http2DataFrame) part).content();
    }
    return isRequest(part) && of(part).method() != null ? Unpooled.EMPTY_BUFFER : null;
  }

  @Override
  Object part(ByteBuf body) {
    return new DefaultHttp2DataFrame(body, false);
  }

  @Override
  Object end(ByteBuf body) {
    return new DefaultHttp2DataFrame(body, true);
  }

  @Override
  Object edited(Object request, WireEdit edit, boolean isBodyReplaced) {
    Http2HeadersFrame frame = (Http2HeadersFrame) request;
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
    return new DefaultHttp2HeadersFrame(
        headers, frame.isEndStream() && !isBodyReplaced, frame.padding());
  }

  @Override
  public int status(Object message) {
    CharSequence status = message instanceof Http2HeadersFrame ? of(message).status() : null;
    return status != null && status.length() == 3 ? Integer.parseInt(status.toString()) : 0;
  }

  @Override
  public List<String> values(Object head, String name) {
    List<String> values = new ArrayList<>(1);
    for (CharSequence value : of(head).getAll(name)) {
      values.add(value.toString());
    }
    return values;
  }

  @Override
  public boolean isLast(Object part) {
    return (part instanceof Http2HeadersFrame && ((Http2HeadersFrame) part).isEndStream())
        || (part instanceof Http2DataFrame && ((Http2DataFrame) part).isEndStream());
  }

  /** A stream carries one request. */
  @Override
  boolean isReusable(Object head) {
    return false;
  }
}
