package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.asynchttpclient.netty.NettyResponseFuture;
import org.asynchttpclient.netty.request.NettyRequestSender;
import org.jspecify.annotations.Nullable;

/** A request of HTTP/1.1, in the names of Netty 4.0; or one that is yet to get a stream. */
@SuppressWarnings("deprecation") // the names of Netty 4.0
final class Http1Wire extends AsyncHttpClientWire {
  private final boolean isShared;

  Http1Wire(
      AsyncHttpClientHook hook,
      NettyRequestSender sender,
      NettyResponseFuture<?> future,
      Channel channel,
      boolean isShared,
      RouteInjection injection,
      @Nullable AsyncHttpClientWire before) {
    super(hook, sender, future, channel, injection, before);
    this.isShared = isShared;
  }

  @Override
  boolean isShared() {
    return isShared;
  }

  @Override
  boolean isRequest(Object message) {
    return message instanceof HttpRequest;
  }

  @Override
  public HeaderList headers(Object request) {
    HeaderList headers = new HeaderList();
    for (Map.Entry<String, String> header : ((HttpRequest) request).headers().entries()) {
      headers.add(header.getKey(), header.getValue());
    }
    return headers;
  }

  @Override
  public String target(Object request) {
    return ((HttpRequest) request).getUri();
  }

  @Override
  boolean isWhole(Object head) {
    return head instanceof FullHttpRequest;
  }

  @Override
  @Nullable ByteBuf content(Object part) {
    if (part instanceof ByteBuf) {
      return (ByteBuf) part;
    }
    if (part instanceof HttpRequest && !(part instanceof HttpContent)) {
      return Unpooled.EMPTY_BUFFER;
    }
    boolean hasMore =
        part instanceof LastHttpContent && !((LastHttpContent) part).trailingHeaders().isEmpty();
    return part instanceof HttpContent && !hasMore ? ((HttpContent) part).content() : null;
  }

  @Override
  Object part(ByteBuf body) {
    return new DefaultHttpContent(body);
  }

  @Override
  Object end(ByteBuf body) {
    return new DefaultLastHttpContent(body, false);
  }

  /** A copy that owns the body in place of the original. */
  @Override
  Object edited(Object written, WireEdit edit, boolean isBodyReplaced) {
    HttpRequest request = (HttpRequest) written;
    HttpRequest copy;
    if (request instanceof FullHttpRequest && !isBodyReplaced) {
      FullHttpRequest full = (FullHttpRequest) request;
      DefaultFullHttpRequest fullCopy =
          new DefaultFullHttpRequest(
              full.getProtocolVersion(), full.getMethod(), edit.target(), full.content(), false);
      fullCopy.trailingHeaders().add(full.trailingHeaders());
      copy = fullCopy;
    } else {
      copy =
          new DefaultHttpRequest(
              request.getProtocolVersion(), request.getMethod(), edit.target(), false);
    }
    HeaderList headers = edit.headers();
    for (int i = 0; i < headers.size(); i++) {
      copy.headers().add(headers.name(i), headers.value(i));
    }
    byte[] body = edit.body();
    if (body != null && !copy.headers().contains("Transfer-Encoding")) {
      copy.headers().set("Content-Length", body.length); // also where there was none, of no body
    }
    return copy;
  }

  @Override
  public int status(Object message) {
    return message instanceof HttpResponse ? ((HttpResponse) message).getStatus().code() : 0;
  }

  @Override
  public List<String> values(Object head, String name) {
    List<String> values = ((HttpResponse) head).headers().getAll(name);
    return values == null ? Collections.<String>emptyList() : values;
  }

  @Override
  public boolean isLast(Object part) {
    return part instanceof LastHttpContent;
  }

  @Override
  boolean isReusable(Object head) {
    HttpMessage message = (HttpMessage) head;
    HttpHeaders headers = message.headers();
    return message.getProtocolVersion().isKeepAliveDefault()
        && !headers.contains("Connection", "close", true)
        && !headers.contains("Transfer-Encoding", "chunked", true);
  }
}
