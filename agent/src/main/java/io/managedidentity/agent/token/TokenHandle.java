package io.managedidentity.agent.token;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
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
  private final List<TokenWaiter> waiters = new ArrayList<>();
  private final Refusal refusal = new Refusal();

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

  /**
   * The token, if it is there.
   *
   * @param waitedMillis how long the caller has waited with {@link #defer}, for the message
   * @throws TokenException as {@link #get} when its wait is over
   */
  public HeldToken getNow(long waitedMillis) throws TokenException {
    HeldToken token = current();
    if (token != null) {
      return token;
    }
    lock.lock();
    try {
      if (!isFetching) {
        if (failure != null && isFailureRemembered()) {
          throw failure;
        }
        startFetch();
      }
      throw waitExceeded(waitedMillis);
    } finally {
      lock.unlock();
    }
  }

  /**
   * For callers that must not wait, such as event loops: has {@code resume} called when a fetch has
   * ended.
   *
   * @param resume called once by a thread of the agent, after the end of the fetch or after {@code
   *     waitMillis}, whichever is first; it must return soon, and hand over to the client's threads
   * @return false when there is nothing to wait for: a usable token, or a failure that is
   *     remembered; {@code resume} is not called then
   */
  public boolean defer(long waitMillis, Runnable resume) {
    if (current() != null) {
      return false;
    }
    TokenWaiter waiter = new TokenWaiter(resume, null);
    lock.lock();
    try {
      if (current() != null || (!isFetching && isFailureRemembered())) {
        return false;
      }
      if (!isFetching) {
        startFetch();
      }
      if (!isFetching) {
        return false; // the fetch could not even be started
      }
      waiters.add(waiter);
    } finally {
      lock.unlock();
    }
    limit(waiter, waitMillis);
    return true;
  }

  /**
   * The service answered 401 to a request with this token: asks for another one (R-CAE), at most
   * once in 60 s.
   *
   * @param claims JSON text of the service's claims challenge, or null
   * @param isDead whether the service said that the token itself is no good; no request gets it any
   *     more then. Else it is served until another one is there, since a 401 can have other causes
   * @return whether another token is there or being asked for
   */
  public boolean refused(HeldToken token, @Nullable String claims, boolean isDead) {
    lock.lock();
    try {
      if (hasOtherThan(token) || refusal.isUnderWay(token)) {
        return true;
      }
      if (!refusal.begin(token, claims, clock.nanoTime())) {
        return false;
      }
      HeldToken now = held;
      if (isDead && now != null && now.value().equals(token.value())) {
        held = null;
      }
      if (!isFetching) {
        startFetch();
      }
      return refusal.isUnderWay(token);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the end of what {@link #refused} began, {@code waitMillis} at most.
   *
   * @return whether there is a usable token other than the refused one
   */
  public boolean awaitOtherThan(HeldToken token, long waitMillis) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(waitMillis);
      while (!hasOtherThan(token) && refusal.isUnderWay(token) && left > 0) {
        left = fetched.awaitNanos(left);
      }
      return hasOtherThan(token);
    } finally {
      lock.unlock();
    }
  }

  /**
   * As {@link #defer}, for the end of what {@link #refused} began.
   *
   * @return false when it is over; {@code resume} is not called then
   */
  public boolean deferOtherThan(HeldToken token, long waitMillis, Runnable resume) {
    TokenWaiter waiter = new TokenWaiter(resume, token);
    lock.lock();
    try {
      if (hasOtherThan(token) || !refusal.isUnderWay(token)) {
        return false;
      }
      waiters.add(waiter);
    } finally {
      lock.unlock();
    }
    limit(waiter, waitMillis);
    return true;
  }

  /** Whether a usable token other than this one is held. */
  public boolean hasOtherThan(HeldToken token) {
    HeldToken now = current();
    return now != null && !now.value().equals(token.value());
  }

  private void limit(TokenWaiter waiter, long waitMillis) {
    try {
      threads.later(
          new Runnable() {
            @Override
            public void run() {
              forget(waiter);
              waiter.run();
            }
          },
          TimeUnit.MILLISECONDS.toNanos(waitMillis));
    } catch (Throwable e) { // nothing would end the wait, so it ends now
      forget(waiter);
      waiter.run();
    }
  }

  private void forget(TokenWaiter waiter) {
    lock.lock();
    try {
      waiters.remove(waiter);
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
      refusal.giveUp();
      finish(null, unexpected(e));
    }
  }

  private void finish(@Nullable AccessToken token, @Nullable TokenException problem) {
    List<TokenWaiter> released = new ArrayList<>();
    lock.lock();
    try {
      isFetching = false;
      if (token != null) {
        keep(token);
      } else if (problem != null) {
        remember(problem);
      }
      if (refusal.wantsAnotherFetch(held)) {
        startFetch();
      }
      for (int i = waiters.size() - 1; i >= 0; i--) {
        HeldToken refused = waiters.get(i).refused();
        if (refused == null || !refusal.isUnderWay(refused)) {
          released.add(waiters.remove(i));
        }
      }
      fetched.signalAll();
    } finally {
      lock.unlock();
    }
    for (int i = released.size() - 1; i >= 0; i--) {
      released.get(i).run();
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

  private FetchOptions options() throws NoSuchAlgorithmException {
    lock.lock();
    try {
      return refusal.options();
    } finally {
      lock.unlock();
    }
  }

  private final class FetchTask implements Runnable {
    @Override
    public void run() {
      try {
        finish(fetcher.fetch(request, options()), null);
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
