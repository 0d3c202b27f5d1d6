package io.managedidentity.agent.token;

import org.jspecify.annotations.Nullable;

/**
 * What may be shown of one token of the cache; never the token itself. Immutable once it is out.
 */
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

  /** What a request that needs the token gets now. */
  public enum Outlook {
    /** The token. */
    TOKEN,
    /** It waits for a fetch, that is under way or begins with it. */
    WAIT,
    /** The last failure, at once. */
    FAILURE
  }

  // Set before it is handed out.
  private Outlook outlook = Outlook.WAIT;
  private long dueNanos;
  private long fetchNanos = -1;
  private @Nullable String pause;

  /**
   * Itself, with what comes next.
   *
   * @param dueAtNanos when the token is refreshed or asked for again, by the clock of the cache
   */
  TokenStatus before(Outlook next, long dueAtNanos) {
    outlook = next;
    dueNanos = dueAtNanos;
    return this;
  }

  /**
   * Itself, with the fetch that is under way.
   *
   * @param sinceNanos how long it has been; -1 for none
   * @param lastAnswer what the source answered to its last try; null for nothing yet
   */
  TokenStatus during(long sinceNanos, @Nullable String lastAnswer) {
    fetchNanos = sinceNanos;
    pause = lastAnswer;
    return this;
  }

  /** Milliseconds since the fetch began that is under way; null if none is. */
  public @Nullable Long fetchMillis() {
    return fetchNanos < 0 ? null : fetchNanos / 1_000_000;
  }

  /** What the source answered to the last try of that fetch; null for nothing yet. */
  public @Nullable String lastAnswer() {
    return pause;
  }

  /** What a request that needs the token gets now. */
  public Outlook outlook() {
    return outlook;
  }

  /**
   * Milliseconds until it is refreshed, or asked for again if there is none; 0 if that is under way
   * or late. Null if nothing is planned: nobody has asked for it yet.
   */
  public @Nullable Long dueMillis() {
    return token == null && failure == null ? null : Math.max(0, (dueNanos - nowNanos) / 1_000_000);
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
