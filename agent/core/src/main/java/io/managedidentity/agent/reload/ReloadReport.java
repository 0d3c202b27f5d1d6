package io.managedidentity.agent.reload;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The result of reading the configuration again; getters, since JMX shows it. Immutable. */
public final class ReloadReport {
  private final boolean isAccepted;
  private final String message;
  private final List<String> problems;

  public ReloadReport(boolean isAccepted, String message, List<String> problems) {
    this.isAccepted = isAccepted;
    this.message = message;
    this.problems = Collections.unmodifiableList(new ArrayList<>(problems));
  }

  /** Whether it is in use now; else the version before it still is. */
  public boolean isAccepted() {
    return isAccepted;
  }

  /** What changed, or why it is not taken over. */
  public String getMessage() {
    return message;
  }

  /** All problems of a version that is not taken over. */
  public List<String> getProblems() {
    return problems;
  }
}
