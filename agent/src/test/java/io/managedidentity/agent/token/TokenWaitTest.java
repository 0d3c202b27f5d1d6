package io.managedidentity.agent.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who waits for a token, for how long, and what happens without anybody waiting. */
class TokenWaitTest {
  private final ManualClock clock = new ManualClock();
  private final ManualThreads threads = new ManualThreads();
  private final ScriptedFetcher fetcher = new ScriptedFetcher(clock);
  private final List<String> lines = new ArrayList<>();
  private final AgentLog log =
      new AgentLog(LogLevel.ERROR, (level, message) -> lines.add(level + " " + message));
  private final TokenCache cache = new TokenCache(fetcher, clock, threads, log);
  private final TokenHandle handle =
      cache.handle(
          new TokenRequest("https://r", ManagedIdentityId.systemAssigned(), List.of(), null));
  private final AtomicInteger resumed = new AtomicInteger();

  @Test
  void resumesOnceWhenTheFetchHasEnded() throws Exception {
    fetcher.token("secret-1", 3600, null);

    assertTrue(handle.defer(10_000, over(resumed::incrementAndGet)));
    assertEquals(0, resumed.get());
    threads.runFetch();
    threads.runLater();

    assertEquals(1, resumed.get());
    assertEquals("secret-1", handle.getNow(10_000).value());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void resumesWhatHasBegunToWaitWhenTheFetchEndsMeanwhile(boolean isFetched) {
    if (isFetched) {
      fetcher.token("secret-1", 3600, null);
    } else {
      fetcher.failure(refused());
    }

    assertTrue(handle.defer(10_000, fetchedAsItBegins()));

    assertEquals(1, resumed.get());
    assertEquals(isFetched, handle.current() != null);
  }

  @Test
  void resumesAtTheLimitWhileTheFetchGoesOn() throws Exception {
    assertTrue(handle.defer(10_000, over(resumed::incrementAndGet)));
    clock.advanceSeconds(10);
    threads.runLater();

    assertEquals(1, resumed.get());
    assertEquals(
        "token_wait_exceeded",
        assertThrows(TokenException.class, () -> handle.getNow(10_000)).code());
    fetcher.token("secret-1", 3600, null);
    threads.runFetch();
    assertEquals(1, resumed.get());
  }

  @Test
  void doesNotDeferWhereThereIsNothingToWaitFor() throws Exception {
    fetcher.failure(refused());
    handle.warm();
    threads.runFetch();

    assertFalse(handle.defer(10_000, over(resumed::incrementAndGet)));
    assertEquals(
        "managed_identity_request_failed",
        assertThrows(TokenException.class, () -> handle.getNow(10_000)).code());
  }

  /** It is what the source answers while the request waits. */
  @Test
  void saysWhatTheSourceAnsweredToTheFetchUnderWay() throws Exception {
    AtomicReference<TokenHandle> asking = new AtomicReference<>();
    List<String> said = new ArrayList<>();
    TokenFetcher slow =
        (request, options) -> {
          options.pauses("App Service answered 429, next try after 20000 ms (Retry-After)");
          said.add(
              assertThrows(TokenException.class, () -> asking.get().getNow(10_000)).getMessage());
          return new AccessToken("secret-1", "test", clock.nanoTime(), 3600, null, 1);
        };
    asking.set(new TokenCache(slow, clock, threads, log).handle(handle.request()));

    asking.get().warm();
    threads.runFetch();
    clock.advanceSeconds(3600);
    said.add(assertThrows(TokenException.class, () -> asking.get().getNow(10_000)).getMessage());

    assertEquals(
        List.of(
            "no token for https://r as system-assigned within 10000 ms; App Service answered 429, next try after"
                + " 20000 ms (Retry-After). The fetch goes on in the background. Raise token.firstTokenWait if"
                + " the endpoint is only slow to start.",
            "no token for https://r as system-assigned within 10000 ms. The fetch goes on in the background. Raise"
                + " token.firstTokenWait if the endpoint is only slow to start."),
        said);
  }

  @Test
  void letsNobodyWaitForAFetchThatTakesTooLongAlready() throws Exception {
    handle.warm();
    clock.advanceSeconds(10);

    assertFalse(handle.defer(10_000, over(resumed::incrementAndGet)));
    assertEquals(
        "token_wait_exceeded", assertThrows(TokenException.class, () -> handle.get(10_000)).code());
    assertEquals(1, threads.fetches.size());
  }

  @Test
  void asksAgainInTheBackgroundWhereATokenIsWanted() throws Exception {
    fetcher.failure(refused());
    handle.defer(10_000, over(resumed::incrementAndGet));
    threads.runFetch();

    clock.advanceSeconds(30);
    threads.runLater();
    assertEquals(1, threads.fetches.size());
    assertThrows(TokenException.class, () -> handle.get(10_000), "nobody waits for that");
    fetcher.token("secret-1", 3600, null);
    threads.runFetch();

    assertEquals("secret-1", handle.get(0).value());
  }

  @Test
  void doesNotAskAgainWhereNobodyWantsTheToken() throws Exception {
    fetcher.failure(refused());
    handle.warm();
    threads.runFetch();
    clock.advanceSeconds(30);
    threads.runLater(); // it was wanted when the fetch began
    fetcher.failure(refused());
    threads.runFetch();

    clock.advanceSeconds(3600);
    threads.runLater();

    assertTrue(threads.fetches.isEmpty());
  }

  @Test
  void asksForAPrefetchedTokenUntilItIsThere() throws Exception {
    handle.prefetch();
    for (long pause : new long[] {30, 60, 120, 240, 300, 300}) {
      fetcher.failure(refused());
      threads.runFetch();
      clock.advanceSeconds(pause - 1);
      threads.runLater();
      assertTrue(threads.fetches.isEmpty(), "before " + pause);
      clock.advanceSeconds(1);
      threads.runLater();
      assertEquals(1, threads.fetches.size(), "after " + pause);
    }
    fetcher.token("secret-1", 3600, null);
    threads.runFetch();

    assertEquals("secret-1", handle.get(0).value());
  }

  @Test
  void triesARefreshAgainBeforeAShortTokenEnds() throws Exception {
    fetch("secret-1", 20, null);
    handle.current();
    clock.advanceSeconds(16); // due after 13.4 to 15.4 s
    fetcher.failure(exhausted());
    threads.runLater();
    threads.runFetch();

    assertEquals(1.0, threads.lastLater().delayNanos() / 1e9, 0.01);
  }

  @Test
  void startsARefreshThatWasLost() throws Exception {
    fetch("secret-1", 86_400, 43_200L);
    clock.advanceSeconds(50_000); // and no scheduled task has run

    assertNotNull(handle.current());

    assertEquals(1, threads.fetches.size());
  }

  @Test
  void asksForAnotherTokenWhenTheMachineHasSlept() throws Exception {
    fetch("secret-1", 3600, null);
    clock.shiftWallSeconds(3400);

    assertNull(handle.current());
    fetcher.token("secret-2", 3600, null);
    assertTrue(handle.defer(10_000, over(resumed::incrementAndGet)));
    threads.runFetch();

    assertEquals("secret-2", handle.getNow(0).value());
  }

  @Test
  void usesTheTokenOfBeforeTheClockJumpWhereThereIsNoOther() throws Exception {
    fetch("secret-1", 3600, null);
    clock.shiftWallSeconds(3400);
    fetcher.failure(exhausted());
    handle.warm();
    threads.runFetch();

    assertEquals("secret-1", handle.get(10_000).value());
  }

  @Test
  void isNotMovedByAClockThatIsSetBack() throws Exception {
    fetch("secret-1", 3600, null);
    clock.shiftWallSeconds(-1_000_000);

    clock.advanceSeconds(3299);
    assertNotNull(handle.current());
    clock.advanceSeconds(1);
    assertNull(handle.current());
  }

  @Test
  void resumesWhatHasBegunToWaitForAnotherTokenWhenThatComesMeanwhile() throws Exception {
    HeldToken dead = fetch("secret-1", 3600, null);
    handle.refused(dead, null, null);
    fetcher.token("secret-2", 3600, null);

    assertTrue(handle.deferOtherThan(dead, 10_000, fetchedAsItBegins()));

    assertEquals(1, resumed.get());
    assertTrue(handle.hasOtherThan(dead));
  }

  @Test
  void asksForAnotherTokenAfterARefusalOnceInAMinute() throws Exception {
    HeldToken dead = fetch("secret-1", 3600, null);

    assertTrue(handle.refused(dead, "{\"c\":1}", "a.example"));
    assertSame(dead, handle.current(), "the other hosts of its audience keep it");
    assertTrue(handle.isDeadAt("a.example"));
    assertFalse(handle.isDeadAt("b.example"));
    assertTrue(handle.refused(dead, "{\"c\":1}", "a.example"), "joins the one under way");
    assertTrue(handle.deferOtherThan(dead, 10_000, over(resumed::incrementAndGet)));
    fetcher.token("secret-2", 3600, null);
    threads.runFetch();

    assertEquals(1, resumed.get());
    assertTrue(handle.hasOtherThan(dead));
    assertFalse(handle.isDeadAt("a.example"));
    assertEquals("{\"c\":1}", fetcher.lastOptions.claims());
    assertEquals(TokenDigest.sha256("secret-1"), fetcher.lastOptions.rejectedTokenSha256());
    HeldToken second = handle.get(0);
    assertFalse(handle.refused(second, null, null), "within a minute");
    clock.advanceSeconds(61);
    assertTrue(handle.refused(second, null, null));
  }

  @Test
  void servesARefusedTokenUntilAnotherIsThere() throws Exception {
    HeldToken refused = fetch("secret-1", 3600, null);

    assertTrue(handle.refused(refused, null, null));
    assertSame(refused, handle.current());
    fetcher.token("secret-1", 3600, null);
    threads.runFetch();

    assertFalse(handle.hasOtherThan(refused), "the source gave the same again");
    assertFalse(handle.awaitOtherThan(refused, 10_000, GivenUp.NEVER));
  }

  @Test
  void asksASecondTimeWhereTheFetchUnderWayKnewNothingOfTheRefusal() throws Exception {
    HeldToken dead = fetch("secret-1", 86_400, 43_200L);
    handle.current();
    clock.advanceSeconds(50_000);
    fetcher.token("secret-1", 3600, null).token("secret-2", 3600, null);
    threads.runLater(); // a refresh begins
    Runnable refresh = threads.fetches.remove();
    fetcher.beforeAnswer = () -> assertTrue(handle.refused(dead, "{}", "a.example"));
    refresh.run();

    assertEquals(1, threads.fetches.size(), "the refresh brought the refused token again");
    threads.runFetch();

    assertEquals("secret-2", handle.get(0).value());
    assertEquals("{}", fetcher.lastOptions.claims());
  }

  @Test
  void letsGoOfARequestThatIsGivenUp() throws Exception {
    TokenWait wait = over(resumed::incrementAndGet);
    assertTrue(handle.defer(10_000, wait));

    wait.cancel();
    fetcher.token("secret-1", 3600, null);
    threads.runFetch();

    assertEquals(0, resumed.get());
    assertEquals(1, threads.cancelled.size(), "its timer holds nothing");
  }

  @Test
  void cancelsTheTimerOfAWaitThatEndedWithTheFetch() throws Exception {
    fetcher.token("secret-1", 3600, null);
    assertTrue(handle.defer(10_000, over(resumed::incrementAndGet)));

    threads.runFetch();

    assertEquals(1, resumed.get());
    assertEquals(1, threads.cancelled.size());
  }

  @Test
  void endsTheWaitOfAThreadWhoseRequestIsGivenUp() throws Exception {
    AtomicInteger looks = new AtomicInteger();

    assertNull(handle.get(10_000, () -> looks.incrementAndGet() == 2));
    assertEquals(2, looks.get());
  }

  @Test
  void asksAgainAfterAFetchOfWhichNothingWasHeardFor10Minutes() throws Exception {
    handle.warm();
    threads.fetches.clear(); // its thread could not be made, and nobody was told
    clock.advanceSeconds(601);

    assertTrue(handle.defer(10_000, over(resumed::incrementAndGet)));

    assertEquals(1, threads.fetches.size());
  }

  @Test
  void asksAgainAfterAFetchThatHadNoMemory() throws Exception {
    handle.warm();
    fetcher.beforeAnswer =
        () -> {
          throw new OutOfMemoryError("a test's own");
        };
    threads.runFetch();
    clock.advanceSeconds(31);
    fetcher.token("secret-1", 3600, null);
    assertTrue(handle.defer(10_000, over(resumed::incrementAndGet)));
    threads.runFetch();

    assertEquals("secret-1", handle.get(0).value());
  }

  @Test
  void remembersNoRetryAfterForMoreThan10Minutes() throws Exception {
    fetcher.failure(
        TokenException.builder("managed_identity_request_failed", "no")
            .status(429)
            .retryAfterMillis(Long.MAX_VALUE)
            .build());
    handle.warm();
    threads.runFetch();
    assertFalse(handle.defer(10_000, over(resumed::incrementAndGet)));

    clock.advanceSeconds(600);

    assertTrue(handle.defer(10_000, over(resumed::incrementAndGet)));
  }

  @Test
  void asksAgainAtOnceWhenFailuresAreForgotten() throws Exception {
    fetcher.failure(refused());
    handle.warm();
    threads.runFetch();
    assertFalse(handle.defer(10_000, over(resumed::incrementAndGet)));

    cache.forgetFailures();

    assertTrue(handle.defer(10_000, over(resumed::incrementAndGet)));
  }

  @Test
  void keepsTheTokenThoughARequestThatWaitedFails() throws Exception {
    fetcher.token("secret-1", 3600, null);
    assertTrue(
        handle.defer(
            10_000,
            over(
                () -> {
                  throw new IllegalStateException("the client's own");
                })));
    assertTrue(handle.defer(10_000, over(resumed::incrementAndGet)));

    threads.runFetch();

    assertEquals(1, resumed.get());
    assertNull(handle.failure());
    assertEquals("secret-1", handle.get(0).value());
    assertEquals(
        List.of(
            "ERROR a request that waited for a token could not continue:"
                + " java.lang.IllegalStateException. Please report it with the agent's log at level"
                + " debug."),
        lines);
  }

  @Test
  void saysHowTheAttemptBeforeEndedWhenTheNextOneTakesTooLong() throws Exception {
    fetcher.failure(refused());
    handle.warm();
    threads.runFetch();
    clock.advanceSeconds(600);

    assertTrue(handle.defer(10_000, over(resumed::incrementAndGet)));
    clock.advanceSeconds(10);
    threads.runLater();

    assertEquals(
        "no token for https://r as system-assigned within 10000 ms; the attempt before ended with:"
            + " no The fetch goes on in the background. Raise token.firstTokenWait if the endpoint"
            + " is only slow to start.",
        assertThrows(TokenException.class, () -> handle.getNow(10_000)).getMessage());
  }

  @Test
  void showsNoTokenAndNoClaims() {
    assertEquals(
        "AccessToken[8 characters, life 3600 s, from imds]",
        new AccessToken("secret-1", "imds", 0, 3600, null, 1).toString());
    assertEquals(
        "FetchOptions[cp1] with a claims challenge",
        new FetchOptions(List.of("cp1"), "secret-1", null).toString());
  }

  private HeldToken fetch(String token, long life, Long refreshIn) throws Exception {
    fetcher.token(token, life, refreshIn);
    handle.warm();
    threads.runFetch();
    return handle.get(0);
  }

  private static TokenException refused() {
    return TokenException.builder("managed_identity_request_failed", "no").status(400).build();
  }

  private static TokenException exhausted() {
    return TokenException.builder("managed_identity_request_failed", "busy")
        .status(503)
        .retriesUsedUp(true)
        .build();
  }

  /** The fetch that it waits for ends before it is among those who wait. */
  private TokenWait fetchedAsItBegins() {
    return new TokenWait() {
      @Override
      protected void begin() {
        threads.fetches.remove().run();
      }

      @Override
      protected void over() {
        resumed.incrementAndGet();
      }
    };
  }

  static TokenWait over(Runnable over) {
    return new TokenWait() {
      @Override
      protected void over() {
        over.run();
      }
    };
  }
}
