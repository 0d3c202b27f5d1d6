package io.managedidentity.agent.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.routing.RequestUrl;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.Scheduled;
import io.managedidentity.agent.token.TokenCache;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenHandle;
import io.managedidentity.agent.token.TokenRequest;
import io.managedidentity.agent.token.TokenThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a request gets now, as far as its token decides. */
class TokenOutlookTest {
  @TempDir Path folder;
  private AgentConfig config;
  private boolean isRefused;

  @BeforeEach
  void load() throws IOException {
    load("");
  }

  private void load(String members) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mapping.json"),
            """
            { %s "mappings": [
              { "name": "good", "host": "good.example", "resource": "good" },
              { "name": "bad", "host": "bad.example", "resource": "bad", "removeHeaders": ["x-api-key"] },
              { "name": "strict", "host": "strict.example", "resource": "bad", "onTokenFailure": "fail-request" },
              { "name": "seen", "host": "seen.example", "resource": "bad", "mode": "observe" },
              { "name": "skipped", "host": "skipped.example", "skip": true },
              { "name": "answered", "tokenEndpoint": "https://answered.example/contoso", "answer": true },
              { "name": "dummy", "host": "dummy.example", "resource": "bad", "placeholder": "a-dummy-of-ten",
                "removeHeaders": ["x-api-key"] },
              { "name": "shared", "host": "shared.example", "resource": "bad", "onTokenFailure": "fail-request",
                "share": 20 } ] }
            """
                .formatted(members));
    AgentConfig loaded = ConfigLoader.ofProcess().loadFile(file.toString()).config();
    assertNotNull(loaded);
    config = loaded;
  }

  @Test
  void injectsWithATokenAndBeforeTheFirstFetch() {
    TokenCache cache = cache();

    Explanation before = explain(cache, "good");
    cache.handle(request("good")).warm();
    Explanation after = explain(cache, "good");

    assertEquals("inject", before.getDecision());
    assertEquals(
        "none yet: the next request asks for it and waits for at most 10000 ms", before.getToken());
    assertEquals(
        "The mapping matches, and a token goes on the request. If none comes in that time, the request goes"
            + " out as the application made it.",
        before.getExplanation());
    assertEquals("inject", after.getDecision());
    assertEquals("usable", after.getToken());
  }

  @Test
  void injectsNothingAfterAFailure() {
    TokenCache cache = cache();
    cache.handle(request("bad")).warm();

    Explanation answer = explain(cache, "bad");
    Explanation strict = explain(cache, "strict");

    assertEquals("skip no-token", answer.getDecision() + " " + answer.getReason());
    assertEquals(
        "There is no token, so the request goes out as the application made it.",
        answer.getExplanation());
    assertEquals("none: some_code: it said no", answer.getToken());
    assertEquals(List.of(), answer.getRemove());
    assertTrue(
        answer.getLeaves().contains("api-key (header x-api-key)"), answer.getLeaves()::toString);
    assertEquals(List.of(), answer.getReplaces());
    assertEquals(
        "There is no token, so the request fails (\"onTokenFailure\": \"fail-request\").",
        strict.getExplanation());
    assertEquals(List.of(), strict.getLeaves(), "nothing leaves with a request that fails");
  }

  @Test
  void saysSoOfAMappingThatObservesAndOfNoOther() {
    TokenCache cache = cache();
    cache.handle(request("bad")).warm();

    assertEquals("mode-observe", explain(cache, "seen").getReason());
    assertEquals("none: some_code: it said no", explain(cache, "seen").getToken());
    assertNull(explain(cache, "skipped").getToken());
    assertNull(explain(cache, "unmapped").getToken());
    Explanation answered = explain(cache, "https://answered.example/contoso/oauth2/token", "POST");
    assertEquals("inject", answered.getDecision());
    assertNull(answered.getToken(), "its form says which");
  }

  @Test
  void saysThatNothingWaitsForAFetchThatTakesTooLong() {
    Held threads = new Held();
    TokenCache cache = cache(threads);
    cache.handle(request("good")).warm();
    Explanation first = explain(cache, "good");
    threads.nanos += 10_001_000_000L;

    Explanation late = explain(cache, "good");

    assertEquals("inject", first.getDecision());
    assertEquals("skip no-token", late.getDecision() + " " + late.getReason());
    assertEquals(
        "none yet: a fetch has been under way for 10001 ms, and no request waits for it any longer",
        late.getToken());
    assertEquals(
        "There is no token yet, and no request waits for one: unless it comes while the client connects, the"
            + " request goes out as the application made it.",
        late.getExplanation());
  }

  @Test
  void saysThatTheNextRequestAsksAgain() {
    TokenCache cache = cache();
    cache.handle(request("bad")).warm();
    cache.forgetFailures();

    Explanation answer = explain(cache, "bad");
    Explanation strict = explain(cache, "strict");

    assertEquals(
        "There is no token. If the next attempt fails as well, the request goes out as the application made"
            + " it.",
        answer.getExplanation());
    assertEquals(
        "none: the next request asks again and waits for at most 10000 ms; the last attempt failed:"
            + " some_code: it said no",
        answer.getToken());
    assertEquals(
        "There is no token. If the next attempt fails as well, the request fails (\"onTokenFailure\":"
            + " \"fail-request\").",
        strict.getExplanation());
  }

  @Test
  void saysThatNothingWaitsIfTheConfigurationSaysSo() throws IOException {
    load("\"token.firstTokenWait\": \"0s\",");

    Explanation answer = explain(cache(), "good");

    assertEquals("skip no-token", answer.getDecision() + " " + answer.getReason());
    assertEquals("none yet: the next request asks for it and does not wait", answer.getToken());
    assertEquals(
        "There is no token yet, and no request waits for one: unless it comes while the client connects, the"
            + " request goes out as the application made it.",
        answer.getExplanation());
  }

  @Test
  void saysWhatFailsForWantOfAToken() {
    TokenCache cache = cache();
    cache.handle(request("bad")).warm();

    Explanation dummy =
        explain(cache, "https://dummy.example/", "GET", List.of("x-api-key: a-dummy-of-ten"));
    Explanation shared = explain(cache, "shared");

    assertEquals(
        "There is no token, so the request fails, since it carries the mapping's placeholder.",
        dummy.getExplanation());
    assertEquals(
        "There is no token, so the request fails (\"onTokenFailure\": \"fail-request\"). Its \"share\" is 20:"
            + " the requests that it leaves out go out.",
        shared.getExplanation());
  }

  /** As after the sleep of a machine, or a clock that was set forward: nobody can tell which. */
  @Test
  void injectsATokenThatOnlyTheWallClockCallsTooOldWhereThereIsNoOther() throws TokenException {
    Held clock = new Held();
    TokenCache cache = cache(new Inline(), clock);
    TokenHandle handle = cache.handle(request("good"));
    handle.warm();
    clock.aheadMillis = 24 * 3_600_000L;
    isRefused = true;
    handle.warm();

    Explanation answer = explain(cache, "good");

    assertEquals("inject", answer.getDecision());
    assertEquals("usable, but it cannot be refreshed: some_code: it said no", answer.getToken());
    assertEquals("secret-token", handle.getNow(0).value(), "which is what a request gets");
  }

  private Explanation explain(TokenCache cache, String name) {
    return explain(cache, "https://" + name + ".example/", "GET");
  }

  private Explanation explain(TokenCache cache, String url, String method) {
    return explain(cache, url, method, List.of());
  }

  private Explanation explain(TokenCache cache, String url, String method, List<String> headers) {
    Explanation answer =
        new Explainer(config, List.of()).explain(RequestUrl.parse(url), method, headers, false);
    new TokenOutlook(config, cache.status()).addTo(answer);
    return answer;
  }

  private TokenRequest request(String resource) {
    TokenRequest request = config.mappings().get(resource.equals("good") ? 0 : 1).tokenRequest();
    assertNotNull(request);
    return request;
  }

  private TokenCache cache() {
    return cache(new Inline(), AgentClock.SYSTEM);
  }

  private TokenCache cache(Held threads) {
    return cache(threads, threads);
  }

  private TokenCache cache(TokenThreads threads, AgentClock clock) {
    return new TokenCache(
        (request, options) -> {
          if (isRefused || request.resource().equals("bad")) {
            throw TokenException.builder("some_code", "it said no").build();
          }
          return new AccessToken("secret-token", "test", clock.nanoTime(), 3600, null, 1);
        },
        clock,
        threads,
        new AgentLog(LogLevel.OFF, (level, message) -> {}));
  }

  /** Fetches at once; what is due later never happens. */
  private static final class Inline implements TokenThreads {
    @Override
    public void fetch(List<String> lane, Runnable task) {
      task.run();
    }

    @Override
    public Scheduled later(Runnable task, long delayNanos) {
      return () -> {};
    }
  }

  /** Begins what never ends, at a time that the test sets. */
  private static final class Held implements TokenThreads, AgentClock {
    private long nanos;
    private long aheadMillis;

    @Override
    public void fetch(List<String> lane, Runnable task) {}

    @Override
    public Scheduled later(Runnable task, long delayNanos) {
      return () -> {};
    }

    @Override
    public long wallMillis() {
      return nanos / 1_000_000 + aheadMillis;
    }

    @Override
    public long nanoTime() {
      return nanos;
    }

    @Override
    public void sleep(long millis) {}
  }
}
