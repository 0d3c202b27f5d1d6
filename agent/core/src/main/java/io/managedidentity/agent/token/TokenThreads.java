package io.managedidentity.agent.token;

import java.util.List;

/**
 * The threads that fetch and refresh, as a collaborator, so that a test can replace the scheduler.
 */
public interface TokenThreads {
  /**
   * Runs a fetch soon, on a thread of the agent.
   *
   * @param lane what the fetches of one endpoint share: the sources asked. Four of one lane run at
   *     once (R-CACHE), so that an endpoint that hangs does not hold up others
   */
  void fetch(List<String> lane, Runnable task);

  /**
   * Runs a short task after the delay, on the one thread that schedules: it starts fetches, and
   * never waits, reads a file, or calls what the application or its client owns.
   */
  Scheduled later(Runnable task, long delayNanos);
}
