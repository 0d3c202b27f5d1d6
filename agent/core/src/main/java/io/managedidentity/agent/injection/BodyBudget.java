package io.managedidentity.agent.injection;

import java.util.concurrent.TimeUnit;

/**
 * How many bodies of refused answers are looked at: a few an hour, since a service that refuses all
 * requests says the same each time. Thread-safe.
 */
final class BodyBudget {
  static final int MOST_AN_HOUR = 16;
  private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

  private long begin;
  private int taken;

  /**
   * @param nowNanos monotonic time
   * @return whether there is one left, which is taken
   */
  synchronized boolean take(long nowNanos) {
    if (!isLeft(nowNanos)) {
      return false;
    }
    taken++;
    return true;
  }

  /**
   * @param nowNanos monotonic time
   */
  synchronized boolean isLeft(long nowNanos) {
    if (taken == 0 || nowNanos - begin >= HOUR_NANOS) {
      begin = nowNanos;
      taken = 0;
    }
    return taken < MOST_AN_HOUR;
  }
}
