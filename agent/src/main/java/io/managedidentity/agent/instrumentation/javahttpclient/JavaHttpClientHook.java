package io.managedidentity.agent.instrumentation.javahttpclient;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.ClientHook;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides once for each request object that the client makes for the wire (a redirect and an
 * authentication retry are new ones) and answers the writers of HTTP/1.1, HTTP/2 and HTTP/3 with
 * the edited headers and target. The request that the application made and sees is never touched; a
 * CONNECT is never decided on.
 */
public final class JavaHttpClientHook extends ClientHook {
  private static final String PATH = ":path";

  private static final BiPredicate<String, String> ALL =
      new BiPredicate<String, String>() {
        @Override
        public boolean test(String name, String value) {
          return true;
        }
      };

  private final ClientInjector injector;
  private final WeakIdentityMap<Prepared> prepared = new WeakIdentityMap<>();

  /** The edit of one request object. */
  private static final class Prepared {
    final HttpHeaders headers;
    final String fromTarget;
    final String toTarget;

    Prepared(HttpHeaders headers, String fromTarget, String toTarget) {
      this.headers = headers;
      this.fromTarget = fromTarget;
      this.toTarget = toTarget;
    }
  }

  public JavaHttpClientHook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected @Nullable Object on(
      int hook, @Nullable Object subject, @Nullable Object first, @Nullable Object second)
      throws Exception {
    if (subject == null) {
      if (first instanceof HttpRequest && second instanceof Map) {
        @SuppressWarnings("unchecked") // HttpHeadersBuilder.map() in all versions
        Map<String, List<String>> system = (Map<String, List<String>>) second;
        prepare((HttpRequest) first, system);
      }
      return null;
    }
    Prepared edit = prepared.isEmpty() || first == null ? null : prepared.get(first);
    if (edit == null) {
      return subject;
    }
    if (subject instanceof String) {
      return ((String) subject).endsWith(edit.fromTarget)
          ? replaceEnd((String) subject, edit.fromTarget, edit.toTarget)
          : subject;
    }
    HttpHeaders headers = (HttpHeaders) subject;
    return headers.map().containsKey(PATH) ? withPath(headers, edit) : edit.headers;
  }

  private void prepare(HttpRequest request, Map<String, List<String>> system) throws Deliberate {
    URI uri = request.uri();
    String method = request.method();
    if (uri == null
        || uri.getHost() == null
        || uri.getScheme() == null
        || method.equals("CONNECT")) {
      return;
    }
    String target = target(uri);
    RouteInjection injection =
        injector.match(uri.getScheme(), uri.getHost(), uri.getPort(), method, target);
    if (injection == null) {
      return;
    }
    Map<String, List<String>> user = request.headers().map();
    HeaderList headers = new HeaderList();
    add(headers, user, null);
    add(headers, system, user);
    try {
      WireEdit edit = injection.edit(headers, target);
      if (edit != null) {
        apply(request, system, edit, target);
      }
    } catch (RequestRefusedException e) {
      throw new Deliberate(new IOException(e.getMessage()));
    }
  }

  /**
   * Leaves to the user headers what is unchanged, and makes the rest system headers. Those are the
   * request object's own, so a redirect starts without them; and unlike a user header, the client
   * writes its {@code Authorization} even where an Authenticator is set.
   */
  private void apply(
      HttpRequest request, Map<String, List<String>> system, WireEdit edit, String target) {
    Map<String, List<String>> edited = byName(edit.headers());
    Map<String, List<String>> unchanged = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Map.Entry<String, List<String>> entry : request.headers().map().entrySet()) {
      if (entry.getValue().equals(edited.get(entry.getKey()))) {
        unchanged.put(entry.getKey(), entry.getValue());
      }
    }
    prepared.put(request, new Prepared(HttpHeaders.of(unchanged, ALL), target, edit.target()));
    edited.keySet().removeAll(unchanged.keySet());
    system.clear();
    system.putAll(edited);
  }

  /** The path and query as the client writes them: an empty path is "/". */
  private static String target(URI uri) {
    String path = uri.getRawPath();
    String query = uri.getRawQuery();
    String shown = path == null || path.isEmpty() ? "/" : path;
    return query == null ? shown : shown + "?" + query;
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

  private static Map<String, List<String>> byName(HeaderList headers) {
    Map<String, List<String>> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 0; i < headers.size(); i++) {
      List<String> values = map.get(headers.name(i));
      if (values == null) {
        values = new ArrayList<>(1);
        map.put(headers.name(i), values);
      }
      values.add(headers.value(i));
    }
    return map;
  }

  private static HttpHeaders withPath(HttpHeaders pseudo, Prepared edit) {
    List<String> path = pseudo.map().get(PATH);
    if (path == null || path.size() != 1 || !path.get(0).equals(edit.fromTarget)) {
      return pseudo;
    }
    Map<String, List<String>> map = new TreeMap<>(pseudo.map());
    map.put(PATH, Collections.singletonList(edit.toTarget));
    return HttpHeaders.of(map, ALL);
  }

  private static String replaceEnd(String text, String end, String replacement) {
    return text.substring(0, text.length() - end.length()) + replacement;
  }
}
