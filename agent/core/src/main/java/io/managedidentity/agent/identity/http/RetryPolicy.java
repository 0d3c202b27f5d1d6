package io.managedidentity.agent.identity.http;

/** Which answers are worth another try, and after which pause (R-RETRY). Immutable. */
public final class RetryPolicy {
  /** IMDS: 404, 408, 410, 429 and 5xx; 1, 2, 4 s. A 410 has 7 tries of its own, 10 s each. */
  public static final RetryPolicy IMDS = new RetryPolicy(true, true, true);

  /** App Service, Machine Learning, Cloud Shell, Arc: 1 s each. */
  public static final RetryPolicy LOCAL = new RetryPolicy(false, true, false);

  /** As {@link #LOCAL}, but a 404 says that there is no such identity. */
  public static final RetryPolicy SERVICE_FABRIC = new RetryPolicy(false, false, false);

  /** Entra: 408, 429 and 5xx; 1, 2, 4 s. */
  public static final RetryPolicy ENTRA = new RetryPolicy(true, false, true);

  /** Retries besides those for 410. */
  public static final int RETRIES = 3;

  /** Retries for 410 on IMDS, which lasts up to 70 s while IMDS is updated. */
  public static final int GONE_RETRIES = 7;

  /** Longest {@code Retry-After} that is waited for. */
  public static final long MAX_RETRY_AFTER_MILLIS = 120_000;

  private static final long GONE_PAUSE_MILLIS = 10_000;
  private static final int GONE = 410;

  private final boolean exponential;
  private final boolean retriesNotFound;
  private final boolean retriesAllServerErrors;

  private RetryPolicy(
      boolean exponential, boolean retriesNotFound, boolean retriesAllServerErrors) {
    this.exponential = exponential;
    this.retriesNotFound = retriesNotFound;
    this.retriesAllServerErrors = retriesAllServerErrors;
  }

  public boolean retries(int status) {
    switch (status) {
      case 408:
      case 429:
      case 500:
      case 502:
      case 503:
      case 504:
        return true;
      case 404:
        return retriesNotFound;
      case GONE:
        return this == IMDS;
      default:
        return retriesAllServerErrors && status >= 500 && status <= 599;
    }
  }

  public static boolean isGone(int status) {
    return status == GONE;
  }

  /**
   * @param retry number of the retry within its budget, from 0
   */
  public long pauseMillis(int status, int retry) {
    return isGone(status) ? GONE_PAUSE_MILLIS : exponential ? 1000L << retry : 1000L;
  }
}
