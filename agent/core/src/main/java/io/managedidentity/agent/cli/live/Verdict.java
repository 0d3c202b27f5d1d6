package io.managedidentity.agent.cli.live;

/** What is known of a mapping or a place after it was tried; a later one is the worse. */
public enum Verdict {
  WORKS("works"),
  /** Not tried, or the answer says neither yes nor no. */
  IN_DOUBT("in-doubt"),
  FAILS("fails");

  private final String label;

  Verdict(String label) {
    this.label = label;
  }

  /** A stable word for JSON. */
  public String label() {
    return label;
  }

  Verdict or(Verdict other) {
    return compareTo(other) < 0 ? other : this;
  }
}
