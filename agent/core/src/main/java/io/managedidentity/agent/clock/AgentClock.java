package io.managedidentity.agent.clock;

/**
 * What the agent needs of time. Deadlines are kept on {@link #nanoTime()}, which no clock change
 * moves.
 */
public interface AgentClock {
  /** Wall clock, milliseconds since 1970-01-01T00:00:00Z. */
  long wallMillis();

  /** Monotonic time in nanoseconds, as {@link System#nanoTime()}. Compare by difference only. */
  long nanoTime();

  /** Waits; both clocks advance by that much. */
  void sleep(long millis) throws InterruptedException;

  /** The clock of the machine. */
  AgentClock SYSTEM =
      new AgentClock() {
        @Override
        public long wallMillis() {
          return System.currentTimeMillis();
        }

        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void sleep(long millis) throws InterruptedException {
          Thread.sleep(millis);
        }
      };
}
