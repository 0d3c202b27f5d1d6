package io.managedidentity.agent.instrumentation.jetty;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.RejectedExecutionException;

/**
 * A request whose token is not there yet. Its timeouts keep running, and end it through the
 * client's abort.
 */
final class DeferredSend extends Deferred {
  private final JettyHook hook;
  private final SendCall sending;

  DeferredSend(JettyHook hook, SendCall sending) {
    super(hook, sending.executor());
    this.hook = hook;
    this.sending = sending;
  }

  @Override
  protected void goOn() throws ReflectiveOperationException {
    hook.waitsNoMore(sending.request());
    if (!sending.isAlive()) {
      return;
    }
    hook.pass(sending.request());
    try {
      sending.send();
    } catch (InvocationTargetException e) { // of the client
      sending.abort(e.getCause() == null ? e : e.getCause());
    }
  }

  /**
   * A client that is stopped has aborted the request; one whose executor is full would have sent it
   * without asking that.
   */
  @Override
  protected void abandoned(RejectedExecutionException e) {
    try {
      goOn();
    } catch (ReflectiveOperationException | RuntimeException | LinkageError fault) {
      hook.failed(fault);
      failed(fault);
    }
  }

  @Override
  protected void failed(Throwable e) {
    try {
      sending.abort(e);
    } catch (ReflectiveOperationException fault) {
      hook.failed(fault);
    }
  }

  @Override
  void giveUp() {
    cancel();
  }
}
