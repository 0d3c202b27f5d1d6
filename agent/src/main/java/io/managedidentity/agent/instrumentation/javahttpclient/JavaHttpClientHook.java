package io.managedidentity.agent.instrumentation.javahttpclient;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import java.io.IOException;
import java.lang.invoke.MethodHandles.Lookup;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides once for each request object that the client makes for the wire (a redirect and an
 * authentication retry are new ones) and answers the writers of HTTP/1.1, HTTP/2 and HTTP/3 with
 * the edited headers and target. The request that the application made and sees is never touched; a
 * CONNECT is never decided on.
 */
public final class JavaHttpClientHook extends JavaHttpClientHandlers {
  private static final String PATH = ":path";

  private static final BiPredicate<String, String> ALL =
      new BiPredicate<String, String>() {
        @Override
        public boolean test(String name, String value) {
          return true;
        }
      };

  private final ClientInjector injector;

  /**
   * Beside each mapped request object, until its answer is there: {@link Postponed} until its
   * exchange begins, then {@link Prepared}, or {@link Resend} when it was rejected and goes out
   * once more.
   */
  private final WeakIdentityMap<Object> states = new WeakIdentityMap<>();

  private volatile @Nullable Exchanges exchanges;
  private volatile @Nullable TlsPeers peers;

  public JavaHttpClientHook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected void prepare(HttpRequest request, Map<?, ?> system) throws Exception {
    @SuppressWarnings("unchecked") // HttpHeadersBuilder.map() in all versions
    Map<String, List<String>> headers = (Map<String, List<String>>) system;
    decide(request, headers);
  }

  @Override
  protected void cancelled(Object exchange) {
    abandon(exchange, null);
  }

  @Override
  protected void cancelledBy(Object exchange, @Nullable IOException cause) {
    abandon(exchange, cause);
  }

  @Override
  protected @Nullable Object again(@Nullable HttpRequest request, AtomicInteger attempts)
      throws Exception {
    Object state = state(request);
    return request != null && state instanceof Resend
        ? again(request, (Resend) state, attempts)
        : null;
  }

  @Override
  protected @Nullable CompletableFuture<?> begin(
      @Nullable HttpRequest request, Object exchange, Lookup lookup) throws Exception {
    Object state = state(request);
    return request != null && state instanceof Postponed
        ? begin(request, (Postponed) state, exchange, lookup)
        : null;
  }

  @Override
  protected Object answered(
      Object answer, @Nullable HttpRequest request, Object exchange, Lookup lookup)
      throws Exception {
    Object state = state(request);
    return request != null && state instanceof Prepared
        ? exchanges(exchange, lookup).answered(answer, request, (Prepared) state, exchange)
        : answer;
  }

  @Override
  protected void goesOver(@Nullable HttpRequest request, @Nullable Object connection, Lookup lookup)
      throws Exception {
    writtenOver("", request, connection, lookup);
  }

  @Override
  protected Object writtenOver(
      Object line, @Nullable HttpRequest request, @Nullable Object connection, Lookup lookup)
      throws Exception {
    Object state = state(request);
    return request != null
            && state instanceof Prepared
            && isProven(request, (Prepared) state, connection, lookup)
        ? edited(line, (Prepared) state)
        : line;
  }

  @Override
  protected Object written(Object headers, @Nullable HttpRequest request) {
    Object state = state(request);
    return state instanceof Prepared ? edited(headers, (Prepared) state) : headers;
  }

  private @Nullable Object state(@Nullable HttpRequest request) {
    return request == null || states.isEmpty() ? null : states.get(request);
  }

  /** What the writers are answered. */
  private static Object edited(Object subject, Prepared edit) {
    if (subject instanceof String) {
      return ((String) subject).endsWith(edit.fromTarget)
          ? replaceEnd((String) subject, edit.fromTarget, edit.toTarget)
          : subject;
    }
    HttpHeaders headers = (HttpHeaders) subject;
    return headers.map().containsKey(PATH) ? withPath(headers, edit) : edit.headers;
  }

