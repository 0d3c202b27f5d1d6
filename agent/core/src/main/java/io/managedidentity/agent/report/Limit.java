package io.managedidentity.agent.report;

/** What a record does not hold, by its lines {@code limit}. */
enum Limit {
  OFF(
      "off",
      " time",
      " times",
      "The agent or its discovery was switched off while the application ran, and what was sent"
          + " meanwhile is not recorded",
      "Make the statement from records of processes in which it stayed on."),
  CLIENTS(
      "clients",
      " client",
      " clients",
      "There are clients that the agent does not cover, and their requests are not recorded",
      "status PID names them. Use covered ones, or show by the server's log that these send no"
          + " stored secret."),
  RUNS(
      "runs",
      " process",
      " processes",
      "Lines of earlier processes were dropped when a file grew too long",
      "Make the statement from records that begin later, and collect the files before they have"
          + " 8 MiB."),
  FAULTS(
      "faults",
      " request",
      " requests",
      "A fault of the agent kept it from looking at requests",
      "Its log names the fault. Make the statement from records of a version without it."),

  /** Not of a record: what the reader leaves out. */
  LINES(
      "lines",
      " process",
      " processes",
      "There are more lines than a recorder writes, and not all were read",
      "Collect the files again from where they were written."),

  /** All others, also those of a later version. */
  FULL(
      "",
      "",
      "",
      "Records do not hold everything",
      "What is missing can be a request to it. Make the statement of another record, or show it by"
          + " the server's log.");

  private final String label;
  private final String one;
  private final String several;

  /** A sentence without its end. */
  final String what;

  final String todo;

  Limit(String label, String one, String several, String what, String todo) {
    this.label = label;
    this.one = one;
    this.several = several;
    this.what = what;
    this.todo = todo;
  }

  /**
   * @param label as the record has it
   */
  static Limit of(String label) {
    for (Limit limit : values()) {
      if (limit != FULL && limit.label.equals(label)) {
        return limit;
      }
    }
    return FULL;
  }

  /** Goes into brackets after {@link #what}. */
  static String counted(String label, long dropped) {
    Limit limit = of(label);
    return dropped
        + (limit == FULL
            ? " " + label + " not recorded"
            : dropped == 1 ? limit.one : limit.several);
  }
}
