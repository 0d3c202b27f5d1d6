package io.managedidentity.agent.token;

/** A task that was scheduled. */
public interface Scheduled {
  /** Cancels the task, if it has not started yet. */
  void cancel();
}
