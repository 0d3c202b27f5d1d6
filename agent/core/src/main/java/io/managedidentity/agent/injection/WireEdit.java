package io.managedidentity.agent.injection;

import io.managedidentity.agent.refusal.BearerChallenge;
import io.managedidentity.agent.token.GivenUp;
import io.managedidentity.agent.token.HeldToken;
import org.jspecify.annotations.Nullable;

/**
 * What one request looks like with its token: for the copy that goes on the wire, and nowhere else.
 * Also what its answer is judged by ({@link #judge}). Has no {@code toString} of its own, since its
 * headers are secrets.
 */
public final class WireEdit {
  static final int UNAUTHORIZED = 401;
  static final int FORBIDDEN = 403;
  private static final int FIRST_FINAL = 200;

  private final HeaderList headers;
  private final String target;
  private final byte @Nullable [] body;
  private final RouteInjection injection;
  private final HeldToken token;
  private final boolean isSecretReplaced;
  private final boolean isResent;
  private boolean isRedirectJudged;

  /** For the body of the answer that the application gets. */
  private @Nullable BodyReader reader;

  /** Of a request that goes out as the application made it; null of one with a token. */
  private final @Nullable Repeat repeat;

  WireEdit(
      HeaderList headers,
      String target,
      byte @Nullable [] body,
      RouteInjection injection,
      HeldToken token,
      boolean isSecretReplaced,
      boolean isResent) {
    this.repeat = null;
    this.headers = headers;
    this.target = target;
    this.body = body;
    this.injection = injection;
    this.token = token;
    this.isSecretReplaced = isSecretReplaced;
    this.isResent = isResent;
  }

  /**
   * A request that goes out as the application made it, to be repeated when it is answered.
   *
   * @param token that the repeated one has
   */
  WireEdit(
      HeaderList headers, String target, RouteInjection injection, HeldToken token, Repeat repeat) {
    this.repeat = repeat;
    this.headers = headers;
    this.target = target;
    this.body = null;
    this.injection = injection;
    this.token = token;
    this.isSecretReplaced = false;
    this.isResent = false;
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
    byte[] edited = body;
    if (repeat == null) {
      injection.apply(token, other, edited == null ? 0 : edited.length);
    }
  }

  /** The request target; the one that was handed in if no parameter is cut. */
  public String target() {
    return target;
  }

  /** What is written in place of the body that was handed in; null if that stays. */
  public byte @Nullable [] body() {
    return body;
  }

  /**
   * The request has an answer with this status: whether its head is to be judged ({@link #judge}).
   * Called for every status, once for an answer or more often.
   */
  public boolean answered(int status) {
    Repeat shadow = repeat;
    if (shadow != null) {
      shadow.answered(status);
      return false;
    }
    if (status >= FIRST_FINAL) {
      injection.answeredWith(status);
    }
    return isRejection(status) || (isRedirect(status) && !isRedirectJudged);
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  /** 401 and 403. */
  public static boolean isRejection(int status) {
    return status == UNAUTHORIZED || status == FORBIDDEN;
  }

  /**
   * Whether {@link #judge} may return something for this status: for clients that must take the
   * answer over before its headers are there.
   */
  public boolean mayBeResentAfter(int status) {
    return mayGetFresh(status) || mayFallBack(status);
  }

  private boolean mayGetFresh(int status) {
    // A login host that refuses an assertion does not mean that it is too old.
    return status == UNAUTHORIZED && !isResent && repeat == null && !injection.isForTokenEndpoint();
  }

  private boolean mayFallBack(int status) {
    return isRejection(status) && isSecretReplaced && injection.fallsBack();
  }

  /**
   * The request got this answer: whether it may be sent once more, and how. Never waits; starts to
   * fetch a fresh token if that helps, even if only later requests. Counts and says what the answer
   * means for the mapping.
   *
   * @param status of the answer; nothing is done unless it is a 401, a 403 or a redirect
   * @param headers of the answer; read before this returns
   * @param isRepeatable whether all of the request can be sent again, its body included
   * @return null when the answer is the application's
   */
  public @Nullable Resend judge(int status, AnswerHeaders headers, boolean isRepeatable) {
    if (repeat != null || !isRejection(status)) {
      if (repeat == null && isRedirect(status) && !isRedirectJudged) {
        isRedirectJudged = true;
        injection.redirected(status, target, headers);
      }
      return null;
    }
    AnswerHead head = injection.head(status, headers);
    injection.rejected(status);
    boolean isFresh = false;
    if (mayGetFresh(status)) {
      BearerChallenge challenge = head.challenge();
      isFresh = challenge.isForBearer() && injection.refused(token, challenge);
    }
    boolean mayFallBack = mayFallBack(status);
    if (isRepeatable && (isFresh || mayFallBack)) {
      return new Resend(injection, token, isFresh, mayFallBack, head);
    }
    reader =
        injection.rejectedFor(
            token,
            head,
            isResent
                ? RejectionEnd.FINAL_AGAIN
                : isFresh ? RejectionEnd.NOT_REPEATABLE : RejectionEnd.FINAL);
    return null;
  }

  /**
   * The same for clients whose threads may wait: the fresh token, if one is hoped for, is there.
   *
   * @return null when the answer is the application's, also if the request is given up meanwhile
   */
  public @Nullable Resend awaitResend(
      int status, AnswerHeaders headers, boolean isRepeatable, GivenUp givenUp) {
    Resend resend = judge(status, headers, isRepeatable);
    if (resend == null || resend.await(givenUp)) {
      return resend;
    }
    reader = resend.reader();
    return null;
  }

  /** As {@link Resend#notSent}: the answer that was judged last is the application's. */
  public void notSent(Resend resend) {
    resend.notSent();
    reader = resend.reader();
  }

  /**
   * What is to see the body of the answer that was judged last and is the application's; null if
   * nothing is to.
   *
   * @param faults gets what goes wrong there
   */
  public @Nullable AnswerTap tap(Faults faults) {
    BodyReader made = reader;
    reader = null;
    return made == null ? null : made.tap(faults);
  }
}
