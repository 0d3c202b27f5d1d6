package io.managedidentity.agent.config;

/** Where an option may be given. */
public enum OptionReach {
  /** Agent argument, system property, environment variable or file. */
  EVERYWHERE,
  /** The file only. */
  FILE,
  /** Agent argument, system property or environment variable: it leads to the file. */
  OUTSIDE_FILE
}
