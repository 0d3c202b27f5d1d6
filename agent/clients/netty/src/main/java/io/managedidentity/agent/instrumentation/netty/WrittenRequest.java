package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a request as the application and the client made it, and makes the edited copy. */
final class WrittenRequest {
  private WrittenRequest() {}

  static boolean isWebSocket(HttpRequest request) {
    return request.headers().containsValue(HttpHeaderNames.UPGRADE, "websocket", true);
  }

  static HeaderList headers(HttpRequest request) {
    HeaderList headers = new HeaderList();
    Iterator<Map.Entry<CharSequence, CharSequence>> all = request.headers().iteratorCharSequence();
    while (all.hasNext()) {
      Map.Entry<CharSequence, CharSequence> header = all.next();
      headers.add(header.getKey().toString(), header.getValue().toString());
    }
    return headers;
  }

  /**
   * All of its body.
   *
   * @return null if it is written apart or is long, or the server is to be asked for it
   */
  static byte @Nullable [] body(HttpRequest request) {
    if (!(request instanceof FullHttpRequest) || HttpUtil.is100ContinueExpected(request)) {
      return null;
    }
    ByteBuf content = ((FullHttpRequest) request).content();
    return content.readableBytes() > RouteInjection.MOST_BODY_BYTES
        ? null
        : ByteBufUtil.getBytes(content);
  }

  /** A copy with another body; the original is released. */
  static FullHttpRequest edited(HttpRequest request, WireEdit edit, byte[] body) {
    FullHttpRequest copy =
        copy(
            request,
            edit.target(),
            edit.headers(),
            Unpooled.wrappedBuffer(body),
            trailers(request));
    if (!HttpUtil.isTransferEncodingChunked(copy)) {
      HttpUtil.setContentLength(copy, body.length); // also where there was none, of no body
    }
    ReferenceCountUtil.release(request);
    return copy;
  }

  /** A copy that owns the body in place of the original. */
  static HttpRequest edited(HttpRequest request, WireEdit edit) {
    if (request instanceof FullHttpRequest) {
      FullHttpRequest full = (FullHttpRequest) request;
      return copy(full, edit.target(), edit.headers(), full.content(), full.trailingHeaders());
    }
    return new DefaultHttpRequest(
        request.protocolVersion(), request.method(), edit.target(), headers(edit.headers()));
  }

  /** The application's message, with a body that the copy owns. */
  static FullHttpRequest whole(HttpRequest request, ByteBuf body) {
    return copy(request, request.uri(), headers(request), body, trailers(request));
  }

  private static FullHttpRequest copy(
      HttpRequest request, String target, HeaderList headers, ByteBuf body, HttpHeaders trailers) {
    return new DefaultFullHttpRequest(
        request.protocolVersion(), request.method(), target, body, headers(headers), trailers);
  }

  @SuppressWarnings("deprecation") // what takes its place is not in older versions of Netty
  private static HttpHeaders trailers(HttpRequest request) {
    HttpHeaders trailers = new DefaultHttpHeaders(false);
    return request instanceof LastHttpContent
        ? trailers.add(((LastHttpContent) request).trailingHeaders())
        : trailers;
  }

  @SuppressWarnings("deprecation") // what takes its place is not in older versions of Netty
  private static HttpHeaders headers(HeaderList list) {
    HttpHeaders headers = new DefaultHttpHeaders(false);
    for (int i = 0; i < list.size(); i++) {
      headers.add(list.name(i), list.value(i));
    }
    return headers;
  }
}
