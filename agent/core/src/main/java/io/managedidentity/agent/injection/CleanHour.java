package io.managedidentity.agent.injection;

import java.util.concurrent.TimeUnit;

/**
 * Notices when the requests of a mapping have been clean for an hour: what the owner of a stored
 * secret waits for. Thread-safe; it costs a request a look at the clock, and nothing after that.
 */
final class CleanHour {
  private static final long HOUR_MILLIS = TimeUnit.HOURS.toMillis(1);

  private final MappingCounters counters;
  private volatile long firstMillis;
  private volatile boolean isOver;

  CleanHour(MappingCounters counters) {
    this.counters = counters;
  }

  /**
   * A request got its token: whether that ends the first clean hour. True once.
   *
   * @param nowMillis wall clock
   */
  boolean endsNow(long nowMillis) {
    if (isOver) {
      return false;
    }
    if (firstMillis == 0) {
      firstMillis = nowMillis;
    }
    if (nowMillis - Math.max(firstMillis, counters.leakedAtMillis()) < HOUR_MILLIS) {
      return false;
    }
    synchronized (this) {
      boolean isFirst = !isOver;
      isOver = true;
      return isFirst;
    }
  }
}
