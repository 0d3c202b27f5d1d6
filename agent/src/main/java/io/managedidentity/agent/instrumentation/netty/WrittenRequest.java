package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.WireEdit;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
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

  static HttpRequest edited(HttpRequest request, WireEdit edit) {
    HttpHeaders headers = request.headers().copy().clear();
    HeaderList list = edit.headers();
    for (int i = 0; i < list.size(); i++) {
      headers.add(list.name(i), list.value(i));
    }
    if (request instanceof FullHttpRequest) {
      FullHttpRequest full = (FullHttpRequest) request;
      return new DefaultFullHttpRequest(
          full.protocolVersion(),
          full.method(),
          edit.target(),
          full.content(),
          headers,
          full.trailingHeaders());
    }
    return new DefaultHttpRequest(
        request.protocolVersion(), request.method(), edit.target(), headers);
  }
}
