package io.managedidentity.agent.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Has the agent's JMX object registered once two things have happened, in either order: the
 * configuration is in use, and somebody has made an MBean server. A program without JMX loads
 * nothing for it. Thread-safe.
 */
final class ManagementStart {
  private @Nullable Runnable registration;
  private boolean isSeen;

  /**
   * @param toRun has the object registered soon; called again with each sign of an MBean server
   */
  void configured(Runnable toRun) {
    boolean isDue;
    synchronized (this) {
      registration = toRun;
      isDue = isSeen;
    }
    if (isDue) {
      toRun.run();
    }
  }

  /** Called while a class is being loaded: it must do no more than hand over. */
  void serverSeen() {
    Runnable due;
    synchronized (this) {
      isSeen = true;
      due = registration;
    }
    if (due != null) {
      due.run();
    }
  }
}
