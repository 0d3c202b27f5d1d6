package io.managedidentity.agent.identity;

/** Whether an identity source is present on this host, and why. Immutable. */
public final class Detection {
  private final boolean present;
  private final String reason;

  private Detection(boolean present, String reason) {
    this.present = present;
    this.reason = reason;
  }

  static Detection present(String reason) {
    return new Detection(true, reason);
  }

  static Detection absent(String reason) {
    return new Detection(false, reason);
  }

  /** Present when all the variables have a value. */
  static Detection byVariables(SourceHost host, String... names) {
    StringBuilder set = new StringBuilder();
    StringBuilder missing = new StringBuilder();
    for (String name : names) {
      StringBuilder list = host.has(name) ? set : missing;
      list.append(list.length() == 0 ? "" : ", ").append(name);
    }
    return missing.length() == 0
        ? present(set + (names.length == 1 ? " is set" : " are set"))
        : absent("not set: " + missing);
  }

  public boolean isPresent() {
    return present;
  }

  /** Names of variables or files that decided, never a value. */
  public String reason() {
    return reason;
  }

  @Override
  public String toString() {
    return (present ? "present: " : "absent: ") + reason;
  }
}
