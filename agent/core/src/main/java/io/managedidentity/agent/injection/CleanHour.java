package io.managedidentity.agent.injection;

import java.util.concurrent.TimeUnit;

/**
 * Notices when the requests of a mapping have been clean for an hour: what the owner of a stored
 * secret waits for. Thread-safe; it costs a request a look at the clock, and nothing after that.
 */
final class CleanHour {
  private static final long HOUR_MILLIS = TimeUnit.HOURS.toMillis(1);

  /** The clock is read once for so many requests: it costs more than all else that is noted. */
  private static final int EVERY = 16;

  private final MappingCounters counters;
  private volatile long firstMillis;
  private volatile boolean isOver;

  /** Requests asked about; a lost one is harmless. */
  private int asked;

  CleanHour(MappingCounters counters) {
    this.counters = counters;
  }

  /** A request got its token: whether that may end the first clean hour, so the clock is read. */
  boolean isToBeAsked() {
    return !isOver && (asked++ & EVERY - 1) == 0;
  }

  /**
   * Whether a request with its token ends the first clean hour. True once.
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
