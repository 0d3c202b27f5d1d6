package io.managedidentity.it.server;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Plays the identity endpoint of App Service: the token for resource {@code R} is {@code
 * token-R-N}, N counting the answers. Resource {@code broken} is refused, {@code hang} is never
 * answered, {@code slow} after a second, {@code short} with a token of three seconds.
 */
public final class IdentityServer implements AutoCloseable {
  /** What the endpoint wants to see in X-IDENTITY-HEADER. */
  public static final String SECRET = "identity-header-secret";

  private final WireServer server = WireServer.http("identity");
  private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();

  private final UnaryOperator<String> tokens;

  public IdentityServer() throws IOException {
    this(null);
  }

  /**
   * @param tokens makes the token for a resource; null for {@code token-R-N}
   */
  public IdentityServer(UnaryOperator<String> tokens) throws IOException {
    this.tokens = tokens;
    server.answer(this::answer);
  }

  /** The variables by which a process finds it. */
  public Map<String, String> environment() {
    return Map.of(
        "IDENTITY_ENDPOINT",
        "http://127.0.0.1:" + server.port() + "/msi/token",
        "IDENTITY_HEADER",
        SECRET);
  }

  /** Requests for one resource since the start. */
  public int requestsFor(String resource) {
    return answers.getOrDefault(resource, new AtomicInteger()).get();
  }

  public List<WireRequest> requests() {
    return server.requests();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private WireResponse answer(WireRequest request) {
    String resource = parameter(request.target(), "resource");
    if (!request.headers("X-IDENTITY-HEADER").contains(SECRET) || resource == null) {
      return WireResponse.of(403, "");
    }
    int count = answers.computeIfAbsent(resource, key -> new AtomicInteger()).incrementAndGet();
    switch (resource) {
      case "broken":
        return WireResponse.of(
            400,
            "{\"error\":\"invalid_resource\",\"error_description\":\"AADSTS500011: not there\"}");
      case "hang":
        return WireResponse.ok().after(60_000);
      default:
        String token = tokens == null ? "token-" + resource + "-" + count : tokens.apply(resource);
        long expires = System.currentTimeMillis() / 1000 + (resource.equals("short") ? 3 : 86_400);
        WireResponse answer =
            WireResponse.of(
                200,
                "{\"access_token\":\""
                    + token
                    + "\",\"token_type\":\"Bearer\",\"expires_on\":\""
                    + expires
                    + "\"}");
        return resource.equals("slow") ? answer.after(1000) : answer;
    }
  }

  private static String parameter(String target, String name) {
    for (String pair : target.substring(target.indexOf('?') + 1).split("&")) {
      if (pair.startsWith(name + "=")) {
        return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
      }
    }
    return null;
  }
}
