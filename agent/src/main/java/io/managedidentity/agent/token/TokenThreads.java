package io.managedidentity.agent.token;

/** The threads that fetch and refresh, as a collaborator, so that a test can be the scheduler. */
public interface TokenThreads {
  /** Runs a fetch soon, on a thread of the agent. */
  void fetch(Runnable task);

  /** Runs a short task after the delay; it starts fetches, it never fetches itself. */
  void later(Runnable task, long delayNanos);
}
