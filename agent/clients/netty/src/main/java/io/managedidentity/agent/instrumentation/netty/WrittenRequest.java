package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.WireEdit;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Iterator;
import java.util.Map;

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

  /** A copy that owns the body in place of the original. */
  static HttpRequest edited(HttpRequest request, WireEdit edit) {
    if (request instanceof FullHttpRequest) {
      FullHttpRequest full = (FullHttpRequest) request;
      return copy(full, edit.target(), edit.headers(), full.content());
    }
    return new DefaultHttpRequest(
        request.protocolVersion(), request.method(), edit.target(), headers(edit.headers()));
  }

  /** The application's message, with a body that the copy owns. */
  static FullHttpRequest whole(HttpRequest request, ByteBuf body) {
    return copy(request, request.uri(), headers(request), body);
  }

  private static FullHttpRequest copy(
      HttpRequest request, String target, HeaderList headers, ByteBuf body) {
    return new DefaultFullHttpRequest(
        request.protocolVersion(),
        request.method(),
        target,
        body,
        headers(headers),
        request instanceof FullHttpRequest
            ? ((FullHttpRequest) request).trailingHeaders()
            : EmptyHttpHeaders.INSTANCE);
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
