package io.managedidentity.agent.token;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The token for one {@link TokenRequest}: served while it is usable, fetched by one thread for any
 * number of waiting ones, refreshed ahead on the agent's threads. Thread-safe; the lock is never
 * held during a fetch, and no monitor is used, so that virtual threads are not pinned.
 */
public final class TokenHandle {
  private final TokenRequest request;
  private final TokenFetcher fetcher;
  private final AgentClock clock;
  private final TokenThreads threads;
  private final AgentLog log;
  private final Runnable fetchTask = new FetchTask();
  private final Runnable refreshTask = new RefreshTask();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition fetched = lock.newCondition();

  private volatile @Nullable HeldToken held;

  /**
   * Set by a request, cleared by a fetch: a token that nobody used is not refreshed. A plain field;
   * a lost write is harmless.
   */
  private boolean isUsed;

  // Guarded by the lock.
  private boolean isFetching;
  private @Nullable TokenException failure;
  private long askAgainNanos;
  private int failedRefreshes;

  TokenHandle(
      TokenRequest request,
      TokenFetcher fetcher,
      AgentClock clock,
      TokenThreads threads,
      AgentLog log) {
    this.request = request;
    this.fetcher = fetcher;
    this.clock = clock;
    this.threads = threads;
    this.log = log;
  }

  public TokenRequest request() {
    return request;
  }

  /** The token if there is a usable one; never waits, never fetches. */
  public @Nullable HeldToken current() {
    HeldToken token = held;
    if (token == null || !token.isUsable(clock.nanoTime())) {
      return null;
    }
    if (!isUsed) {
      isUsed = true;
    }
    return token;
  }

  /**
   * Starts a fetch in the background where there is no usable token, none is under way, and no
   * failure is being remembered.
   */
  public void warm() {
    if (current() != null) {
      return;
    }
    lock.lock();
    try {
      if (!isFetching && !isFailureRemembered()) {
        startFetch();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * The token, fetched if need be.
   *
   * @param waitMillis longest time to wait; the fetch goes on in the background after it
   * @throws TokenException when there is none within that time; the same one for all who waited for
   *     one fetch
   */
  public HeldToken get(long waitMillis) throws TokenException, InterruptedException {
    HeldToken token = current();
    if (token != null) {
      return token;
    }
    lock.lockInterruptibly();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(waitMillis);
      for (token = current(); token == null; token = current()) {
        if (!isFetching) {
          if (failure != null && isFailureRemembered()) {
            throw failure;
          }
          startFetch();
        }
        if (left <= 0) {
          throw waitExceeded(waitMillis);
        }
        left = fetched.awaitNanos(left);
      }
      return token;
    } finally {
      lock.unlock();
    }
  }

  /** The last failure, while no token has come since; else null. */
  public @Nullable TokenException failure() {
    lock.lock();
    try {
      return failure;
    } finally {
      lock.unlock();
    }
  }

  private boolean isFailureRemembered() {
    return failure != null && clock.nanoTime() - askAgainNanos < 0;
  }

  private TokenException waitExceeded(long waitMillis) {
    TokenException last = failure;
    String hint =
        "The fetch goes on in the background. Raise token.firstTokenWait if the endpoint is only slow to start.";
    String before =
        last == null ? ". " : "; the attempt before ended with: " + last.getMessage() + " ";
    return TokenException.builder(
            "token_wait_exceeded",
            "no token for " + request + " within " + waitMillis + " ms" + before + hint)
        .source(last == null ? null : last.source())
        .hint(hint)
        .build();
  }

  private void startFetch() {
    isFetching = true;
    try {
      threads.fetch(fetchTask);
    } catch (Throwable e) { // such as no memory for another thread
      finish(null, unexpected(e));
    }
  }

  private void finish(@Nullable AccessToken token, @Nullable TokenException problem) {
    lock.lock();
    try {
      isFetching = false;
      if (token != null) {
        keep(token);
      } else if (problem != null) {
        remember(problem);
      }
      fetched.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void keep(AccessToken token) {
    HeldToken before = held;
    HeldToken now = new HeldToken(token);
    boolean isSame = before != null && before.value().equals(token.value());
    if (failure != null) {
      log.info("there is a token for " + request + " again, from " + token.source() + ".");
    } else if (log.isDebugEnabled()) {
      log.debug("fetched a token for " + request + ": " + token);
    }
    failure = null;
    failedRefreshes = 0;
    isUsed = false;
    held = now;
    long nanos = clock.nanoTime();
    schedule(
        isSame
            ? RefreshPolicy.sameTokenPauseNanos(now, nanos)
            : token.readAtNanos() - nanos + RefreshPolicy.refreshAfterNanos(token, jitter()));
  }

  private void remember(TokenException problem) {
    failure = problem;
    long now = clock.nanoTime();
    askAgainNanos = now + RefreshPolicy.negativeNanos(problem);
    HeldToken token = held;
    if (token != null && token.isUsable(now)) {
      failedRefreshes++;
      log.once(
          "refresh " + request + problem.code(),
          LogLevel.WARN,
          "the token for "
              + request
              + " could not be refreshed; the old one is used while it lives. "
              + problem.getMessage());
      schedule(RefreshPolicy.failedRefreshPauseNanos(failedRefreshes, problem));
    }
  }

  private void schedule(long delayNanos) {
    try {
      threads.later(refreshTask, Math.max(0, delayNanos));
    } catch (Throwable e) { // the next request that finds the token unusable fetches it
      log.once("schedule", LogLevel.WARN, "tokens are not refreshed ahead: " + e);
    }
  }

  private static double jitter() {
    return ThreadLocalRandom.current().nextDouble(-1, 1);
  }

  private TokenException unexpected(Throwable e) {
    return TokenException.builder(
            "agent_fault",
            "the agent failed while it fetched a token for "
                + request
                + ": "
                + e.getClass().getName())
        .hint("Please report this with the agent's log at level debug.")
        .cause(e)
        .build();
  }

  private final class FetchTask implements Runnable {
    @Override
    public void run() {
      try {
        finish(fetcher.fetch(request), null);
      } catch (TokenException e) {
        finish(null, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        finish(null, unexpected(e));
      } catch (Throwable e) {
        finish(null, unexpected(e));
      }
    }
  }

  private final class RefreshTask implements Runnable {
    @Override
    public void run() {
      lock.lock();
      try {
        HeldToken token = held;
        boolean isIdle = !isUsed && failedRefreshes == 0;
        if (token == null || isFetching || !token.isUsable(clock.nanoTime())) {
          return;
        }
        if (isIdle) { // look again later, in case it is used by then
          schedule(RefreshPolicy.sameTokenPauseNanos(token, clock.nanoTime()));
          return;
        }
        startFetch();
      } finally {
        lock.unlock();
      }
    }
  }
}
