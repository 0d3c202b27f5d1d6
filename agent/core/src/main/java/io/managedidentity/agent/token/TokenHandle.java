package io.managedidentity.agent.token;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.log.AgentLog;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The token for one {@link TokenRequest}: used while it is valid, fetched by one thread for any
 * number of waiting ones, refreshed ahead on the agent's threads. Thread-safe; the lock is never
 * held during a fetch, and no monitor is used, so that virtual threads are not pinned.
 *
 * <p>No request waits longer than its limit, counted from the start of the fetch: one that comes
 * when a fetch has already taken longer does not wait at all. Nor does one that comes after a
 * failure, while the agent asks again in the background.
 */
public final class TokenHandle {
  /** How often a waiting thread asks whether its request has been given up. */
  private static final long GIVEN_UP_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final TokenRequest request;
  private final TokenFetcher fetcher;
  private final AgentClock clock;
  private final TokenThreads threads;
  private final Runnable fetchTask = new FetchTask();
  private final RefreshTimer refreshes;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition fetched = lock.newCondition();

  private volatile @Nullable HeldToken held;

  /**
   * Set by a request, cleared by a fetch: a token that nobody used is not refreshed. A plain field;
   * a lost write is harmless.
   */
  private boolean isUsed;

  /**
   * Of the last look at the clock in {@link #current}. Likewise plain, and an int is written whole.
   */
  private int usedAtSecond;

  // Guarded by the lock.
  private final FetchCycle cycle;
  private final Refusal refusal = new Refusal();
  private final TokenWaiters waiters;

  TokenHandle(
      TokenRequest request,
      TokenFetcher fetcher,
      AgentClock clock,
      TokenThreads threads,
      RefreshJitter jitter,
      AgentLog log) {
    this.request = request;
    this.fetcher = fetcher;
    this.clock = clock;
    this.threads = threads;
    this.cycle = new FetchCycle(request, jitter, log);
    this.waiters = new TokenWaiters(lock, threads, log);
    this.refreshes = new RefreshTimer(this, threads, log);
  }

  public TokenRequest request() {
    return request;
  }

  /**
   * The token if there is a usable one; never waits. By both clocks: the monotonic one stands still
   * while the machine sleeps, and the wall clock can be set back.
   */
  public @Nullable HeldToken current() {
    HeldToken token = held;
    if (token == null) {
      return null;
    }
    long now = clock.nanoTime();
    long wall = clock.wallMillis();
    if (!token.isUsable(now) || token.isDoubtful(wall)) {
      return null;
    }
    if (!isUsed) {
      isUsed = true;
    }
    int second = (int) (wall / 1000);
    if (second != usedAtSecond) {
      usedAtSecond = second;
    }
    if (refreshes.isLost(now)) {
      refreshLost(now);
    }
    return token;
  }

  /** When {@link #current} last found it, in seconds since 1970; for callers that just did. */
  public long usedAtSecond() {
    return Integer.toUnsignedLong(usedAtSecond);
  }

  /** Wall clock, in seconds since 1970. */
  public long wallSecond() {
    return clock.wallMillis() / 1000;
  }

  /** Monotonic time of the clock that tokens go by. */
  public long nanoTime() {
    return clock.nanoTime();
  }

  /** How long a token lives from now on; at least 1. */
  public long secondsLeft(HeldToken token) {
    long aged = clock.nanoTime() - token.token().readAtNanos();
    return Math.max(1, token.token().expiresInSeconds() - TimeUnit.NANOSECONDS.toSeconds(aged));
  }

  /**
   * Starts a fetch in the background if there is no usable token, none is under way, and no failure
   * is remembered.
   */
  public void warm() {
    warm(false);
  }

  /**
   * The same for a token that is sure to be used: if the source is not ready yet, it is asked again
   * in the background until it is.
   */
  public void prefetch() {
    warm(true);
  }

