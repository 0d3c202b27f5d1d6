package io.managedidentity.agent.token;

import org.jspecify.annotations.Nullable;

/**
 * Why there is no token: the error object of R-ERR in docs/protocol.md. The message holds no
 * secret; it names the source, what it answered and, after that, what to do.
 */
public final class TokenException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final @Nullable String source;
  private final int status;
  private final @Nullable String sourceError;
  private final @Nullable String correlationId;
  private final @Nullable String hint;
  private final int attempts;
  private final long retryAfterMillis;
  private final boolean retriesUsedUp;
  private final long elapsedMillis;

  private TokenException(Builder builder) {
    super(builder.message, builder.cause);
    this.code = builder.code;
    this.source = builder.source;
    this.status = builder.status;
    this.sourceError = builder.sourceError;
    this.correlationId = builder.correlationId;
    this.hint = builder.hint;
    this.attempts = builder.attempts;
    this.retryAfterMillis = builder.retryAfterMillis;
    this.retriesUsedUp = builder.retriesUsedUp;
    this.elapsedMillis = builder.elapsedMillis;
  }

  public static Builder builder(String code, String message) {
    return new Builder(code, message);
  }

  /**
   * One of the error codes of docs/troubleshooting.md (R-ERR), such as {@code
   * managed_identity_request_failed}.
   */
  public String code() {
    return code;
  }

  /** Id of the source that answered, or null if none was reached. */
  public @Nullable String source() {
    return source;
  }

  /** HTTP status of the last answer, or 0. */
  public int status() {
    return status;
  }

  /** The source's own error code, such as {@code invalid_request}. */
  public @Nullable String sourceError() {
    return sourceError;
  }

  public @Nullable String correlationId() {
    return correlationId;
  }

  /** What to do about it. */
  public @Nullable String hint() {
    return hint;
  }

  /** Requests (or processes) that were made. */
  public int attempts() {
    return attempts;
  }

  /**
   * The earliest retry, in milliseconds from the failure, because the source said so; 0 for the
   * default pause.
   */
  public long retryAfterMillis() {
    return retryAfterMillis;
  }

  /**
   * Whether the fault may pass on its own: the retries for it are used up. If not, the source has
   * said no and asking again soon is useless (R-CACHE: 10 s against 30 s of negative caching).
   */
  public boolean retriesUsedUp() {
    return retriesUsedUp;
  }

  /** Time spent on it, pauses included, in milliseconds. */
  public long elapsedMillis() {
    return elapsedMillis;
  }

  /** Collects the parts of a {@link TokenException}. */
  public static final class Builder {
    private final String code;
    private final String message;
    private @Nullable String source;
    private int status;
    private @Nullable String sourceError;
    private @Nullable String correlationId;
    private @Nullable String hint;
    private int attempts;
    private long retryAfterMillis;
    private boolean retriesUsedUp;
    private long elapsedMillis;
    private @Nullable Throwable cause;

    private Builder(String code, String message) {
      this.code = code;
      this.message = message;
    }

    public Builder source(@Nullable String value) {
      source = value;
      return this;
    }

    public Builder status(int value) {
      status = value;
      return this;
    }

    public Builder sourceError(@Nullable String value) {
      sourceError = value;
      return this;
    }

    public Builder correlationId(@Nullable String value) {
      correlationId = value;
      return this;
    }

    public Builder hint(@Nullable String value) {
      hint = value;
      return this;
    }

    public Builder attempts(int value) {
      attempts = value;
      return this;
    }

    public Builder retryAfterMillis(long value) {
      retryAfterMillis = value;
      return this;
    }

    public Builder retriesUsedUp(boolean value) {
      retriesUsedUp = value;
      return this;
    }

    public Builder elapsedMillis(long value) {
      elapsedMillis = value;
      return this;
    }

    public Builder cause(@Nullable Throwable value) {
      cause = value;
      return this;
    }

    public TokenException build() {
      return new TokenException(this);
    }
  }
}
