package io.managedidentity.agent.identity;

import io.managedidentity.agent.clock.AgentClock;
import java.util.ArrayList;
import java.util.List;

/** Time that stands still until someone sleeps. */
final class FakeClock implements AgentClock {
  private final long startMillis;
  private final List<Long> sleeps = new ArrayList<>();
  private long passedMillis;

  FakeClock(long startMillis) {
    this.startMillis = startMillis;
  }

  @Override
  public synchronized long wallMillis() {
    return startMillis + passedMillis;
  }

  @Override
  public synchronized long nanoTime() {
    return passedMillis * 1_000_000;
  }

  @Override
  public synchronized void sleep(long millis) {
    sleeps.add(millis);
    passedMillis += millis;
  }

  synchronized void pass(long millis) {
    passedMillis += millis;
  }

  synchronized List<Long> sleeps() {
    return List.copyOf(sleeps);
  }
}
