package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.WireEdit;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a request as the application and the client made it, and makes the edited copy. */
final class WrittenRequest {
  /** A larger body is not kept in memory for the length of its call. */
  private static final int MOST_BYTES = 1 << 20;

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

  /**
   * A copy that is kept to be written again, and holds the body as well.
   *
   * @return null if a body comes in parts, or is large, or the request ends its connection
   */
  static @Nullable FullHttpRequest kept(HttpRequest request) {
    if (!(request instanceof FullHttpRequest) || !HttpUtil.isKeepAlive(request)) {
      return null;
    }
    FullHttpRequest full = (FullHttpRequest) request;
    return full.content().readableBytes() > MOST_BYTES ? null : again(full);
  }

  /** A message for one more sending, as the application made it; the kept one stays as it is. */
  static FullHttpRequest again(FullHttpRequest kept) {
    return copy(kept, kept.uri(), headers(kept), kept.content().retainedDuplicate());
  }

  private static FullHttpRequest copy(
      FullHttpRequest request, String target, HeaderList headers, ByteBuf body) {
    return new DefaultFullHttpRequest(
        request.protocolVersion(),
        request.method(),
        target,
        body,
        headers(headers),
        request.trailingHeaders());
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
