package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.injection.Resend;

/**
 * A rejection whose request is sent once more: the application gets it if that has no answer.
 * Immutable.
 *
 * @param <A> the answer as the client can be given it again
 */
public final class Rejection<A> {
  private final Resend resend;
  private final A answer;

  public Rejection(Resend resend, A answer) {
    this.resend = resend;
    this.answer = answer;
  }

  /** For the application, since the resend has failed. */
  public A deliver() {
    resend.failed();
    return answer;
  }
}
