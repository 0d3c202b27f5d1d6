package io.managedidentity.agent.token;

import static io.managedidentity.agent.token.SimulatedTime.SECOND;

import io.managedidentity.agent.identity.Environment;
import io.managedidentity.agent.identity.FileAccess;
import io.managedidentity.agent.identity.IdentityTokenFetcher;
import io.managedidentity.agent.identity.SourceHost;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.token.SimulatedEndpoint.Issued;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The life of a process, by one seed: requests at random times for some tokens, from two endpoints
 * that go through good and bad times, under a clock that is set and a machine that sleeps. The real
 * cache, lanes, identity sources and retries; only time, threads and the network are simulated.
 * What must never happen is an {@link AssertionError} that names the seed.
 */
final class CacheSimulation {
  private static final long LIMIT_MILLIS = 10_000;
  private static final int APP_SERVICE = 1001;
  private static final int IMDS = 1002;
  private static final long[] LIVES = {20, 90, 600, 3600, 7300, 86_400};

  private final long seed;
  private final Random random;
  private final SimulatedTime time;
  private final SimulatedEndpoint endpoint;
  private final IdentityTokenFetcher fetcher;
  private final List<Key> keys = new ArrayList<>();
  private final boolean isCalm;
  private final long lifeSeconds;
  private final long end;
  private int waiting;
  private long wokenAt;
  private AssertionError violation;

  /** Requests that got a token, and those that did not. */
  int served;

  int failed;

  /** One token of the process, and what the simulation knows of it. */
  private static final class Key {
    final TokenHandle handle;
    final int port;
    Issued held;
    long heldSince;

    /** The last moment at which each token may go on a request: R-REFRESH's hard margin. */
    final Map<String, Long> hardMargins = new HashMap<>();

    long firstUse = -1;
    boolean isDisturbed;
    boolean isFetching;
    boolean isSetBack;
    long refusedAt = Long.MIN_VALUE / 2;
    long firstRefusal = Long.MAX_VALUE;
    int refusalsFollowed;

    Key(TokenHandle handle, int port) {
      this.handle = handle;
      this.port = port;
    }
  }

  CacheSimulation(long seed, SimulatedTime time) {
    this.seed = seed;
    this.time = time;
    this.random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
    time.reset();
    lifeSeconds = LIVES[random.nextInt(LIVES.length)];
    isCalm = random.nextInt(5) == 0;
    end = (2 + random.nextInt(3)) * lifeSeconds * SECOND;
    endpoint = new SimulatedEndpoint(time, random, lifeSeconds, this::check);
    endpoint.plan(APP_SERVICE, end, isCalm);
    endpoint.plan(IMDS, end, isCalm);
    fetcher = new IdentityTokenFetcher(host());
    FetchLanes lanes = new FetchLanes(time::start);
    TokenThreads threads =
        new TokenThreads() {
          @Override
          public void fetch(List<String> lane, Runnable task) {
            lanes.run(lane, task);
          }

          @Override
          public Scheduled later(Runnable task, long delayNanos) {
            AtomicBoolean isCancelled = new AtomicBoolean();
            time.after(
                delayNanos + random.nextInt(5_000_000),
                () -> {
                  if (!isCancelled.get()) {
                    task.run();
                  }
                });
            return () -> isCancelled.set(true);
          }
        };
    TokenCache cache =
        new TokenCache(this::fetch, time, threads, () -> random.nextDouble() * 2 - 1, log());
    int count = 1 + random.nextInt(7);
    for (int i = 0; i < count; i++) {
      boolean isImds = random.nextBoolean();
      TokenRequest request =
          new TokenRequest(
              "https://r" + i,
              ManagedIdentityId.systemAssigned(),
              List.of(isImds ? "imds" : "app-service"),
              null);
      keys.add(new Key(cache.handle(request), isImds ? IMDS : APP_SERVICE));
    }
  }

