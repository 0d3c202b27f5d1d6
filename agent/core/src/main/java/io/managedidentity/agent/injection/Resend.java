package io.managedidentity.agent.injection;

import io.managedidentity.agent.token.GivenUp;
import io.managedidentity.agent.token.HeldToken;
import org.jspecify.annotations.Nullable;

/**
 * A rejected request that may be sent once more: with a fresh token, or, if the mapping says {@code
 * fallbackOnRejection}, as the application made it. For one request; not thread-safe, except for
 * handing it from one thread to another.
 *
 * <p>Blocking clients call {@link #await}; asynchronous ones {@link #defer} and, when resumed or if
 * it returns false, {@link #isWorthwhile}. If that is true, the request goes through the client's
 * own way of sending again, and the woven method that writes it hands this to {@link
 * RouteInjection#edit}. If it turns out that it cannot be sent, and the application gets the
 * rejection after all, {@link #notSent} says so.
 */
public final class Resend {
  private final RouteInjection injection;
  private final HeldToken refused;
  private final boolean isFreshHoped;
  private final boolean mayFallBack;
  private final AnswerHead head;
  private boolean isDecided;
  private boolean isFresh;
  private boolean isSaid;
  private @Nullable BodyReader reader;

  Resend(
      RouteInjection injection,
      HeldToken refused,
      boolean isFreshHoped,
      boolean mayFallBack,
      AnswerHead head) {
    this.injection = injection;
    this.refused = refused;
    this.isFreshHoped = isFreshHoped;
    this.mayFallBack = mayFallBack;
    this.head = head;
  }

  /**
   * Waits for the fresh token, {@code token.firstTokenWait} at most, or until the request is given
   * up.
   *
   * @return whether to send again
   */
  public boolean await(GivenUp givenUp) {
    if (isFreshHoped) {
      injection.recordWait();
      try {
        injection.handle().awaitOtherThan(refused, injection.waitMillis(), givenUp);
        if (givenUp.isGivenUp()) {
          return false;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // the application's own business; it gets the answer
        return false;
      }
    }
    return isWorthwhile();
  }

  /**
   * For callers that must not wait.
   *
   * @param continuation goes on when {@link #isWorthwhile} can be asked
   * @return false when it can be asked at once; {@code continuation} is not used then
   */
  public boolean defer(Continuation continuation) {
    return defer(continuation, injection.waitMillis());
  }

  /**
   * The same for clients that end their request after a time of their own.
   *
   * @param mostMillis the wait ends after that time at the latest
   */
  public boolean defer(Continuation continuation, long mostMillis) {
    long millis = Math.min(injection.waitMillis(), mostMillis);
    if (!isFreshHoped) {
      return false;
    }
    injection.recordWait();
    return injection.handle().deferOtherThan(refused, millis, continuation)
        || injection.recordNoWait();
  }

  /** Whether to send again, judged by what is there now; never waits. The first result stands. */
  public boolean isWorthwhile() {
    if (!isDecided) {
      isDecided = true;
      isFresh = isFreshHoped && injection.handle().hasOtherThan(refused);
      if (!isFresh && !mayFallBack) {
        say(RejectionEnd.NO_OTHER_TOKEN);
      }
    }
    return isFresh || mayFallBack;
  }

  /** The request is written once more: said and counted here, since much can come between. */
  void sending() {
    if (!isFresh) {
      say(RejectionEnd.FELL_BACK);
    } else if (takeWord()) {
      injection.resending(head.status());
    }
  }

  /** It is written once more, but its fresh token is gone by now, which was said. */
  void sendingWithout() {
    takeWord();
  }

  /**
   * The request is not sent once more after all, and the application gets the rejection: it is too
   * long to be kept, say. Does nothing if what became of it was said. Not for a request that the
   * application has ended.
   */
  public void notSent() {
    say(RejectionEnd.NOT_SENT);
  }

  /** Whether nothing else was said before. */
  private boolean say(RejectionEnd end) {
    boolean isFirst = takeWord();
    if (isFirst) {
      reader = injection.rejectedFor(refused, head, end);
    }
    return isFirst;
  }

  /** Whether nothing was said yet: its connection may end while it is written. */
  private synchronized boolean takeWord() {
    boolean isFirst = !isSaid;
    isSaid = true;
    return isFirst;
  }

  /** Of the body of the rejection; null if nothing is to read it. */
  @Nullable BodyReader reader() {
    return reader;
  }

  /** As {@link WireEdit#tap}, of a rejection that the application gets after all. */
  public @Nullable AnswerTap tap(Faults faults) {
    BodyReader made = reader;
    reader = null;
    return made == null ? null : made.tap(faults);
  }

  /** Whether this mapping is the one that the first sending was decided by. */
  public boolean isFor(RouteInjection now) {
    return injection.isSame(now);
  }

  /** Of the request, if it is recorded; its wait is part of it. */
  @Nullable RequestRecord record() {
    return injection.record();
  }

  /** Whether it goes with a fresh token, not as the application made it. */
  boolean isFresh() {
    return isFresh;
  }

  /**
   * The resend has failed, before it was written or after: the application gets the first answer.
   */
  public void failed() {
    if (!say(RejectionEnd.NOT_SENT)) {
      injection.resendFailed(head.status());
    }
  }
}
