package io.managedidentity.agent.injection;

import io.managedidentity.agent.token.HeldToken;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one request looks like with its token: for the copy that goes on the wire, and nowhere else.
 * Also what its answer is looked at with ({@link #resendAfter}). Has no {@code toString} of its
 * own, since its headers are secrets.
 */
public final class WireEdit {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  private final HeaderList headers;
  private final String target;
  private final RouteInjection injection;
  private final HeldToken token;
  private final boolean isSecretReplaced;
  private final boolean isResent;

  WireEdit(
      HeaderList headers,
      String target,
      RouteInjection injection,
      HeldToken token,
      boolean isSecretReplaced,
      boolean isResent) {
    this.headers = headers;
    this.target = target;
    this.injection = injection;
    this.token = token;
    this.isSecretReplaced = isSecretReplaced;
    this.isResent = isResent;
  }

  /** All headers of the edited request. */
  public HeaderList headers() {
    return headers;
  }

  /**
   * Does the same to another list: for clients that complete their headers only after the request
   * line is written.
   */
  public void applyTo(HeaderList other) {
    injection.apply(token, other);
  }

  /** The request target; the one that was handed in where no parameter is cut. */
  public String target() {
    return target;
  }

  /** Whether an answer with this status is worth a look at all: 401 and 403. */
  public static boolean isRejection(int status) {
    return status == UNAUTHORIZED || status == FORBIDDEN;
  }

  /**
   * Whether {@link #resendAfter} may answer something for this status: for clients that must take
   * the answer over before its headers are there.
   */
  public boolean mayBeResentAfter(int status) {
    return mayGetFresh(status) || mayFallBack(status);
  }

  private boolean mayGetFresh(int status) {
    return status == UNAUTHORIZED && !isResent;
  }

  private boolean mayFallBack(int status) {
    return isRejection(status) && isSecretReplaced && injection.fallsBack();
  }

  /**
   * Whether the request may be sent once more after this answer, and how. Never waits; begins to
   * fetch a fresh token where that is the way. To be called only for requests whose body can be
   * sent again.
   *
   * @param challenges values of the answer's {@code WWW-Authenticate} headers, in order
   * @return null when the answer is the application's
   */
  public @Nullable Resend resendAfter(int status, List<String> challenges) {
    boolean isFresh = false;
    if (mayGetFresh(status)) {
      BearerChallenge challenge = BearerChallenge.of(challenges);
      isFresh = challenge.isForBearer() && injection.refused(token, challenge);
    }
    boolean mayFallBack = mayFallBack(status);
    return isFresh || mayFallBack
        ? new Resend(injection, token, isFresh, mayFallBack, status)
        : null;
  }

  /**
   * The answer is 401 and the body cannot be sent again: another token is asked for, so that later
   * requests get that.
   */
  public void noteRejection(int status, List<String> challenges) {
    if (mayGetFresh(status)) {
      BearerChallenge challenge = BearerChallenge.of(challenges);
      if (challenge.isForBearer()) {
        injection.refused(token, challenge);
      }
    }
  }
}
