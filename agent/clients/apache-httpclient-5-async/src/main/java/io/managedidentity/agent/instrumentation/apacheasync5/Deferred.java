package io.managedidentity.agent.instrumentation.apacheasync5;

import io.managedidentity.agent.injection.Continuation;
import io.managedidentity.agent.injection.Faults;
import java.net.SocketTimeoutException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A request that waits before the client has a connection for it, or between two sendings. It
 * continues, or is cancelled, once.
 *
 * <p>At that point the client has no thread of its own that could continue: a request starts on its
 * caller's thread, up to and including the name resolver. So the courier continues in place of that
 * thread; from the connection on, everything happens on the I/O reactor as usual. Waiting on the
 * connection instead would hold one of the pool's, which the server may close, and over HTTP/2 hold
 * up the streams behind it.
 */
abstract class Deferred extends Continuation {
  private static final Executor COURIER =
      new Executor() {
        @Override
        public void execute(Runnable task) {
          task.run();
        }
      };

  private final long begin = System.nanoTime();
  private final @Nullable Timeout timeout;
  private boolean isClaimed;

  /**
   * @param timeout the client's own, for an answer
   */
  Deferred(Faults faults, @Nullable Timeout timeout) {
    super(faults, COURIER);
    this.timeout = timeout;
  }

  /** Continues, or fails as the client does. Throws none of the client's exceptions. */
  abstract void proceed();

  /** The application gave the request up: fails as the client does for that. */
  abstract void giveUp();

  static @Nullable Timeout timeoutOf(@Nullable RequestConfig config) {
    return config == null ? null : config.getResponseTimeout();
  }

  long mostMillis() {
    return timeout == null || timeout.isDisabled() ? Long.MAX_VALUE : timeout.toMilliseconds();
  }

  /** What the client fails with when its time is up, or null before that. */
  @Nullable SocketTimeoutException timedOut() {
    long most = TimeUnit.MILLISECONDS.toNanos(mostMillis());
    return System.nanoTime() - begin < most
        ? null
        : new SocketTimeoutException(String.valueOf(timeout));
  }

  /** False if it was cancelled, or has already continued. */
  final synchronized boolean claim() {
    boolean was = isClaimed;
    isClaimed = true;
    return !was;
  }

  /**
   * Ends with the call, unless it has already continued and the call has something else to cancel.
   */
  final synchronized void endWith(CancellableDependency call) {
    if (!isClaimed) {
      call.setDependency(
          new Cancellable() {
            @Override
            public boolean cancel() {
              return giveUpNow();
            }
          });
    }
  }

  private boolean giveUpNow() {
    boolean isWaiting = claim();
    if (isWaiting) {
      cancel();
      giveUp();
    }
    return isWaiting;
  }

  @Override
  protected final void goOn() {
    if (claim()) {
      proceed();
    }
  }

  /** What an error is to the client. */
  static Exception asException(Throwable e) {
    return e instanceof Exception ? (Exception) e : new IllegalStateException(e);
  }
}