  /**
   * The second lock: whether the TLS session of the connection that writes was made for the host
   * that decided. Where it was not, the request is as it was again.
   *
   * @param connection null where it is not known at this place
   */
  private boolean isProven(
      HttpRequest request, Prepared prepared, @Nullable Object connection, Lookup lookup)
      throws ReflectiveOperationException {
    if (connection == null || !request.uri().getScheme().equalsIgnoreCase("https")) {
      return true;
    }
    TlsPeers known = peers;
    if (known == null) {
      known = new TlsPeers(connection, lookup);
      peers = known;
    }
    if (injector.isProven(
        prepared.injection, bare(request.uri().getHost()), known.of(connection))) {
      return true;
    }
    states.remove(request);
    prepared.undo();
    return false;
  }

  /** Without the brackets of an IPv6 address. */
  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private Exchanges exchanges(Object exchange, Lookup lookup) throws ReflectiveOperationException {
    Exchanges made = exchanges;
    if (made == null) {
      made = new Exchanges(exchange, lookup, this, states);
      exchanges = made; // two of them would do no harm: what they wait for is kept in the states
    }
    return made;
  }

  private void abandon(Object exchange, @Nullable IOException cause) {
    Exchanges made = exchanges;
    if (made != null) {
      made.abandon(exchange, cause);
    }
  }

  /**
   * Where the token is there by now, the request goes out at once; else the answer is a future that
   * goes on when it is.
   */
  private @Nullable CompletableFuture<?> begin(
      HttpRequest request, Postponed postponed, Object exchange, Lookup lookup) throws Exception {
    HeaderList headers = headers(request, postponed.system);
    if (!postponed.isOver) {
      CompletableFuture<?> waiting =
          exchanges(exchange, lookup).postpone(exchange, postponed, headers);
      if (waiting != null) {
        return waiting;
      }
    }
    states.remove(request);
    try {
      WireEdit edit = postponed.injection.editNow(headers, postponed.target, null);
      if (edit != null) {
        apply(request, postponed, edit);
      }
      return null;
    } catch (RequestRefusedException e) {
      CompletableFuture<Object> failed = new CompletableFuture<>();
      failed.completeExceptionally(new IOException(e.getMessage()));
      return failed;
    }
  }

  private @Nullable Object again(HttpRequest request, Resend resend, AtomicInteger attempts)
      throws Exception {
    states.remove(request);
    Exchanges made = exchanges;
    // One attempt too many fails the request, and the application would lose the answer.
    if (made == null
        || attempts.get() >= Integer.getInteger("jdk.httpclient.redirects.retrylimit", 5)) {
      return null;
    }
    Object again = made.again(request);
    states.put(again, resend);
    return again;
  }

  private void decide(HttpRequest request, Map<String, List<String>> system) throws Deliberate {
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
    Postponed decided = new Postponed(injection, system, target);
    Object last = states.isEmpty() ? null : states.remove(request);
    if (!(last instanceof Resend) || !((Resend) last).isFor(injection)) {
      states.put(request, decided);
      return;
    }
    try {
      WireEdit edit = injection.editNow(headers(request, system), target, (Resend) last);
      if (edit != null) {
        apply(request, decided, edit);
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
  private void apply(HttpRequest request, Postponed decided, WireEdit edit) {
    Map<String, List<String>> system = decided.system;
    Map<String, List<String>> edited = byName(edit.headers());
    Map<String, List<String>> unchanged = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Map.Entry<String, List<String>> entry : request.headers().map().entrySet()) {
      if (entry.getValue().equals(edited.get(entry.getKey()))) {
        unchanged.put(entry.getKey(), entry.getValue());
      }
    }
    states.put(request, new Prepared(HttpHeaders.of(unchanged, ALL), system, decided, edit));
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

  private static HeaderList headers(HttpRequest request, Map<String, List<String>> system) {
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
