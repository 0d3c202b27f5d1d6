package io.managedidentity.agent.injection;

/** Takes failures of the agent that happen where no woven call stands above. Thread-safe. */
public interface Faults {
  /** The failure is counted, and said once. Never throws. */
  void failed(Throwable e);
}
