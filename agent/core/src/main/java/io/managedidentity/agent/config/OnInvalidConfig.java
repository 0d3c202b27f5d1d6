package io.managedidentity.agent.config;

/** What happens when the configuration has a problem. */
public enum OnInvalidConfig implements Choice {
  /** The agent stays off and the application runs. */
  DISABLE("disable"),
  /** The JVM ends before {@code main} with exit code 78. */
  ABORT("abort");

  private final String label;

  OnInvalidConfig(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
