package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.WireEdit;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Locale;
import java.util.Map;

/** Reads the headers that start an HTTP/2 request, and makes the edited copy. */
final class VertxHttp2Request {
  private VertxHttp2Request() {}

  /** Without the pseudo-header fields (RFC 9113, 8.3). */
  static HeaderList headers(Http2Headers frame) {
    HeaderList headers = new HeaderList();
    for (Map.Entry<CharSequence, CharSequence> header : frame) {
      if (!isPseudo(header.getKey())) {
        headers.add(header.getKey().toString(), header.getValue().toString());
      }
    }
    return headers;
  }

  static Http2Headers edited(Http2Headers frame, WireEdit edit) {
    Http2Headers copy = new DefaultHttp2Headers(false);
    for (Map.Entry<CharSequence, CharSequence> header : frame) {
      if (isPseudo(header.getKey())) {
        copy.add(header.getKey(), header.getValue());
      }
    }
    copy.path(edit.target());
    HeaderList list = edit.headers();
    for (int i = 0; i < list.size(); i++) {
      copy.add(list.name(i).toLowerCase(Locale.ROOT), list.value(i)); // RFC 9113, 8.2
    }
    return copy;
  }

  private static boolean isPseudo(CharSequence name) {
    return name.length() > 0 && name.charAt(0) == ':';
  }
}
