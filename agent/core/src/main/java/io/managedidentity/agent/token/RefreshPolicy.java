package io.managedidentity.agent.token;

/**
 * When a token is refreshed, when it is no longer used, and how long a failure is remembered
 * (R-REFRESH, R-CACHE).
 */
final class RefreshPolicy {
  static final long NANOS_PER_SECOND = 1_000_000_000L;

  private static final long SHORT_LIFE_SECONDS = 600;
  private static final long MARGIN_SECONDS = 300;
  private static final long FIRST_REFRESH_PAUSE_SECONDS = 30;
  private static final long LONGEST_REFRESH_PAUSE_SECONDS = 300;
  private static final long REFUSED_PAUSE_SECONDS = 30;
  private static final long EXHAUSTED_PAUSE_SECONDS = 10;
  private static final long LONGEST_ASKED_PAUSE_SECONDS = 600;

  private RefreshPolicy() {}

  /** How long before its end a token is no longer used: 5 minutes, of a short life a tenth. */
  static long hardMarginSeconds(AccessToken token) {
    long life = token.expiresInSeconds();
    return life <= SHORT_LIFE_SECONDS ? life / 10 : MARGIN_SECONDS;
  }

  /**
   * Nanoseconds from reading the token to its refresh ahead. If the protocol names no point (a life
   * of two hours or less), at four fifths of the usable life, so that no request ever waits for a
   * token that could have been refreshed.
   *
   * @param jitter from -1 to 1; moves the point by up to 5 % of the life, since many processes
   *     start at the same moment
   */
  static long refreshAfterNanos(AccessToken token, double jitter) {
    long usable = token.expiresInSeconds() - hardMarginSeconds(token);
    Long asked = token.refreshInSeconds();
    double point = asked == null ? usable * 0.8 : asked;
    point += jitter * 0.05 * token.expiresInSeconds();
    return (long) (Math.max(1, Math.min(point, usable * 0.95)) * NANOS_PER_SECOND);
  }

  /**
   * Pause after the source answered a refresh with the very token we have: half of what is left, at
   * least 30 s; of a short life at least a tenth, so that a try falls before its end.
   */
  static long sameTokenPauseNanos(HeldToken held, long nowNanos) {
    long half = (held.usableUntilNanos() - nowNanos) / 2;
    long tenth = Math.max(1, held.token().expiresInSeconds() / 10);
    return Math.max(half, Math.min(FIRST_REFRESH_PAUSE_SECONDS, tenth) * NANOS_PER_SECOND);
  }

  /**
   * Pause after failed refreshes in a row while the old token is good: 30 s, doubled up to 5
   * minutes; of what is left of the token no more than half, so that a try falls before its end.
   *
   * @param leftNanos for how long the old token can still be used
   */
  static long failedRefreshPauseNanos(int failures, TokenException failure, long leftNanos) {
    long seconds = FIRST_REFRESH_PAUSE_SECONDS << Math.min(failures - 1, 10);
    long pause = Math.min(seconds, LONGEST_REFRESH_PAUSE_SECONDS) * NANOS_PER_SECOND;
    long soonEnough = Math.max(leftNanos / 2, NANOS_PER_SECOND);
    return Math.max(Math.min(pause, soonEnough), askedNanos(failure));
  }

  /**
   * Pause before the agent asks again for a token that nothing waits for, but that is sure to be
   * used: as long as a failure is remembered, doubled up to 5 minutes.
   */
  static long unwantedPauseNanos(int failures, TokenException failure) {
    long remembered = negativeNanos(failure);
    long doubled = remembered << Math.min(failures - 1, 10);
    return Math.max(
        remembered, Math.min(doubled, LONGEST_REFRESH_PAUSE_SECONDS * NANOS_PER_SECOND));
  }

  /**
   * How long a failure is served without asking again: 10 s after used-up retries, 30 s after a
   * refusal.
   */
  static long negativeNanos(TokenException failure) {
    long seconds = failure.retriesUsedUp() ? EXHAUSTED_PAUSE_SECONDS : REFUSED_PAUSE_SECONDS;
    return Math.max(seconds * NANOS_PER_SECOND, askedNanos(failure));
  }

  /**
   * The pause that a source asked for. Not more than 10 minutes: an answer with a wrong or faked
   * {@code Retry-After} must not take the token away for the life of the JVM.
   */
  private static long askedNanos(TokenException failure) {
    long seconds = failure.retryAfterMillis() / 1000;
    return seconds >= LONGEST_ASKED_PAUSE_SECONDS
        ? LONGEST_ASKED_PAUSE_SECONDS * NANOS_PER_SECOND
        : failure.retryAfterMillis() * 1_000_000L;
  }
}
