package io.managedidentity.agent.token;

/** A token in the cache, with the last moment at which it may be put on a request. Immutable. */
public final class HeldToken {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000L;

  /** Small corrections of the wall clock are ignored. */
  private static final long CORRECTION_MILLIS = 1000;

  private final AccessToken token;
  private final long usableUntilNanos;
  private final long doubtfulFromMillis;

  HeldToken(AccessToken token, long nowNanos, long nowMillis) {
    this.token = token;
    long margin = RefreshPolicy.hardMarginSeconds(token);
    this.usableUntilNanos =
        token.readAtNanos() + (token.expiresInSeconds() - margin) * NANOS_PER_SECOND;
    this.doubtfulFromMillis =
        nowMillis + (usableUntilNanos - nowNanos) / NANOS_PER_MILLI + CORRECTION_MILLIS;
  }

  /** The secret itself. */
  public String value() {
    return token.value();
  }

  AccessToken token() {
    return token;
  }

  long usableUntilNanos() {
    return usableUntilNanos;
  }

  boolean isUsable(long nowNanos) {
    return nowNanos - usableUntilNanos < 0;
  }

  /** Whether it is too old by the wall clock: the machine slept, or the clock was set forward. */
  boolean isDoubtful(long nowMillis) {
    return nowMillis >= doubtfulFromMillis;
  }

  @Override
  public String toString() {
    return token.toString();
  }
}
