package io.managedidentity.agent.instrumentation.apacheasync4;

import io.managedidentity.agent.injection.Continuation;
import io.managedidentity.agent.injection.Faults;
import java.util.concurrent.Executor;

/**
 * Continues on the courier's thread, which stands in for the one that the request came from:
 * without a connection there is no client thread either. A request starts on its caller's thread,
 * up to and including the name resolver; from the connection on, everything happens on the I/O
 * reactor as usual.
 */
abstract class Deferred extends Continuation {
  private static final Executor COURIER =
      new Executor() {
        @Override
        public void execute(Runnable task) {
          task.run();
        }
      };

  Deferred(Faults faults) {
    super(faults, COURIER);
  }
}
