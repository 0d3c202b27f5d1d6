package io.managedidentity.it.explain;

import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The identity endpoint of App Service. A resource, or the id of an identity's resource, ends in
 * {@code ~KIND}: the Nth token is {@code token~NAME~KIND~N}. A name without a kind is {@code warm}.
 */
final class ExplainIdentity implements AutoCloseable {
  static final String IDENTITIES = "/subscriptions/";
  private static final String KIND = "~";
  private static final int LATE_MILLIS = 1500;

  private final WireServer server = WireServer.http("identity");
  private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

  ExplainIdentity() throws IOException {
    server.answer(this::answer);
  }

  Map<String, String> environment() {
    return Map.of(
        "IDENTITY_ENDPOINT",
        "http://127.0.0.1:" + server.port() + "/msi/token",
        "IDENTITY_HEADER",
        "explain");
  }

  /** What becomes of tokens. */
  enum Kind {
    /** Lasts a day. */
    WARM,
    /** Likewise, and a service answers 401 to it. */
    REJECTED,
    /** There is none, ever. */
    FAILING,
    /** The endpoint wants to be left alone for ten minutes. */
    THROTTLED,
    /** Comes after every patience. */
    LATE,
    /** Lasts three seconds, and then there is another one. */
    SHORT,
    /** Lasts three seconds, and then there is none. */
    DYING,
    /** There is none, and then one of three seconds, and so on. */
    FLAKY;

    /** Whether time alone changes what a request gets. */
    boolean changesByItself() {
      return this == LATE || this == SHORT || this == DYING || this == FLAKY;
    }

    boolean isSureToCome() {
      return this == WARM || this == REJECTED || this == SHORT;
    }

    boolean isSureToFail() {
      return this == FAILING || this == THROTTLED;
    }

    String of(String name) {
      return name + KIND + name().toLowerCase();
    }

    static Kind in(String name) {
      int at = name.lastIndexOf(KIND);
      return at < 0 ? WARM : valueOf(name.substring(at + 1).toUpperCase());
    }
  }

  private WireResponse answer(WireRequest request) {
    String identity = parameter(request.target(), "mi_res_id");
    String resource = parameter(request.target(), "resource");
    String name = identity == null ? resource : identity.substring(IDENTITIES.length());
    int count = counts.computeIfAbsent(name, key -> new AtomicInteger()).incrementAndGet();
    Kind kind = Kind.in(name);
    if (kind == Kind.THROTTLED) {
      return WireResponse.of(429, "{\"error\":\"too_many\"}").with("Retry-After: 600");
    }
    boolean isRefused =
        kind == Kind.FAILING
            || (kind == Kind.DYING && count > 1)
            || (kind == Kind.FLAKY && count % 2 == 1);
    if (isRefused) {
      return WireResponse.of(
          400, "{\"error\":\"invalid_resource\",\"error_description\":\"not there\"}");
    }
    boolean isShort = kind == Kind.SHORT || kind == Kind.DYING || kind == Kind.FLAKY;
    long expires = System.currentTimeMillis() / 1000 + (isShort ? 4 : 86_400);
    WireResponse answer =
        WireResponse.of(
            200,
            "{\"access_token\":\"token~"
                + name
                + KIND
                + count
                + "\",\"token_type\":\"Bearer\",\"expires_on\":\""
                + expires
                + "\"}");
    return kind == Kind.LATE ? answer.after(LATE_MILLIS) : answer;
  }

  private static String parameter(String target, String name) {
    for (String pair : target.substring(target.indexOf('?') + 1).split("&")) {
      if (pair.startsWith(name + "=")) {
        return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
