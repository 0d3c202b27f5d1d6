package io.managedidentity.agent.token;

/** A task that was scheduled. */
public interface Scheduled {
  /** Lets go of the task, if it has not begun yet. */
  void cancel();
}
