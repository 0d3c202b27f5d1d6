package io.managedidentity.agent.injection;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * When to speak of one lasting cause: the first time that it is met, and again with the first
 * request that meets it an hour after it was last spoken of. No thread or timer; no lock, and
 * nothing is allocated. Thread-safe.
 */
final class Reminder {
  /** {@link #met}: say nothing now. */
  static final long NOT_DUE = -1;

  private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

  /** {@link #saidAt} before it was ever spoken of. No monotonic clock comes by it in practice. */
  private static final long NEVER = Long.MIN_VALUE;

  private final LongAdder count = new LongAdder();
  private final AtomicLong saidAt = new AtomicLong(NEVER);
  private volatile long saidCount;

  /**
   * The cause is met: whether to speak of it.
   *
   * @param nowNanos monotonic time
   * @return {@link #NOT_DUE}; 0 for the first time; else how often it was met since the last time
   */
  long met(long nowNanos) {
    count.increment();
    long last = saidAt.get();
    boolean isFirst = last == NEVER;
    boolean isDue = isFirst || nowNanos - last >= HOUR_NANOS;
    if (!isDue || !saidAt.compareAndSet(last, nowNanos)) {
      return NOT_DUE;
    }
    long before = saidCount;
    long now = count.sum();
    saidCount = now;
    return isFirst ? 0 : Math.max(1, now - before);
  }
}
