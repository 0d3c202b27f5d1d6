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
import io.managedidentity.agent.token.TokenRequest;
import io.managedidentity.agent.token.TokenThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a request gets now, as far as its token decides. */
class TokenOutlookTest {
  @TempDir Path folder;
  private AgentConfig config;

  @BeforeEach
  void load() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mapping.json"),
            """
            { "mappings": [
              { "name": "good", "host": "good.example", "resource": "good" },
              { "name": "bad", "host": "bad.example", "resource": "bad", "removeHeaders": ["x-api-key"] },
              { "name": "strict", "host": "strict.example", "resource": "bad", "onTokenFailure": "fail-request" },
              { "name": "seen", "host": "seen.example", "resource": "bad", "mode": "observe" },
              { "name": "skipped", "host": "skipped.example", "skip": true },
              { "name": "answered", "tokenEndpoint": "https://answered.example/contoso", "answer": true } ] }
            """);
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
  void saysThatAFailureIsPastOrThatARefreshFailed() {
    AtomicLong seconds = new AtomicLong();
    AtomicBoolean fails = new AtomicBoolean();
    TokenCache cache = cache(seconds, fails);
    cache.handle(request("good")).warm();
    fails.set(true);
    cache.handle(request("bad")).warm();
    seconds.addAndGet(2000);
    cache.handle(request("good")).warm();

    assertEquals(
        "usable, but it cannot be refreshed: some_code: it said no",
        explain(cache, "good").getToken());
    assertEquals(
        "none: the next request asks again and waits for at most 10000 ms; the last attempt failed:"
            + " some_code: it said no",
        explain(cache, "bad").getToken());
  }

  private static TokenCache cache(AtomicLong seconds, AtomicBoolean fails) {
    AgentClock clock =
        new AgentClock() {
          @Override
          public long wallMillis() {
            return seconds.get() * 1000;
          }

          @Override
          public long nanoTime() {
            return seconds.get() * 1_000_000_000L;
          }

          @Override
          public void sleep(long millis) {
            throw new AssertionError("nothing sleeps");
          }
        };
    return new TokenCache(
        (request, options) -> {
          if (fails.get()) {
            throw TokenException.builder("some_code", "it said no").build();
          }
          return new AccessToken("secret-token", "test", clock.nanoTime(), 3600, 1000L, 1);
        },
        clock,
        new Inline(),
        new AgentLog(LogLevel.OFF, (level, message) -> {}));
  }

  private Explanation explain(TokenCache cache, String name) {
    return explain(cache, "https://" + name + ".example/", "GET");
  }

  private Explanation explain(TokenCache cache, String url, String method) {
    Explanation answer =
        new Explainer(config, List.of()).explain(RequestUrl.parse(url), method, List.of(), false);
    new TokenOutlook(config, cache.status()).addTo(answer);
    return answer;
  }

  private TokenRequest request(String resource) {
    TokenRequest request = config.mappings().get(resource.equals("good") ? 0 : 1).tokenRequest();
    assertNotNull(request);
    return request;
  }

  private static TokenCache cache() {
    return new TokenCache(
        (request, options) -> {
          if (request.resource().equals("bad")) {
            throw TokenException.builder("some_code", "it said no").build();
          }
          return new AccessToken("secret-token", "test", System.nanoTime(), 3600, null, 1);
        },
        AgentClock.SYSTEM,
        new Inline(),
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
}
