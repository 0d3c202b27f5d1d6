package io.managedidentity.agent.token;

/** A token in the cache, with the last moment at which it may be put on a request. Immutable. */
public final class HeldToken {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final AccessToken token;
  private final long usableUntilNanos;

  HeldToken(AccessToken token) {
    this.token = token;
    this.usableUntilNanos =
        token.readAtNanos()
            + (token.expiresInSeconds() - RefreshPolicy.hardMarginSeconds(token))
                * NANOS_PER_SECOND;
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

  @Override
  public String toString() {
    return token.toString();
  }
}