  void run() {
    for (Key key : keys) {
      if (random.nextInt(3) == 0) {
        key.handle.prefetch();
      }
      double meanSeconds = lifeSeconds * (0.02 + random.nextDouble() * (isCalm ? 0.1 : 0.8));
      time.after(0, () -> requestAndGoOn(key, meanSeconds));
    }
    for (int i = isCalm ? 0 : random.nextInt(4); i > 0; i--) {
      time.after((long) (random.nextDouble() * end), this::disturb);
    }
    try {
      time.runUntil(end);
      // All is good from here on; what is under way comes to its end.
      time.runUntil(end + 1000 * SECOND);
      check(waiting == 0, "nobody waits for ever");
      keys.forEach(this::request);
      time.runUntil(end + 1000 * SECOND + 2 * LIMIT_MILLIS * 1_000_000);
      check(waiting == 0, "nobody waits for ever");
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + seed + ": " + e, e);
    } finally {
      if (violation != null) {
        throw violation;
      }
    }
  }

  private void requestAndGoOn(Key key, double meanSeconds) {
    if (time.mono() >= end) {
      return;
    }
    int burst = random.nextInt(8) == 0 ? 10 : 1;
    for (int i = 0; i < burst; i++) {
      request(key);
    }
    double pause = -Math.log(1 - random.nextDouble()) * meanSeconds;
    time.after((long) (pause * SECOND), () -> requestAndGoOn(key, meanSeconds));
  }

  private void request(Key key) {
    HeldToken token = key.handle.current();
    if (token != null) {
      serve(key, token);
      return;
    }
    boolean isKnown = key.held != null && !key.isDisturbed;
    check(
        !isKnown || time.trueTime() >= key.hardMargins.get(key.held.value()) - SECOND,
        "a valid token is served at once");
    check(!isKnown || !wasRefreshMissed(key), "a refresh was missed");
    long asked = time.mono();
    waiting++;
    if (!key.handle.defer(LIMIT_MILLIS, TokenWaitTest.over(() -> resumed(key, asked)))) {
      resumed(key, asked);
    }
  }

  private void resumed(Key key, long asked) {
    waiting--;
    check(
        time.mono() - asked <= LIMIT_MILLIS * 1_000_000 + 10_000_000,
        "nobody waits beyond the limit");
    try {
      serve(key, key.handle.getNow(LIMIT_MILLIS));
    } catch (TokenException e) {
      failed++;
      long goodSince = endpoint.goodSince(key.port);
      long patience = 160 + Math.max(30, endpoint.longestRetryAfterSeconds);
      check(
          goodSince < 0
              || time.mono() - key.refusedAt < SECOND
              || time.trueTime() - Math.max(goodSince, wokenAt) < patience * SECOND,
          "a fault that ended is recovered from within its back-off: " + e.getMessage());
    }
  }

  private void serve(Key key, HeldToken token) {
    served++;
    Issued issued = endpoint.issued.get(token.value());
    check(issued != null, "only tokens that an endpoint gave are served");
    if (key.firstUse < key.heldSince) {
      key.firstUse = time.trueTime();
    }
    boolean isPastMargin = time.trueTime() > key.hardMargins.get(token.value()) + 2 * SECOND;
    boolean isNoneToBeHad = key.handle.failure() != null || key.isFetching;
    check(
        !isPastMargin || key.isSetBack || isNoneToBeHad,
        "no token past its hard margin while a good one can be had");
    boolean wasRefused = time.mono() - key.refusedAt < 70 * SECOND;
    if (!isCalm && random.nextInt(wasRefused ? 5 : 200) == 0) {
      key.isDisturbed = true;
      key.refusedAt = time.mono();
      key.handle.refused(
          token, random.nextBoolean() ? "{}" : null, random.nextBoolean() ? "a.example" : null);
    }
  }

  /**
   * Used in the first part of its life, with an endpoint that was good all the time since: then a
   * new token must be there before this one ends.
   */
  private boolean wasRefreshMissed(Key key) {
    long firstPart = key.heldSince + (key.held.endsAt() - key.heldSince) * 4 / 10;
    boolean isUsed = key.firstUse >= key.heldSince && key.firstUse < firstPart;
    long goodSince = endpoint.goodSince(key.port);
    return isUsed && goodSince >= 0 && goodSince < firstPart - 150 * SECOND;
  }

  private void disturb() {
    keys.forEach(key -> key.isDisturbed = true);
    if (random.nextBoolean()) {
      time.sleepMachine((long) (random.nextDouble() * lifeSeconds * 1.5 * SECOND));
      wokenAt = time.trueTime();
    } else {
      long millis = (long) ((random.nextDouble() - 0.5) * 4 * lifeSeconds * 1000);
      time.shiftWall(millis);
      keys.forEach(key -> key.isSetBack |= millis < 0);
    }
  }

  private AccessToken fetch(TokenRequest request, FetchOptions options)
      throws TokenException, InterruptedException {
    Key key = keys.stream().filter(k -> k.handle.request().equals(request)).findFirst().get();
    check(!key.isFetching, "one fetch for one token at a time");
    if (options.rejectedTokenSha256() != null) {
      key.firstRefusal = Math.min(key.firstRefusal, key.refusedAt);
      key.refusalsFollowed++;
      long minutes = (time.mono() - key.firstRefusal) / (60 * SECOND);
      check(key.refusalsFollowed <= 1 + minutes, "one refusal in a minute is followed");
    }
    key.isFetching = true;
    try {
      AccessToken token = fetcher.fetch(request, options);
      key.held = endpoint.issued.get(token.value());
      key.heldSince = time.trueTime();
      long life = token.expiresInSeconds();
      long margin = life <= 600 ? life / 10 : 300;
      key.hardMargins.merge(token.value(), key.held.endsAt() - margin * SECOND, Math::max);
      key.isDisturbed = false;
      key.isSetBack = false;
      return token;
    } finally {
      key.isFetching = false;
    }
  }

  /** What is to be told of a violation. */
  interface Check {
    void that(boolean holds, String what);
  }

  private void check(boolean holds, String what) {
    if (!holds) {
      AssertionError violated =
          new AssertionError(
              "seed " + seed + ", after " + time.mono() / 1_000_000 + " ms: violated: " + what);
      // Inside a fetch it would be taken for a fault of the fetch, so it is kept as well.
      violation = violation == null ? violated : violation;
      throw violated;
    }
  }

  private SourceHost host() {
    Map<String, String> variables = new HashMap<>();
    variables.put("IDENTITY_ENDPOINT", "http://127.0.0.1:" + APP_SERVICE + "/msi/token");
    variables.put("IDENTITY_HEADER", "header");
    variables.put("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://127.0.0.1:" + IMDS);
    Environment environment =
        new Environment() {
          @Override
          public String variable(String name) {
            return variables.get(name);
          }

          @Override
          public String osName() {
            return "Linux";
          }
        };
    FileAccess noFiles =
        new FileAccess() {
          @Override
          public boolean exists(String path) {
            return false;
          }

          @Override
          public byte[] read(String path, int maxBytes, boolean followLinks) {
            return new byte[0];
          }
        };
    return new SourceHost(
        environment,
        noFiles,
        time,
        (command, limit) -> {
          throw new AssertionError("no program is run");
        },
        endpoint,
        log(),
        () -> random.nextInt(501),
        null);
  }

  /** A life that is run alone tells what happens in it. */
  private AgentLog log() {
    boolean isTold = !System.getProperty("simulation.seed", "").isEmpty();
    return new AgentLog(
        isTold ? LogLevel.DEBUG : LogLevel.OFF,
        (level, message) -> System.out.println(time.mono() / 1_000_000 + " ms " + message));
  }
}
