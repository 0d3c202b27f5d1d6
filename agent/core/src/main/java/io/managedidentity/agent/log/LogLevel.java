package io.managedidentity.agent.log;

/** Levels of the agent's log, most severe first. */
public enum LogLevel {
  /** Nothing at all. */
  OFF,
  /** Someone must act. */
  ERROR,
  /** It works, but not as configured. */
  WARN,
  /** Once at a start or a change. */
  INFO,
  /** Once per decision. */
  DEBUG,
  /** Every step, still without secrets. */
  TRACE
}