  private void warm(boolean isPersistent) {
    if (current() != null) {
      return;
    }
    lock.lock();
    try {
      if (current() != null) {
        return; // it came while this thread waited for the lock
      }
      cycle.want(isPersistent);
      long now = clock.nanoTime();
      if (!cycle.isFetching(now) && !cycle.isFailureRemembered(now)) {
        startFetch(false);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * The token, fetched if need be.
   *
   * @param waitMillis longest time to wait, counted from the start of the fetch; the fetch then
   *     continues in the background
   * @throws TokenException when there is none within that time; the same one for all that waited
   *     for one fetch
   */
  public HeldToken get(long waitMillis) throws TokenException, InterruptedException {
    HeldToken token = get(waitMillis, GivenUp.NEVER);
    if (token == null) {
      throw new IllegalStateException("given up by nobody");
    }
    return token;
  }

  /**
   * The same, for a request that can be given up while it waits.
   *
   * @return null if it was given up
   */
  public @Nullable HeldToken get(long waitMillis, GivenUp givenUp)
      throws TokenException, InterruptedException {
    HeldToken token = current();
    long callerLeft = TimeUnit.MILLISECONDS.toNanos(waitMillis);
    while (token == null) {
      lock.lockInterruptibly();
      try {
        token = currentOrFetching();
        if (token == null) {
          long left = Math.min(callerLeft, cycle.waitLeftNanos(waitMillis, clock.nanoTime()));
          if (left <= 0) {
            return doubtfulOr(cycle.waitExceeded(waitMillis));
          }
          callerLeft -= awaited(left, givenUp);
        }
      } finally {
        lock.unlock();
      }
      // The client's own code, so not under the lock.
      if (token == null && givenUp.isGivenUp()) {
        return null;
      }
    }
    return token;
  }

  /**
   * Waits for the end of a fetch, or until it is time to ask whether the request has been given up.
   */
  @SuppressWarnings("WaitNotInLoop") // each caller loops
  private long awaited(long nanos, GivenUp givenUp) throws InterruptedException {
    long slice = givenUp == GivenUp.NEVER ? nanos : Math.min(nanos, GIVEN_UP_LOOK_NANOS);
    return slice - fetched.awaitNanos(slice);
  }

  /**
   * The token, if it is there.
   *
   * @param waitMillis how long the caller waited with {@link #defer}, for the message
   * @throws TokenException as {@link #get} when its wait is over
   */
  public HeldToken getNow(long waitMillis) throws TokenException {
    HeldToken token = current();
    if (token != null) {
      return token;
    }
    lock.lock();
    try {
      token = currentOrFetching();
      return token == null ? doubtfulOr(cycle.waitExceeded(waitMillis)) : token;
    } finally {
      lock.unlock();
    }
  }

  /**
   * For callers that must not wait, such as event loops: has {@code resume} called when a fetch has
   * ended.
   *
   * @param wait over after the end of the fetch or {@code waitMillis} after its start, whichever is
   *     first
   * @return false when there is nothing to wait for: a usable token, a failure that is remembered,
   *     or a fetch that already takes too long; {@code wait} is not used then. What has begun to
   *     wait goes on by {@code wait} in any case: its client may have ended it meanwhile, and says
   *     so where it goes on
   */
  public boolean defer(long waitMillis, TokenWait wait) {
    return defer(waitMillis, waitMillis, wait);
  }

  /**
   * The same for a request whose own time may be up earlier.
   *
   * @param mostMillis from now on
   */
  public boolean defer(long waitMillis, long mostMillis, TokenWait wait) {
    if (current() != null || deferrableNanos(waitMillis) <= 0) {
      return false;
    }
    wait.begin(); // not under the lock
    long left;
    lock.lock();
    try {
      left = deferrableNanos(waitMillis);
      if (left > 0) {
        wait.enter(waiters, null);
        waiters.add(wait);
      }
    } finally {
      lock.unlock();
    }
    if (left > 0) {
      waiters.limit(wait, Math.min(left, TimeUnit.MILLISECONDS.toNanos(mostMillis)));
    } else {
      waiters.end(wait);
    }
    return true;
  }

  /** How long to wait for the fetch then under way; 0 or less for not at all. */
  private long deferrableNanos(long waitMillis) {
    lock.lock();
    try {
      cycle.want(false);
      long now = clock.nanoTime();
      if (current() != null || cycle.failsAtOnce(now)) {
        return 0;
      }
      if (!cycle.isFetching(now)) {
        startFetch(false);
      }
      return cycle.isFetching(now) ? cycle.waitLeftNanos(waitMillis, now) : 0;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The service answered 401 to a request with this token: asks for another one (R-CAE), at most
   * once in 60 s. Until that is there, all hosts get the old token except those that call it dead:
   * one must not take it from all others of its audience.
   *
   * @param claims JSON text of the service's claims challenge, or null
   * @param deadAt the host, if it said that the token itself is invalid; else null, since a 401 can
   *     have other causes
   * @return whether another token is there or being asked for
   */
  public boolean refused(HeldToken token, @Nullable String claims, @Nullable String deadAt) {
    lock.lock();
    try {
      if (hasOtherThan(token)) {
        return true;
      }
      if (refusal.isUnderWay(token)) {
        refusal.callDead(deadAt);
        return true;
      }
      if (refreshes.isRetired() || !refusal.begin(token, claims, clock.nanoTime())) {
        return false;
      }
      if (!cycle.isFetching(clock.nanoTime())) {
        startFetch(false);
      }
      refusal.callDead(deadAt);
      return refusal.isUnderWay(token);
    } finally {
      lock.unlock();
    }
  }

  /** Whether the host calls the held token dead, and another is being fetched. */
  public boolean isDeadAt(@Nullable String host) {
    return refusal.isDeadAt(host);
  }

  /**
   * Waits at most {@code waitMillis} for the end of what {@link #refused} started.
   *
   * @return whether there is a usable token other than the refused one
   */
  public boolean awaitOtherThan(HeldToken token, long waitMillis, GivenUp givenUp)
      throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(waitMillis);
    while (true) {
      lock.lockInterruptibly();
      try {
        if (hasOtherThan(token) || !refusal.isUnderWay(token) || left <= 0) {
          return hasOtherThan(token);
        }
        left -= awaited(left, givenUp);
      } finally {
        lock.unlock();
      }
      if (givenUp.isGivenUp()) {
        return false;
      }
    }
  }

  /**
   * As {@link #defer}, for the end of what {@link #refused} started.
   *
   * @return false when it is over; {@code wait} is not used then
   */
  public boolean deferOtherThan(HeldToken token, long waitMillis, TokenWait wait) {
    if (!isOtherAwaited(token)) {
      return false;
    }
    wait.begin(); // not under the lock
    boolean isAwaited;
    lock.lock();
    try {
      isAwaited = isOtherAwaited(token);
      if (isAwaited) {
        wait.enter(waiters, token);
        waiters.add(wait);
      }
    } finally {
      lock.unlock();
    }
    if (isAwaited) {
      waiters.limit(wait, TimeUnit.MILLISECONDS.toNanos(waitMillis));
    } else {
      waiters.end(wait);
    }
    return true;
  }

  private boolean isOtherAwaited(HeldToken token) {
    lock.lock();
    try {
      return !hasOtherThan(token) && refusal.isUnderWay(token);
    } finally {
      lock.unlock();
    }
  }

  /** Whether a usable token other than this one is held. */
  public boolean hasOtherThan(HeldToken token) {
    HeldToken now = current();
    return now != null && !now.value().equals(token.value());
  }

  /** The last failure, while no token has come since; else null. */
  public @Nullable TokenException failure() {
    lock.lock();
    try {
      return cycle.failure();
    } finally {
      lock.unlock();
    }
  }

  /**
   * No mapping needs this token any more: it is not refreshed, and no scheduled task holds it.
   * Requests under way still get it.
   */
  void retire() {
    refreshes.retire();
  }

  /** A remembered failure does not prevent the next request from asking again. */
  void forgetFailure() {
    lock.lock();
    try {
      cycle.forgetFailure(clock.nanoTime());
    } finally {
      lock.unlock();
    }
  }

  TokenStatus status() {
    lock.lock();
    try {
      HeldToken token = held;
      return new TokenStatus(
          request,
          token == null ? null : token.token(),
          cycle.failure(),
          cycle.allFailures(),
          clock.nanoTime());
    } finally {
      lock.unlock();
    }
  }

  /** The same, and what a request gets now. */
  TokenStatus statusAndOutlook() {
    lock.lock();
    try {
      HeldToken token = held;
      long now = clock.nanoTime();
      boolean isUsable = token != null && token.isUsable(now);
      boolean isDoubtful = token != null && token.isDoubtful(clock.wallMillis());
      TokenStatus.Outlook atOnce =
          isUsable ? TokenStatus.Outlook.TOKEN : TokenStatus.Outlook.FAILURE; // see doubtfulOr
      return status()
          .before(
              isUsable && !isDoubtful
                  ? TokenStatus.Outlook.TOKEN
                  : cycle.failsAtOnce(now) ? atOnce : TokenStatus.Outlook.WAIT,
              refreshes.dueNanos())
          .during(cycle.fetchNanos(now), cycle.pause());
    } finally {
      lock.unlock();
    }
  }

  /** Null when a fetch is under way that may be waited for; else the token, or its failure. */
  private @Nullable HeldToken currentOrFetching() throws TokenException {
    HeldToken token = current();
    if (token != null) {
      return token;
    }
    cycle.want(false);
    TokenException failure = cycle.failure();
    if (failure != null && cycle.failsAtOnce(clock.nanoTime())) {
      return doubtfulOr(failure);
    }
    if (!cycle.isFetching(clock.nanoTime())) {
      startFetch(false);
    }
    return null;
  }

  /**
   * A token that only the wall clock calls too old: better than none, since a clock that was set
   * forward looks the same as a machine that slept.
   */
  private HeldToken doubtfulOr(TokenException failure) throws TokenException {
    HeldToken token = held;
    if (token != null && token.isUsable(clock.nanoTime())) {
      return token;
    }
    throw failure;
  }

  private void startFetch(boolean isRetry) {
    cycle.begin(isRetry, clock.nanoTime());
    try {
      threads.fetch(request.sources(), fetchTask);
    } catch (Throwable e) { // such as no memory for another thread
      refusal.giveUp();
      finish(null, cycle.unexpected(e));
    }
  }

  private void finish(@Nullable AccessToken token, @Nullable TokenException problem) {
    List<TokenWait> released;
    lock.lock();
    try {
      long now = clock.nanoTime();
      HeldToken before = held;
      long pause;
      if (token != null) {
        HeldToken kept = new HeldToken(token, now, clock.wallMillis());
        pause = cycle.succeeded(kept, before, now);
        isUsed = false;
        held = kept;
      } else {
        long left = before == null ? 0 : before.usableUntilNanos() - now;
        pause = cycle.failed(problem == null ? cycle.unexpected(null) : problem, left, now);
      }
      refreshes.schedule(pause, now);
      if (refusal.wantsAnotherFetch(held)) {
        startFetch(false);
      }
      released = waiters.release(refusal);
      fetched.signalAll();
    } finally {
      lock.unlock();
    }
    for (int i = 0; i < released.size(); i++) {
      waiters.end(released.get(i));
    }
  }

  /** Allocates nothing. A waiting caller waits until the end. */
  private void lose() {
    lock.lock();
    try {
      cycle.lose();
    } finally {
      lock.unlock();
    }
  }

  private void refreshLost(long now) {
    if (!lock.tryLock()) {
      return; // another thread is doing it
    }
    try {
      if (refreshes.isLost(now) && !cycle.isFetching(now)) {
        refreshes.found(now);
        if (!refreshes.isRetired()) {
          startFetch(true);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private FetchOptions options() throws NoSuchAlgorithmException {
    lock.lock();
    try {
      return refusal.options();
    } finally {
      lock.unlock();
    }
  }

  /** Refreshes a token that is used, and asks again if there was none. */
  void refresh() {
    lock.lock();
    try {
      long now = clock.nanoTime();
      if (refreshes.isRetired() || cycle.isFetching(now) || !refreshes.isDue(now)) {
        return; // a later run is scheduled if one is needed
      }
      HeldToken token = held;
      if (token == null || !token.isUsable(now)) {
        if (cycle.takeWanted()) {
          startFetch(true);
        }
      } else if (isUsed || cycle.hasFailed()) {
        startFetch(true);
      } else { // look again later, in case it is used by then
        refreshes.schedule(RefreshPolicy.sameTokenPauseNanos(token, now), now);
      }
    } finally {
      lock.unlock();
    }
  }

  private final class FetchTask implements Runnable, FetchOptions.Listener {
    @Override
    public void pauses(String why) {
      cycle.pauses(why);
    }

    @Override
    public void run() {
      try {
        AccessToken token = null;
        TokenException problem = null;
        try {
          token = fetcher.fetch(request, options().telling(this));
        } catch (TokenException e) {
          problem = e;
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          problem = cycle.unexpected(e);
        } catch (Throwable e) {
          problem = cycle.unexpected(e);
        }
        finish(token, problem);
      } catch (Throwable e) { // no memory even to say so; the next request asks again
        lose();
      }
    }
  }
}
