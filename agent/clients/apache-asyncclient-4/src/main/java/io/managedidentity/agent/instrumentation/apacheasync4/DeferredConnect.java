package io.managedidentity.agent.instrumentation.apacheasync4;

import io.managedidentity.agent.injection.Faults;
import java.net.SocketTimeoutException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that waits before it asks the pool for a connection. From 4.1 on it takes the place
 * of the pool's future, so that it ends if the client cancels that; 4.0 cancels none.
 */
abstract class DeferredConnect extends Deferred implements Future<Object> {
  private final long begin = System.nanoTime();
  private final int timeoutMillis;
  private boolean isOver;

  DeferredConnect(Faults faults, int timeoutMillis) {
    super(faults);
    this.timeoutMillis = timeoutMillis;
  }

  /** The client's own time for an answer; 0 or less for none. */
  static int timeoutOf(@Nullable Object context) {
    Object config =
        context instanceof HttpContext
            ? ((HttpContext) context).getAttribute("http.request-config")
            : null;
    return config instanceof RequestConfig ? ((RequestConfig) config).getSocketTimeout() : 0;
  }

  /** Continues, or fails as the client does. Throws none of the client's exceptions. */
  abstract void proceed();

  long mostMillis() {
    return timeoutMillis <= 0 ? Long.MAX_VALUE : timeoutMillis;
  }

  @Nullable SocketTimeoutException timedOut() {
    return System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(mostMillis())
        ? null
        : new SocketTimeoutException(timeoutMillis + " milliseconds timeout");
  }

  @SuppressWarnings("unchecked")
  final synchronized void endWith(@Nullable Object connectionFuture) {
    if (!isOver && connectionFuture instanceof AtomicReference) {
      ((AtomicReference<Object>) connectionFuture).set(this);
    }
  }

  private synchronized boolean claim() {
    boolean was = isOver;
    isOver = true;
    return !was;
  }

  @Override
  protected final void goOn() {
    if (claim()) {
      proceed();
    }
  }

  @Override
  public final boolean cancel(boolean mayInterrupt) {
    boolean isWaiting = claim();
    cancel();
    return isWaiting;
  }

  @Override
  public final synchronized boolean isCancelled() {
    return isOver;
  }

  @Override
  public final synchronized boolean isDone() {
    return isOver;
  }

  @Override
  public final @Nullable Object get() {
    return null; // the client only cancels it
  }

  @Override
  public final @Nullable Object get(long timeout, TimeUnit unit) {
    return null;
  }
}
