package io.managedidentity.agent.injection;

import java.util.concurrent.TimeUnit;

/**
 * Notices when the requests of a mapping have been clean for an hour: what the owner of a stored
 * secret waits for. Thread-safe; it costs a request a look at the clock, and nothing after that.
 */
final class CleanHour {
  private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

  private final MappingCounters counters;
  private volatile long sinceNanos;
  private volatile boolean isStarted;
  private volatile boolean isOver;

  CleanHour(MappingCounters counters) {
    this.counters = counters;
  }

  /** A request got its token: whether that ends the first clean hour. True once. */
  boolean endsNow(long nowNanos) {
    if (isOver) {
      return false;
    }
    if (!isStarted) {
      sinceNanos = nowNanos;
      isStarted = true;
      return false;
    }
    if (nowNanos - sinceNanos < HOUR_NANOS || !counters.isClean()) {
      return false;
    }
    synchronized (this) {
      boolean isFirst = !isOver;
      isOver = true;
      return isFirst;
    }
  }
}
