package io.managedidentity.agent.instrumentation.javahttpclient;

import io.managedidentity.agent.injection.HeaderList;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The heads of requests, as the client writes them. */
final class Heads {
  private Heads() {}

  /** The path and query as the client writes them: an empty path is "/". */
  static String target(URI uri) {
    String path = uri.getRawPath();
    String query = uri.getRawQuery();
    String shown = path == null || path.isEmpty() ? "/" : path;
    return query == null ? shown : shown + "?" + query;
  }

  static HeaderList headers(HttpRequest request, Map<String, List<String>> system) {
    Map<String, List<String>> user = request.headers().map();
    HeaderList headers = new HeaderList();
    add(headers, user, null);
    add(headers, system, user);
    return headers;
  }

  private static void add(
      HeaderList headers,
      Map<String, List<String>> map,
      @Nullable Map<String, List<String>> winning) {
    for (Map.Entry<String, List<String>> entry : map.entrySet()) {
      if (winning == null || !winning.containsKey(entry.getKey())) {
        for (String value : entry.getValue()) {
          headers.add(entry.getKey(), value);
        }
      }
    }
  }
}
