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

  /** Requests that are left out and never written must not count for long. */
  private static final int MOST_OWED = 64;

  private final int percent;
  private final AtomicInteger position = new AtomicInteger();
  private final AtomicInteger owed = new AtomicInteger();

  Share(int percent) {
    this.percent = percent;
  }

  boolean takesNext() {
    return percent >= ALL || (!isOwed() && next() < percent);
  }

  /**
   * The same for a request about which is asked again when it is written, if it is not taken: it is
   * not taken then either.
   */
  boolean takesNextOrOwes() {
    boolean takes = percent >= ALL || next() < percent;
    if (!takes && owed.get() < MOST_OWED) {
      owed.incrementAndGet();
    }
    return takes;
  }

  private boolean isOwed() {
    int left = owed.get();
    while (left > 0) {
      if (owed.compareAndSet(left, left - 1)) {
        return true;
      }
      left = owed.get();
    }
    return false;
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
