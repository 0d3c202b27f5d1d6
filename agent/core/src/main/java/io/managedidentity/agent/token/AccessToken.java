package io.managedidentity.agent.token;

import org.jspecify.annotations.Nullable;

/** A token as a source gave it. Immutable. Its {@code toString} shows length and life only. */
public final class AccessToken {
  private final String value;
  private final String source;
  private final long readAtNanos;
  private final long expiresInSeconds;
  private final @Nullable Long refreshInSeconds;
  private final int attempts;

  /**
   * @param source id of the source that gave it, such as {@code imds}
   * @param readAtNanos monotonic time when the answer was read ({@code AgentClock.nanoTime})
   * @param expiresInSeconds life from then on; positive
   * @param refreshInSeconds when to refresh ahead, from then on; null if no refresh ahead is due
   *     (R-REFRESH)
   * @param attempts requests that it took
   */
  public AccessToken(
      String value,
      String source,
      long readAtNanos,
      long expiresInSeconds,
      @Nullable Long refreshInSeconds,
      int attempts) {
    this.value = value;
    this.source = source;
    this.readAtNanos = readAtNanos;
    this.expiresInSeconds = expiresInSeconds;
    this.refreshInSeconds = refreshInSeconds;
    this.attempts = attempts;
  }

  /** The secret itself. */
  public String value() {
    return value;
  }

  public String source() {
    return source;
  }

  public long readAtNanos() {
    return readAtNanos;
  }

  public long expiresInSeconds() {
    return expiresInSeconds;
  }

  public @Nullable Long refreshInSeconds() {
    return refreshInSeconds;
  }

  public int attempts() {
    return attempts;
  }

  @Override
  public String toString() {
    return "AccessToken["
        + value.length()
        + " characters, life "
        + expiresInSeconds
        + " s, from "
        + source
        + "]";
  }
}
