package io.managedidentity.agent.instrumentation.apacheasync4;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import org.apache.http.nio.IOControl;
import org.jspecify.annotations.Nullable;

/**
 * What is known about one exchange of the client. Holds no object of the client, beside one of
 * which it is kept. Its steps follow one another; only their threads differ.
 */
final class ExchangeState {
  /** The requests that are on the wire without an answer, oldest first; more if pipelined. */
  private final ArrayDeque<InFlightRequest> sent = new ArrayDeque<>(1);

  private WeakReference<@Nullable IOControl> connection = new WeakReference<>(null);
  private @Nullable GatheredBody body;
  private @Nullable Resend resend;
  private @Nullable HeldAnswer held;
  private @Nullable RouteInjection awaited;
  private @Nullable AnswerTap tap;
  private boolean isDecided;
  private boolean isPassed;

  /** One request as it was written. */
  private static final class InFlightRequest {
    final @Nullable WireEdit edit;

    InFlightRequest(@Nullable WireEdit edit) {
      this.edit = edit;
    }
  }

  synchronized void sent(@Nullable WireEdit edit, boolean isPipelined) {
    if (!isPipelined) {
      sent.clear();
    }
    sent.add(new InFlightRequest(edit));
  }

  /** The next request may wait for this. */
  synchronized void await(RouteInjection injection) {
    awaited = injection;
  }

  /** What the present request waited for, if it did. */
  synchronized @Nullable RouteInjection takeAwaited() {
    RouteInjection known = awaited;
    awaited = null;
    return known;
  }

  /** Of the present request; null if the client writes it by itself. */
  synchronized void body(@Nullable GatheredBody gathered) {
    body = gathered;
  }

  synchronized @Nullable GatheredBody body() {
    return body;
  }

  /** What the present request is written to; the context of an exchange may be another's too. */
  synchronized void over(@Nullable Object newConnection) {
    connection =
        new WeakReference<>(newConnection instanceof IOControl ? (IOControl) newConnection : null);
  }

  synchronized @Nullable IOControl connection() {
    return connection.get();
  }

  /** The edit of the oldest request without an answer, which now has one. */
  synchronized @Nullable WireEdit answered() {
    tap = null;
    InFlightRequest oldest = sent.poll();
    return oldest == null ? null : oldest.edit;
  }

  /** Sees the body of the present answer; null if nothing does. */
  synchronized void tap(@Nullable AnswerTap ofAnswer) {
    tap = ofAnswer;
  }

  synchronized @Nullable AnswerTap tap() {
    return tap;
  }

  synchronized void hold(@Nullable HeldAnswer answer) {
    held = answer;
  }

  synchronized @Nullable HeldAnswer held() {
    return held;
  }

  /**
   * Decides about the current answer.
   *
   * @param again null if it goes to the application
   */
  synchronized void decide(@Nullable Resend again) {
    resend = again;
    isDecided = true;
  }

  synchronized boolean isDecided() {
    return isDecided;
  }

  /** Whether the request is sent again; then the next answer must be decided. */
  synchronized boolean takeDecision() {
    boolean was = isDecided && resend != null;
    isDecided = false;
    return was;
  }

  synchronized void resend(@Nullable Resend resend) {
    this.resend = resend;
  }

  synchronized @Nullable Resend resend() {
    return resend;
  }

  /** Its wait is over: it goes to a connection with what there is. */
  synchronized void pass() {
    isPassed = true;
  }

  /** Whether it has waited; true once. */
  synchronized boolean takePass() {
    boolean was = isPassed;
    isPassed = false;
    return was;
  }
}
