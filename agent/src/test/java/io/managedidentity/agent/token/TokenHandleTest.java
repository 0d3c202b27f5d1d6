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
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TokenHandleTest {
  private final ManualClock clock = new ManualClock();
  private final ManualThreads threads = new ManualThreads();
  private final ScriptedFetcher fetcher = new ScriptedFetcher(clock);
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final AgentLog log =
      new AgentLog(LogLevel.DEBUG, (level, message) -> lines.add(level + " " + message));
  private final TokenRequest request =
      new TokenRequest("https://r", ManagedIdentityId.systemAssigned(), List.of(), null);
  private final TokenHandle handle = new TokenCache(fetcher, clock, threads, log).handle(request);

  @Test
  void sharesOneFetchAmongAllWaitingThreads() throws Exception {
    fetcher.token("secret-1", 86_400, 43_200L);
    ExecutorService callers = Executors.newFixedThreadPool(20);
    List<Future<HeldToken>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(callers.submit(() -> handle.get(10_000)));
    }

    threads.runFetch();

    for (Future<HeldToken> answer : answers) {
      assertEquals("secret-1", answer.get(10, TimeUnit.SECONDS).value());
    }
    assertEquals(1, fetcher.count);
    assertTrue(threads.fetches.isEmpty());
    callers.shutdown();
  }

  @Test
  void countsFailuresBeyondTheNextToken() throws Exception {
    fetcher.failure(TokenException.builder("broken", "not there").build());
    handle.warm();
    threads.runFetch();
    assertEquals(1, handle.status().failures());
    handle.forgetFailure();
    fetcher.token("secret-1", 86_400, 43_200L);

    handle.warm();
    threads.runFetch();

    assertNull(handle.status().failure());
    assertEquals(1, handle.status().failures());
  }

  @Test
  void asksOnceWhenTheTokenComesWhileAnotherThreadIsAboutToAsk() throws Exception {
    fetcher.token("secret-1", 86_400, 43_200L);
    AtomicReference<TokenHandle> late = new AtomicReference<>();
    Thread other = new Thread(() -> late.get().warm());
    AgentLog slowLog =
        new AgentLog(
            LogLevel.DEBUG,
            (level, message) -> { // the handle's lock is held, the token not there yet
              if (message.startsWith("fetched") && other.getState() == Thread.State.NEW) {
                other.start();
                awaitWaiting(other);
              }
            });
    late.set(new TokenCache(fetcher, clock, threads, slowLog).handle(request));

    late.get().warm();
    threads.runFetch();
    other.join(10_000);

    assertEquals("secret-1", late.get().get(0).value());
    assertTrue(threads.fetches.isEmpty(), "a second fetch was begun");
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.isAlive() && thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  void servesTokenUntilHardMarginAndNotAfter() throws Exception {
    fetch("secret-1", 3600, null);

    clock.advanceSeconds(3600 - 300 - 1);
    assertNotNull(handle.current());

    clock.advanceSeconds(1);
    assertNull(handle.current());
  }

  @Test
  void usesATenthOfAShortLifeAsMargin() throws Exception {
    fetch("secret-1", 100, null);

    clock.advanceSeconds(89);
    assertNotNull(handle.current());

    clock.advanceSeconds(1);
    assertNull(handle.current());
  }

  @Test
  void refreshesInTheBackgroundWhileTheOldTokenIsServed() throws Exception {
    fetch("secret-1", 86_400, 43_200L);
    handle.current();
    long delay = threads.lastLater().delayNanos() / 1_000_000_000L;
    assertTrue(Math.abs(delay - 43_200) <= 0.05 * 86_400, "refresh after " + delay);

    fetcher.token("secret-2", 86_400, 43_200L);
    runLastLater();
    assertEquals("secret-1", handle.get(0).value());
    threads.runFetch();

    assertEquals("secret-2", handle.get(0).value());
  }

  @Test
  void doesNotRefreshATokenThatNobodyUses() throws Exception {
    fetch("secret-1", 86_400, 43_200L);

    runLastLater();

    assertTrue(threads.fetches.isEmpty());
    assertEquals(2, threads.later.size(), "it looks again later");
  }

  @Test
  void servesTokensAlthoughNoRefreshCanBeScheduled() throws Exception {
    threads.refusal = new IllegalStateException("no thread");

    fetch("secret-1", 86_400, 43_200L);

    assertEquals("secret-1", handle.get(0).value());
    assertTrue(
        lines.contains(
            "WARN tokens are not refreshed ahead of time, so requests wait for them:"
                + " java.lang.IllegalStateException: no thread. Please report this."),
        lines::toString);
  }

  @Test
  void keepsTheOldTokenWhenARefreshFailsAndTriesAgain() throws Exception {
    fetch("secret-1", 86_400, 43_200L);
    handle.current();
    for (long expected : new long[] {30, 60, 120, 240, 300, 300}) {
      fetcher.failure(exhausted());
      runLastLater();
      threads.runFetch();

      assertEquals("secret-1", handle.get(0).value());
      assertEquals(expected, threads.lastLater().delayNanos() / 1_000_000_000L);
    }
    assertEquals(
        List.of(
            "WARN the token for https://r as system-assigned could not be refreshed; the old one is"
                + " used while it is valid. busy"),
        lines.stream().filter(line -> line.startsWith("WARN")).toList());
  }

  @Test
  void doesNotLoopWhenTheSourceAnswersWithTheSameToken() throws Exception {
    fetch("secret-1", 86_400, 43_200L);
    handle.current();
    fetcher.token("secret-1", 43_200, 0L);

    runLastLater();
    threads.runFetch();

    assertEquals((43_200 - 300) / 2, threads.lastLater().delayNanos() / 1_000_000_000L);
  }

  @Test
  void remembersAFailureAndAsksAgainAfterIt() throws Exception {
    fetcher.failure(refused());
    handle.warm();
    threads.runFetch();

    TokenException first = assertThrows(TokenException.class, () -> handle.get(0));
    clock.advanceSeconds(29);
    assertSame(first, assertThrows(TokenException.class, () -> handle.get(0)));
    assertEquals(1, fetcher.count);
    clock.advanceSeconds(1);
    fetcher.token("secret-1", 3600, null);
    handle.warm();
    threads.runFetch();

    assertEquals("secret-1", handle.get(0).value());
    assertTrue(
        lines.contains("INFO there is a token for https://r as system-assigned again, from test."),
        lines::toString);
  }

  @Test
  void remembersUsedUpRetriesForTenSeconds() throws Exception {
    fetcher.failure(exhausted());
    handle.warm();
    threads.runFetch();

    clock.advanceSeconds(9);
    handle.warm();
    assertTrue(threads.fetches.isEmpty());
    clock.advanceSeconds(1);
    handle.warm();

    assertEquals(1, threads.fetches.size());
  }

  @Test
  void obeysALongerRetryAfter() throws Exception {
    fetcher.failure(
        TokenException.builder("c", "slow down")
            .retriesUsedUp(true)
            .retryAfterMillis(90_000)
            .build());
    handle.warm();
    threads.runFetch();

    clock.advanceSeconds(89);
    handle.warm();

    assertTrue(threads.fetches.isEmpty());
  }

  @Test
  void waitsNoLongerThanAskedAndLeavesTheFetchGoing() throws Exception {
    TokenException failure = assertThrows(TokenException.class, () -> handle.get(20));

    assertEquals("token_wait_exceeded", failure.code());
    assertEquals(
        "no token for https://r as system-assigned within 20 ms. The fetch goes on in the background. Raise"
            + " token.firstTokenWait if the endpoint is only slow to start.",
        failure.getMessage());
    fetcher.token("secret-1", 3600, null);
    threads.runFetch();
    assertEquals("secret-1", handle.get(0).value());
  }

  @Test
  void turnsAFaultOfOursIntoAFailureAndRecovers() throws Exception {
    fetcher.fault(new IllegalStateException("bug"));
    handle.warm();
    threads.runFetch();

    TokenException failure = assertThrows(TokenException.class, () -> handle.get(0));
    assertEquals("agent_fault", failure.code());
    assertEquals(
        "the agent failed while it fetched a token for https://r as system-assigned:"
            + " java.lang.IllegalStateException",
        failure.getMessage());
    assertEquals("Please report this with the agent's log at level debug.", failure.hint());
    clock.advanceSeconds(31);
    fetcher.token("secret-1", 3600, null);
    handle.warm();
    threads.runFetch();
    assertEquals("secret-1", handle.get(0).value());
  }

  @Test
  void givesUpWhenTheThreadIsInterrupted() {
    Thread.currentThread().interrupt();

    assertThrows(InterruptedException.class, () -> handle.get(10_000));
  }

  @Test
  void writesNoTokenIntoLogOrText() throws Exception {
    fetch("secret-1", 3600, null);
    handle.current();

    assertEquals(
        List.of(
            "DEBUG fetched a token for https://r as system-assigned: AccessToken[8 characters, life"
                + " 3600 s, from test]"),
        lines);
    assertFalse(handle.get(0).toString().contains("secret-1"));
  }

  @Test
  void sharesHandlesOfEqualRequests() {
    TokenCache cache = new TokenCache(fetcher, clock, threads, log);

    TokenHandle one = cache.handle(user("ABC"));
    assertSame(one, cache.handle(user("abc")));
    assertFalse(one == cache.handle(request));
  }

  private static TokenRequest user(String id) {
    return new TokenRequest(
        "https://r",
        ManagedIdentityId.userAssigned(ManagedIdentityId.Kind.CLIENT_ID, id),
        List.of(),
        null);
  }

  /** Time passes until the last task that was scheduled is due. */
  private void runLastLater() {
    ManualThreads.Later last = threads.lastLater();
    clock.advanceNanos(last.delayNanos());
    last.task().run();
  }

  private void fetch(String token, long life, Long refreshIn) throws InterruptedException {
    fetcher.token(token, life, refreshIn);
    handle.warm();
    threads.runFetch();
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
}
