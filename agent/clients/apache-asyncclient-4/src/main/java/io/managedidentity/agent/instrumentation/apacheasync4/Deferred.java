package io.managedidentity.agent.instrumentation.apacheasync4;

import io.managedidentity.agent.injection.Continuation;
import io.managedidentity.agent.injection.Faults;
import java.util.concurrent.Executor;

/**
 * Goes on on the courier's thread, which stands for the one that the request came from: what has no
 * connection has no thread of the client's either. A request is started on the thread of its
 * caller, up to and with the resolver of names; from the connection on, all happens on the I/O
 * reactor as ever.
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
