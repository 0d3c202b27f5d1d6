package io.managedidentity.agent.instrumentation.wire;

import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.instrumentation.HeldAnswer;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The answer that rejects a request, held back until it is known whether the request is sent once
 * more, and then kept until that has an answer of its own.
 */
final class Rejection<M> {
  final Resend resend;

  /** That it came over. */
  final Wire<M> wire;

  final Queue<M> parts = new ArrayDeque<>();
  private boolean isTokenKnown;
  private volatile boolean isComplete;
  private int bytes;

  Rejection(Resend resend, Wire<M> wire) {
    this.resend = resend;
    this.wire = wire;
  }

  /** The wait for a fresh token is over, with or without one. */
  void setTokenKnown() {
    isTokenKnown = true;
  }

  /**
   * @param length of the body's bytes in this part
   */
  void add(M part, int length, boolean isLast) {
    parts.add(part);
    bytes += length;
    isComplete |= isLast;
  }

  boolean isComplete() {
    return isComplete;
  }

  /** Whether nothing is left to wait for. */
  boolean isReady() {
    return isTokenKnown && isComplete;
  }

  /** A longer one goes to the application at once. */
  boolean isTooLarge() {
    return bytes > HeldAnswer.MOST_BYTES;
  }
}
