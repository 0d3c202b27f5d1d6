package io.managedidentity.agent.instrumentation.javahttpclient;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.InFlight;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** A request object with the edit that is made of its headers, and can be undone. */
final class InFlightRequest extends InFlight {
  private static final String PATH = ":path";

  private static final BiPredicate<String, String> ALL =
      new BiPredicate<String, String>() {
        @Override
        public boolean test(String name, String value) {
          return true;
        }
      };

  final RouteInjection injection;

  /** The application's headers without those that were replaced or removed. */
  private final HttpHeaders headers;

  private final String fromTarget;
  private final Map<String, List<String>> system;
  private final Map<String, List<String>> before;
  private final @Nullable EditableBody body;

  /**
   * Leaves to the user headers what is unchanged, and makes the rest system headers. Those are the
   * request object's own, so a redirect starts without them; and unlike a user header, the client
   * writes its {@code Authorization} even if an Authenticator is set.
   */
  InFlightRequest(HttpRequest request, Decided decided, WireEdit edit) {
    super(edit);
    injection = decided.injection;
    body = EditableBody.of(request);
    if (body != null) {
      body.edit(edit.body());
    }
    fromTarget = decided.target;
    system = decided.system;
    before = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    before.putAll(system);
    Map<String, List<String>> edited = byName(edit.headers());
    Map<String, List<String>> unchanged = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Map.Entry<String, List<String>> entry : request.headers().map().entrySet()) {
      if (entry.getValue().equals(edited.get(entry.getKey()))) {
        unchanged.put(entry.getKey(), entry.getValue());
      }
    }
    headers = HttpHeaders.of(unchanged, ALL);
    edited.keySet().removeAll(unchanged.keySet());
    system.clear();
    system.putAll(edited);
  }

  /**
   * After {@link #undo}.
   *
   * @throws RequestRefusedException if the request must not leave as it is
   */
  void letLeave(HttpRequest request, RouteInjection guard) throws RequestRefusedException {
    GatheredBody gathered = body == null ? null : body.gathered();
    guard.editNow(
        Heads.headers(request, system),
        fromTarget,
        gathered == null ? null : gathered.whole(),
        null);
  }

  /** The request is as the application and the client made it. */
  void undo() {
    system.clear();
    system.putAll(before);
    over();
  }

  /** It has its answer: the application, which may look at the request now, sees its own body. */
  void over() {
    if (body != null) {
      body.edit(null);
    }
  }

  /** What the writers get. */
  Object edited(Object subject) {
    if (subject instanceof String) {
      String line = (String) subject;
      return line.endsWith(fromTarget)
          ? line.substring(0, line.length() - fromTarget.length()) + edit.target()
          : line;
    }
    HttpHeaders original = (HttpHeaders) subject;
    return original.map().containsKey(PATH) ? withPath(original) : headers;
  }

  private HttpHeaders withPath(HttpHeaders pseudo) {
    List<String> path = pseudo.map().get(PATH);
    if (path == null || path.size() != 1 || !path.get(0).equals(fromTarget)) {
      return pseudo;
    }
    Map<String, List<String>> map = new TreeMap<>(pseudo.map());
    map.put(PATH, Collections.singletonList(edit.target()));
    return HttpHeaders.of(map, ALL);
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
}
