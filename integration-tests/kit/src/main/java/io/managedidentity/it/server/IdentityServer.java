package io.managedidentity.it.server;

import io.managedidentity.it.jvm.Secrets;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Plays the identity endpoint of App Service: the token for resource {@code R} is {@code
 * token-R-N}, N counting the answers. Resource {@code broken} is refused, {@code broken-late-N}
 * after half a second, {@code hang} is never answered, {@code slow} after a second, {@code late}
 * after three, {@code short} with a token of three to four seconds, {@code same} always with the
 * same one. The identity {@link #REFUSED_CLIENT} gets no token at all.
 */
public final class IdentityServer implements AutoCloseable {
  private record Gate(CountDownLatch asked, CountDownLatch open) {}

  /** What the endpoint wants to see in X-IDENTITY-HEADER. */
  public static final String SECRET = "identity-header-secret";

  /** The client id of an identity that gets no token for anything. */
  public static final String REFUSED_CLIENT = "00000000-0000-0000-0000-00000000dead";

  private final WireServer server = WireServer.http("identity");
  private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();

  private final Map<String, Gate> gates = new ConcurrentHashMap<>();
  private final UnaryOperator<String> tokens;

  public IdentityServer() throws IOException {
    this(null);
  }

  /**
   * @param tokens makes the token for a resource; null for {@code token-R-N}
   */
  public IdentityServer(UnaryOperator<String> tokens) throws IOException {
    this.tokens = tokens;
    Secrets.add(SECRET);
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

  /** Waits until there were so many requests for one resource since the start, for a time. */
  public void awaitRequestsFor(String resource, int count, Duration atMost)
      throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    synchronized (answers) {
      for (long left = atMost.toNanos();
          requestsFor(resource) < count && left > 0;
          left = end - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(answers, left);
      }
    }
  }

  /** Answers no request for that resource until it is released. */
  public void hold(String resource) {
    gates.put(resource, new Gate(new CountDownLatch(1), new CountDownLatch(1)));
  }

  public void release(String resource) {
    gates.get(resource).open().countDown();
  }

  /** Waits until somebody has asked for the resource that is held. */
  public void awaitRequestFor(String resource) throws InterruptedException {
    if (!gates.get(resource).asked().await(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("nobody asked for " + resource);
    }
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
    synchronized (answers) {
      answers.notifyAll();
    }
    awaitGate(resource);
    if (REFUSED_CLIENT.equals(parameter(request.target(), "client_id"))) {
      return refused();
    }
    switch (resource) {
      case "broken":
        return refused();
      case "broken-late-1", "broken-late-2":
        return refused().after(500);
      case "hang":
        return WireResponse.ok().after(60_000);
      default:
        String token =
            tokens == null
                ? "token-" + resource + "-" + (resource.equals("same") ? 1 : count)
                : tokens.apply(resource);
        long expires = System.currentTimeMillis() / 1000 + (resource.equals("short") ? 4 : 86_400);
        WireResponse answer =
            WireResponse.of(
                200,
                "{\"access_token\":\""
                    + token
                    + "\",\"token_type\":\"Bearer\",\"expires_on\":\""
                    + expires
                    + "\"}");
        return resource.equals("slow")
            ? answer.after(1000)
            : resource.equals("late") ? answer.after(3000) : answer;
    }
  }

  private static WireResponse refused() {
    return WireResponse.of(
        400, "{\"error\":\"invalid_resource\",\"error_description\":\"AADSTS500011: not there\"}");
  }

  private void awaitGate(String resource) {
    try {
      Gate gate = gates.get(resource);
      if (gate != null) {
        gate.asked().countDown();
        gate.open().await(20, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
