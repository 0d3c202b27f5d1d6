package io.managedidentity.agent.instrumentation.jetty;

import java.lang.reflect.InvocationTargetException;

/** A request whose token is not there yet. Its timeouts go on. */
final class Waiting implements Runnable {
  private final JettyHook hook;
  private final Sending sending;

  Waiting(JettyHook hook, Sending sending) {
    this.hook = hook;
    this.sending = sending;
  }

  /** The token is there, or will not be: goes on, on a thread of the client. */
  @Override
  public void run() {
    try {
      sending
          .executor()
          .execute(
              new Runnable() {
                @Override
                public void run() {
                  goOn();
                }
              });
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      hook.failed(e);
      goOn(); // the client's executor takes nothing any more
    }
  }

  private void goOn() {
    try {
      if (sending.isAlive()) {
        hook.pass(sending.request());
        sending.send();
      }
    } catch (InvocationTargetException e) {
      abort(e.getCause() == null ? e : e.getCause());
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      hook.failed(e);
      abort(e);
    }
  }

  private void abort(Throwable cause) {
    try {
      sending.abort(cause);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      hook.failed(e);
    }
  }
}
