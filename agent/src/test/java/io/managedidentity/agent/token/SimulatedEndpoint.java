package io.managedidentity.agent.token;

import io.managedidentity.agent.identity.http.EndpointRequest;
import io.managedidentity.agent.identity.http.EndpointResponse;
import io.managedidentity.agent.identity.http.EndpointTransport;
import io.managedidentity.agent.identity.http.Timeouts;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Identity endpoints that go through good and bad times, the same for one seed. */
final class SimulatedEndpoint implements EndpointTransport {
  /** What an endpoint does with requests for a while. */
  enum Behaviour {
    GOOD, // also at twice the weight of a fault
    GOOD_AND_CACHING,
    S400,
    S401,
    S403,
    S404,
    S408,
    S410,
    S429,
    S429_RETRY_AFTER,
    S429_LONG_RETRY_AFTER,
    S500,
    S502,
    S503,
    REDIRECT,
    HANG,
    REFUSED,
    RESET,
    HTML,
    TRUNCATED,
    EMPTY_TOKEN,
    LINE_BREAK_IN_TOKEN,
    NO_EXPIRY,
    EXPIRED;

    boolean isGood() {
      return this == GOOD || this == GOOD_AND_CACHING;
    }
  }

  /** A token as the endpoint knows it. */
  record Issued(String value, long issuedAt, long lifeSeconds) {
    long endsAt() {
      return issuedAt + lifeSeconds * SimulatedTime.SECOND;
    }
  }

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

  final Map<String, Issued> issued = new HashMap<>();
  long longestRetryAfterSeconds;
  int requests;
  private final CacheSimulation.Check check;
  private final SimulatedTime time;
  private final Random random;
  private final long lifeSeconds;
  private final Map<Integer, TreeMap<Long, Behaviour>> phases = new HashMap<>();
  private final Map<Integer, Integer> inFlight = new HashMap<>();
  private final Map<String, Issued> latest = new HashMap<>();

  SimulatedEndpoint(
      SimulatedTime time, Random random, long lifeSeconds, CacheSimulation.Check check) {
    this.check = check;
    this.time = time;
    this.random = random;
    this.lifeSeconds = lifeSeconds;
  }

  /** Good and bad times in turn until {@code end}, then good for ever. */
  void plan(int port, long end, boolean isAlwaysGood) {
    TreeMap<Long, Behaviour> plan = new TreeMap<>();
    long at = 0;
    plan.put(at, Behaviour.GOOD);
    boolean isFault = random.nextBoolean(); // some processes start before their endpoint does
    while (at < end && !isAlwaysGood) {
      Behaviour[] all = Behaviour.values();
      plan.put(at, isFault ? all[2 + random.nextInt(all.length - 2)] : all[random.nextInt(2)]);
      double mean = isFault ? Math.max(15, lifeSeconds / 8.0) : Math.max(30, lifeSeconds / 2.0);
      at += (long) (-Math.log(1 - random.nextDouble()) * mean * SimulatedTime.SECOND) + 1;
      isFault = !isFault;
    }
    plan.put(end, Behaviour.GOOD);
    phases.put(port, plan);
  }

  /** Since when, in true time, the endpoint has been good; -1 where it is not. */
  long goodSince(int port) {
    long since = -1;
    for (Map.Entry<Long, Behaviour> phase :
        phases.get(port).headMap(time.trueTime(), true).entrySet()) {
      if (!phase.getValue().isGood()) {
        since = -1;
      } else if (since < 0) {
        since = phase.getKey();
      }
    }
    return since;
  }

  @Override
  public EndpointResponse send(EndpointRequest request, Timeouts limits) throws IOException {
    int port = request.url().port();
    requests++;
    int now = inFlight.merge(port, 1, Integer::sum);
    check.that(now <= 4, "no more than four requests at once to one endpoint");
    try {
      Behaviour behaviour = phases.get(port).floorEntry(time.trueTime()).getValue();
      return answer(behaviour, request.url().target() + port, limits);
    } finally {
      inFlight.merge(port, -1, Integer::sum);
    }
  }

