package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.managedidentity.agent.injection.Continuation;
import java.lang.ref.WeakReference;
import java.util.concurrent.Executor;
import org.asynchttpclient.netty.NettyResponseFuture;

/**
 * Ends a wait with its future: cancelled, timed out, failed. The application may keep the future
 * for long, which must not keep the connection; while the wait lasts, the token's waiters hold it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // listeners are told
final class WhenDone implements Runnable, Executor {
  private final WeakReference<Continuation> wait;

  private WhenDone(Continuation wait) {
    this.wait = new WeakReference<>(wait);
  }

  static void cancel(Continuation wait, NettyResponseFuture<?> future) {
    WhenDone listener = new WhenDone(wait);
    future.addListener(listener, listener);
  }

  /** At once, on the thread that ends the future. */
  @Override
  public void execute(Runnable task) {
    task.run();
  }

  @Override
  public void run() {
    Continuation ended = wait.get();
    if (ended != null) {
      ended.cancel();
    }
  }
}
