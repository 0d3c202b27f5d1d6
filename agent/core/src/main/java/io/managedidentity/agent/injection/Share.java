package io.managedidentity.agent.injection;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which requests of a mapping are treated where only a share of them is: of any hundred in a row as
 * many as the mapping says, spread evenly. Decided once for a request, with its match. Thread-safe.
 */
final class Share {
  static final int ALL = 100;

  /**
   * Has no divisor in common with 100, so that a hundred steps meet each number once; and a client
   * that asks twice for each request gets each answer as often.
   */
  private static final int STEP = 61;

  private final int percent;
  private final AtomicInteger position = new AtomicInteger();

  Share(int percent) {
    this.percent = percent;
  }

  boolean takesNext() {
    return percent >= ALL || next() < percent;
  }

  private int next() {
    int at;
    int next;
    do {
      at = position.get();
      next = (at + STEP) % ALL;
    } while (!position.compareAndSet(at, next));
    return at;
  }
}
