package io.managedidentity.agent.token;

import io.managedidentity.agent.clock.AgentClock;

/**
 * A clock that stands still until the test moves it; its monotonic time starts near an overflow, as
 * it may.
 */
final class ManualClock implements AgentClock {
  private static final long START = Long.MAX_VALUE - 1_000_000_000L;

  private volatile long nanos = START;
  private volatile long wallShiftMillis;

  @Override
  public long wallMillis() {
    return 1_893_456_000_000L + (nanos - START) / 1_000_000L + wallShiftMillis;
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public void sleep(long millis) {
    nanos += millis * 1_000_000L;
  }

  void advanceNanos(long by) {
    nanos += by;
  }

  void advanceSeconds(long seconds) {
    nanos += seconds * 1_000_000_000L;
  }

  /** The wall clock is set, or the machine slept and the monotonic clock with it. */
  void shiftWallSeconds(long seconds) {
    wallShiftMillis += seconds * 1000;
  }
}
