package io.managedidentity.agent.config;

/** How a line of the log looks. */
public enum LogFormat implements Choice {
  /** For people. */
  TEXT("text"),
  /** One JSON object per line. */
  JSON("json");

  private final String label;

  LogFormat(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
