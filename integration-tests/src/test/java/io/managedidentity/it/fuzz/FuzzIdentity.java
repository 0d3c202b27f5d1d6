package io.managedidentity.it.fuzz;

import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The identity endpoint. A resource is AUDIENCE.KIND.SLOT, or AUDIENCE.warm; its Nth token is
 * {@code token~RESOURCE~N}. Since all assertions are for one audience, each of their mappings has
 * an identity of its own: {@code /subscriptions/assertion.KIND.SLOT}, whose Nth token is {@code
 * assertion~assertion.KIND.SLOT~N}.
 */
final class FuzzIdentity implements Closeable {
  static final String IDENTITIES = "/subscriptions/";
  private static final int SLOW_MILLIS = 40;

  private final WireServer server = WireServer.http("identity");
  private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

  FuzzIdentity() throws IOException {
    server.answer(this::answer);
  }

  Map<String, String> environment() {
    return Map.of(
        "IDENTITY_ENDPOINT",
        "http://127.0.0.1:" + server.port() + "/msi/token",
        "IDENTITY_HEADER",
        "fuzz");
  }

  /** For the next JVM, which knows no token. */
  void forget() {
    counts.clear();
    server.clear();
    server.answer(this::answer);
  }

  static String resource(FuzzPlace place, TokenKind kind, String slot) {
    return place.audience + "." + kind.name().toLowerCase(Locale.ROOT) + "." + slot;
  }

  /** Of the mapping of a slot's token endpoint, or of the common one. */
  static String assertion(TokenKind kind, String slot) {
    return kind == null
        ? "assertion.warm"
        : "assertion." + kind.name().toLowerCase(Locale.ROOT) + "." + slot;
  }

  private static String parameter(String target, String name) {
    int start = target.indexOf(name + "=");
    if (start < 0) {
      return null;
    }
    int from = start + name.length() + 1;
    int to = target.indexOf('&', from);
    return URLDecoder.decode(
        target.substring(from, to < 0 ? target.length() : to), StandardCharsets.UTF_8);
  }

  private WireResponse answer(WireRequest request) {
    String identity = parameter(request.target(), "mi_res_id");
    boolean isAssertion = identity != null;
    String resource =
        isAssertion
            ? identity.substring(IDENTITIES.length())
            : parameter(request.target(), "resource");
    int count = counts.computeIfAbsent(resource, key -> new AtomicInteger()).incrementAndGet();
    String kind = resource.split("\\.")[1];
    if (kind.equals("failing") || kind.equals("flaky") && count == 1) {
      return WireResponse.of(
          kind.equals("flaky") ? 500 : 400,
          "{\"error\":\"invalid_resource\",\"error_description\":\"not there\"}");
    }
    long expires = System.currentTimeMillis() / 1000 + (kind.equals("short") ? 2 : 86_400);
    WireResponse answer =
        WireResponse.of(
            200,
            "{\"access_token\":\""
                + (isAssertion ? "assertion~" : "token~")
                + resource
                + "~"
                + count
                + "\",\"token_type\":\"Bearer\",\"expires_on\":\""
                + expires
                + "\"}");
    return kind.equals("slow") ? answer.after(SLOW_MILLIS) : answer;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
