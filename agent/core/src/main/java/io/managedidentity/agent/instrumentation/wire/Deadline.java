package io.managedidentity.agent.instrumentation.wire;

import java.util.concurrent.TimeUnit;

/** The client's own time limit for its request, from now on. */
final class Deadline {
  /** The longest that is nanoseconds, too. */
  private static final long NEVER = TimeUnit.NANOSECONDS.toMillis(Long.MAX_VALUE);

  final long mostMillis;
  private final long begin = System.nanoTime();

  /**
   * @param millis 0 for no end
   */
  Deadline(long millis) {
    this.mostMillis = millis == 0 ? NEVER : millis;
  }

  boolean isOver() {
    return System.nanoTime() - begin >= TimeUnit.MILLISECONDS.toNanos(mostMillis);
  }
}
