package io.managedidentity.agent.instrumentation.jetty;

import io.managedidentity.agent.injection.Continuation;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** A rejected request whose fresh token is not there yet. */
final class DecisionWait extends Continuation {
  private final Decision decision;

  DecisionWait(JettyHook hook, Executor executor, Decision decision) {
    super(hook, executor);
    this.decision = decision;
  }

  @Override
  protected void goOn() {
    decision.decide();
  }

  /** The application gets the answer that is there, whatever happens. */
  @Override
  protected void abandoned(RejectedExecutionException e) {
    decision.decide();
  }
}
