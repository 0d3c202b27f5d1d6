package io.managedidentity.agent.token;

import org.jspecify.annotations.Nullable;

/** What may be shown of one token of the cache; never the token itself. Immutable. */
public final class TokenStatus {
  private final TokenRequest request;
  private final @Nullable AccessToken token;
  private final @Nullable TokenException failure;
  private final long failures;
  private final long nowNanos;

  TokenStatus(
      TokenRequest request,
      @Nullable AccessToken token,
      @Nullable TokenException failure,
      long failures,
      long nowNanos) {
    this.request = request;
    this.token = token;
    this.failure = failure;
    this.failures = failures;
    this.nowNanos = nowNanos;
  }

  public TokenRequest request() {
    return request;
  }

  /** Id of the source that gave it; null if there was none yet. */
  public @Nullable String source() {
    return token == null ? null : token.source();
  }

  /** Milliseconds since it came; null if there was none yet. */
  public @Nullable Long ageMillis() {
    return token == null ? null : (nowNanos - token.readAtNanos()) / 1_000_000;
  }

  /** Milliseconds until it ends, negative if it has ended; null if there was none yet. */
  public @Nullable Long remainingMillis() {
    Long age = ageMillis();
    return token == null || age == null ? null : token.expiresInSeconds() * 1000 - age;
  }

  /** Why there is none, or why it could not be refreshed; null since a token came. */
  public @Nullable TokenException failure() {
    return failure;
  }

  /** How many fetches failed since the process started. */
  public long failures() {
    return failures;
  }
}