  private EndpointResponse answer(Behaviour behaviour, String key, Timeouts limits)
      throws IOException {
    if (behaviour == Behaviour.HANG) {
      time.sleep(limits.exchangeMillis());
      throw new SocketTimeoutException("Read timed out");
    }
    time.sleep(behaviour == Behaviour.REFUSED ? 0 : 1 + random.nextInt(800));
    String error = "{\"error\":\"e\",\"error_description\":\"it said no\"}";
    return switch (behaviour) {
      case GOOD, GOOD_AND_CACHING -> token(key, behaviour == Behaviour.GOOD_AND_CACHING);
      case S400 -> response(400, error);
      case S401 -> response(401, error);
      case S403 -> response(403, error);
      case S404 -> response(404, error);
      case S408 -> response(408, "");
      case S410 -> response(410, "");
      case S429 -> response(429, error);
      case S429_RETRY_AFTER -> retryAfter(1 + random.nextInt(100));
      case S429_LONG_RETRY_AFTER -> retryAfter(130 + random.nextInt(200));
      case S500 -> response(500, "oops");
      case S502 -> response(502, "<html></html>");
      case S503 -> response(503, "");
      case REDIRECT -> response(302, "", "Location", "http://127.0.0.1:9/");
      case REFUSED -> throw new ConnectException("Connection refused");
      case RESET -> throw new SocketException("Connection reset");
      case HTML -> response(200, "<html>sign in</html>");
      case TRUNCATED -> response(200, "{\"access_token\":\"abc");
      case EMPTY_TOKEN -> response(200, body("", time.trueWallMillis() / 1000 + 3600));
      case LINE_BREAK_IN_TOKEN ->
          response(200, body("a\\r\\nX: 1", time.trueWallMillis() / 1000 + 3600));
      case NO_EXPIRY -> response(200, "{\"access_token\":\"abc\"}");
      case EXPIRED -> response(200, body("abc", time.trueWallMillis() / 1000 - 10));
      case HANG -> throw new AssertionError();
    };
  }

  private EndpointResponse retryAfter(int seconds) {
    longestRetryAfterSeconds = Math.max(longestRetryAfterSeconds, seconds);
    return response(429, "", "Retry-After", Integer.toString(seconds));
  }

  private EndpointResponse token(String key, boolean isCaching) {
    Issued last = latest.get(key);
    // A cache of the platform gives the same token again while a third of its life is left.
    boolean isCached =
        isCaching
            && last != null
            && last.endsAt() - time.trueTime() > lifeSeconds * SimulatedTime.SECOND / 3;
    if (!isCached) {
      long now = time.trueTime() / SimulatedTime.SECOND * SimulatedTime.SECOND;
      last = new Issued("token-" + issued.size(), now, lifeSeconds);
      issued.put(last.value(), last);
      latest.put(key, last);
    }
    // A server whose clock is wrong says so in its Date; only the difference counts.
    long skewMillis = (random.nextInt(7200) - 3600) * 1000L;
    long nowMillis = time.trueWallMillis() + skewMillis;
    long endsInMillis = (last.endsAt() - time.trueTime()) / 1_000_000;
    return response(
        200,
        body(last.value(), (nowMillis + endsInMillis) / 1000),
        "Date",
        HTTP_DATE.format(Instant.ofEpochMilli(nowMillis).atOffset(ZoneOffset.UTC)));
  }

  private static String body(String token, long expiresOn) {
    return "{\"access_token\":\"" + token + "\",\"expires_on\":\"" + expiresOn + "\"}";
  }

  private EndpointResponse response(int status, String body, String... headers) {
    return new EndpointResponse(
        status,
        new ArrayList<>(List.of(headers)),
        body.getBytes(StandardCharsets.UTF_8),
        false,
        time.nanoTime(),
        time.wallMillis());
  }
}
