package io.managedidentity.agent.discovery;

import io.managedidentity.agent.clock.AgentClock;

/** A clock that a test sets. */
final class SetClock implements AgentClock {
  private volatile long millis = 1_893_456_000_000L;

  void advanceSeconds(long seconds) {
    millis += seconds * 1000;
  }

  @Override
  public long wallMillis() {
    return millis;
  }

  @Override
  public long nanoTime() {
    return millis * 1_000_000;
  }

  @Override
  public void sleep(long forMillis) {
    millis += forMillis;
  }
}
