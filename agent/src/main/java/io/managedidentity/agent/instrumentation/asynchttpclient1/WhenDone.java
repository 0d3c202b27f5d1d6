package io.managedidentity.agent.instrumentation.asynchttpclient1;

import com.ning.http.client.providers.netty.request.timeout.TimeoutsHolder;
import io.managedidentity.agent.injection.Continuation;
import java.lang.ref.WeakReference;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Ends a wait with its future: cancelled, timed out, failed. The application may keep the future
 * for long, which must not keep the connection; while the wait lasts, the token's waiters hold it.
 */
final class WhenDone implements Runnable, Executor {
  private final WeakReference<Continuation> wait;
  private final @Nullable TimeoutsHolder timeouts;

  /**
   * @param timeouts of the wait, which go on when the request is written: its time began before
   */
  WhenDone(Continuation wait, @Nullable TimeoutsHolder timeouts) {
    this.wait = new WeakReference<>(wait);
    this.timeouts = timeouts;
  }

  /** At once, on the thread that ends the future. */
  @Override
  public void execute(Runnable task) {
    task.run();
  }

  @Override
  public void run() {
    if (timeouts != null) {
      timeouts.cancel();
    }
    Continuation ended = wait.get();
    if (ended != null) {
      ended.cancel();
    }
  }
}
