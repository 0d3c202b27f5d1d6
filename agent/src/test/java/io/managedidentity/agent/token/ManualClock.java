package io.managedidentity.agent.token;

import io.managedidentity.agent.clock.AgentClock;

/**
 * A clock that stands still until the test moves it; its monotonic time starts near an overflow, as
 * it may.
 */
final class ManualClock implements AgentClock {
  private volatile long nanos = Long.MAX_VALUE - 1_000_000_000L;

  @Override
  public long wallMillis() {
    return 1_893_456_000_000L;
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public void sleep(long millis) {
    nanos += millis * 1_000_000L;
  }

  void advanceSeconds(long seconds) {
    nanos += seconds * 1_000_000_000L;
  }
}
