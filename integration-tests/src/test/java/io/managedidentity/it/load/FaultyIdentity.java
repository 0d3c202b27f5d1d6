package io.managedidentity.it.load;

import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** An identity endpoint as App Service's, in one of the conditions of issue and field. */
final class FaultyIdentity implements AutoCloseable {
  enum Condition {
    UP,
    TOO_MANY,
    GONE,
    BROKEN,
    HANGING,
    RESETTING,
    GARBAGE
  }

  private final WireServer server = WireServer.http("identity");
  private final AtomicInteger count = new AtomicInteger();
  private final int lifeSeconds;
  private volatile Condition condition = Condition.UP;
  private volatile long delayMillis;

  FaultyIdentity(int lifeSeconds) throws IOException {
    this.lifeSeconds = lifeSeconds;
    server.answer(this::answer);
  }

  void be(Condition now) {
    condition = now;
  }

  void delay(long millis) {
    delayMillis = millis;
  }

  /** Requests since the start. */
  int count() {
    return count.get();
  }

  Map<String, String> environment() {
    return Map.of(
        "IDENTITY_ENDPOINT",
        "http://127.0.0.1:" + server.port() + "/msi/token",
        "IDENTITY_HEADER",
        "secret");
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private WireResponse answer(WireRequest request) {
    int number = count.incrementAndGet();
    server.keep(java.util.List.of());
    switch (condition) {
      case TOO_MANY:
        return WireResponse.of(429, "").with("Retry-After: 1");
      case GONE:
        return WireResponse.of(410, "");
      case BROKEN:
        return WireResponse.of(500, "oops");
      case HANGING:
        return WireResponse.ok().after(60_000);
      case RESETTING:
        return WireResponse.cut();
      case GARBAGE:
        return WireResponse.of(200, "<html>sign in</html>");
      default:
        String resource = request.target().contains("resource=alpha") ? "alpha" : "beta";
        String body =
            "{\"access_token\":\"token-"
                + resource
                + "-"
                + number
                + "\",\"token_type\":\"Bearer\","
                + "\"expires_on\":\""
                + (System.currentTimeMillis() / 1000 + lifeSeconds)
                + "\"}";
        return WireResponse.of(200, body).after(delayMillis);
    }
  }
}
