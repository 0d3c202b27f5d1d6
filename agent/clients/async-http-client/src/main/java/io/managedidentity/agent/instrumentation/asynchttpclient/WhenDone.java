package io.managedidentity.agent.instrumentation.asynchttpclient;

import java.lang.ref.WeakReference;
import java.util.concurrent.Executor;

/**
 * Ends an exchange with its future: answered, cancelled, timed out, failed. The application may
 * keep the future for a long time, which must not keep the connection alive; while a request is
 * deferred the token's waiters hold it, and while it is rejected, the hook.
 */
final class WhenDone implements Runnable, Executor {
  private final WeakReference<AsyncHttpClientWire> wire;

  private WhenDone(AsyncHttpClientWire wire) {
    this.wire = new WeakReference<>(wire);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the listener is told
  static void end(AsyncHttpClientWire wire) {
    WhenDone listener = new WhenDone(wire);
    wire.future.addListener(listener, listener);
  }

  /** At once, on the thread that ends the future. */
  @Override
  public void execute(Runnable task) {
    task.run();
  }

  @Override
  public void run() {
    AsyncHttpClientWire ended = wire.get();
    if (ended != null) {
      ended.end();
    }
  }
}
