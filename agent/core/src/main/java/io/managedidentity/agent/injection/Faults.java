package io.managedidentity.agent.injection;

/** Takes failures of the agent that happen outside woven calls. Thread-safe. */
public interface Faults {
  /** The failure is counted, and logged once. Never throws. */
  void failed(Throwable e);
}
