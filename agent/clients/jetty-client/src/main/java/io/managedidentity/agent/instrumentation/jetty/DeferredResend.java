package io.managedidentity.agent.instrumentation.jetty;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** A rejected request whose fresh token is not there yet. */
final class DeferredResend extends Deferred {
  private final HeldAnswer answer;

  DeferredResend(JettyHook hook, Executor executor, HeldAnswer answer) {
    super(hook, executor);
    this.answer = answer;
  }

  @Override
  protected void goOn() {
    answer.decide();
  }

  /** The application gets the existing answer, whatever happens. */
  @Override
  protected void abandoned(RejectedExecutionException e) {
    answer.decide();
  }

  @Override
  void giveUp() {
    cancel();
    answer.decide();
  }
}
