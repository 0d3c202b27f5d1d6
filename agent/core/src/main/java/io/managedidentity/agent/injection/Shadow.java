package io.managedidentity.agent.injection;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Which requests of a mapping in mode shadow are repeated: one of a hundred in a row at most, and
 * ten in a minute. Thread-safe.
 */
final class Shadow {
  private static final int ONE_OF = 100;
  private static final int MOST_PER_MINUTE = 10;
  private static final long MINUTE_NANOS = 60_000_000_000L;

  private final Repeats repeats;
  private final AtomicLong requests = new AtomicLong();

  /** Number of the first request that may be repeated. */
  private volatile long nextAt = 1;

  /** When the last ones were; the oldest place is used next. */
  private final long[] times = new long[MOST_PER_MINUTE];

  private int taken;

  Shadow(Repeats repeats) {
    this.repeats = repeats;
  }

  Repeats repeats() {
    return repeats;
  }

  /** Counts a request that could be repeated, and returns whether one is due. */
  boolean isDue(String method) {
    return RouteInjection.isRead(method) && requests.incrementAndGet() >= nextAt;
  }

  /** Whether this one is to be repeated; in any case the next is due after a hundred others. */
  synchronized boolean take(long nowNanos) {
    long number = requests.get();
    if (number < nextAt) {
      return false;
    }
    nextAt = number + ONE_OF;
    int place = taken % MOST_PER_MINUTE;
    if (taken >= MOST_PER_MINUTE && nowNanos - times[place] < MINUTE_NANOS) {
      return false;
    }
    times[place] = nowNanos;
    taken++;
    return true;
  }
}
