package io.managedidentity.agent.instrumentation.jetty;

import io.managedidentity.agent.injection.Continuation;
import io.managedidentity.agent.injection.Faults;
import java.util.concurrent.Executor;

/** A request that waits for a token, before its sending or after its rejection. */
abstract class Deferred extends Continuation {
  Deferred(Faults faults, Executor executor) {
    super(faults, executor);
  }

  /** The request is aborted. On the aborting thread. */
  abstract void giveUp();
}
