package io.managedidentity.agent.token;

import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where a {@link TokenHandle} is between its fetches: whether one is under way, what the last one
 * ended with, when the next is due. Guarded by the handle's lock.
 */
final class FetchCycle {
  /** Longer than any source can take, with all its tries and the pauses that it asks for. */
  private static final long LONGEST_FETCH_NANOS = 600 * RefreshPolicy.NANOS_PER_SECOND;

  private final TokenRequest request;
  private final RefreshJitter jitter;
  private final AgentLog log;
  private boolean isFetching;
  private boolean isRetry;
  private long begunNanos;

  /** What the source answered to the last try of the fetch under way; null for nothing yet. */
  private volatile @Nullable String pause;

  private @Nullable TokenException failure;
  private long askAgainNanos;
  private int failures;
  private long allFailures;

  /** Whether somebody asked for the token since the last fetch began. */
  private boolean isWanted;

  /** Whether the agent asks again until the token is there, wanted or not. */
  private boolean isPersistent;

  FetchCycle(TokenRequest request, RefreshJitter jitter, AgentLog log) {
    this.request = request;
    this.jitter = jitter;
    this.log = log;
  }

  /** A fetch that has taken longer than any can is lost, and another may start. */
  boolean isFetching(long now) {
    return isFetching && now - begunNanos < LONGEST_FETCH_NANOS;
  }

  /** How long a fetch has been under way; -1 if none is. */
  long fetchNanos(long now) {
    return isFetching(now) ? Math.max(0, now - begunNanos) : -1;
  }

  /** What the source answered to the last try of the fetch under way; null for nothing yet. */
  @Nullable String pause() {
    return pause;
  }

  @Nullable TokenException failure() {
    return failure;
  }

  boolean hasFailed() {
    return failures > 0;
  }

  /** Since the process started. */
  long allFailures() {
    return allFailures;
  }

  boolean isFailureRemembered(long now) {
    return failure != null && now - askAgainNanos < 0;
  }

  /** Whether a request gets the failure at once: it is fresh, or the agent is asking again. */
  boolean failsAtOnce(long now) {
    return isFailureRemembered(now) || (failure != null && isFetching(now) && isRetry);
  }

  /** The next request asks the source again. */
  void forgetFailure(long now) {
    if (failure != null) {
      askAgainNanos = now;
    }
  }

  void want(boolean persistently) {
    isWanted = true;
    isPersistent |= persistently;
  }

  boolean takeWanted() {
    boolean wanted = isWanted || isPersistent;
    isWanted = false;
    return wanted;
  }

  /**
   * @param retry whether the agent asks on its own, so that nothing needs to wait for it
   */
  void begin(boolean retry, long now) {
    isFetching = true;
    isRetry = retry;
    begunNanos = now;
    pause = null;
  }

  /** Not guarded: on the thread of the fetch. */
  void pauses(String why) {
    pause = why;
  }

  /** The fetch has ended, with an unknown result. */
  void lose() {
    isFetching = false;
  }

  long waitLeftNanos(long waitMillis, long now) {
    return TimeUnit.MILLISECONDS.toNanos(waitMillis) - (now - begunNanos);
  }

  /**
   * @return nanoseconds until the refresh
   */
  long succeeded(HeldToken token, @Nullable HeldToken before, long now) {
    isFetching = false;
    isPersistent = false;
    isWanted = false;
    if (failure != null) {
      log.info("there is a token for " + request + " again, from " + token.token().source() + ".");
    } else if (log.isDebugEnabled()) {
      log.debug("fetched a token for " + request + ": " + token);
    }
    failure = null;
    failures = 0;
    boolean isSame = before != null && before.value().equals(token.value());
    return isSame
        ? RefreshPolicy.sameTokenPauseNanos(token, now)
        : token.token().readAtNanos()
            - now
            + RefreshPolicy.refreshAfterNanos(token.token(), jitter.next());
  }

  /**
   * @param leftNanos how long an older token can still be used; 0 if there is none
   * @return nanoseconds until the next try
   */
  long failed(TokenException problem, long leftNanos, long now) {
    isFetching = false;
    failure = problem;
    failures++;
    allFailures++;
    long remembered = RefreshPolicy.negativeNanos(problem);
    askAgainNanos = now + remembered;
    if (leftNanos <= 0) {
      return isWanted ? remembered : RefreshPolicy.unwantedPauseNanos(failures, problem);
    }
    log.once(
        "refresh " + request + problem.code(),
        LogLevel.WARN,
        "the token for "
            + request
            + " could not be refreshed; the old one is used while it is valid. "
            + problem.getMessage());
    return RefreshPolicy.failedRefreshPauseNanos(failures, problem, leftNanos);
  }

  TokenException waitExceeded(long waitMillis) {
    TokenException last = failure;
    String now = pause;
    String hint =
        "The fetch goes on in the background. Raise token.firstTokenWait if the endpoint is only slow to start.";
    String before =
        now != null
            ? "; " + now + ". "
            : last == null ? ". " : "; the attempt before ended with: " + last.getMessage() + " ";
    return TokenException.builder(
            "token_wait_exceeded",
            "no token for " + request + " within " + waitMillis + " ms" + before + hint)
        .source(last == null ? null : last.source())
        .hint(hint)
        .build();
  }

  TokenException unexpected(@Nullable Throwable e) {
    return TokenException.builder(
            "agent_fault",
            "the agent failed while it fetched a token for "
                + request
                + ": "
                + (e == null ? "no answer" : e.getClass().getName()))
        .hint("Please report this with the agent's log at level debug.")
        .cause(e)
        .build();
  }
}
