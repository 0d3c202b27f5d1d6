package io.managedidentity.agent.config;

/** Something in the configuration that cannot be used. Immutable. */
public final class ConfigProblem {
  private final String place;
  private final int line;
  private final int column;
  private final String pointer;
  private final String what;
  private final String advice;
  private final String known;

  ConfigProblem(String place, int line, int column, String pointer, String what, String advice) {
    this(place, line, column, pointer, what, advice, "");
  }

  /**
   * @param known keys that are known at this place, if that is the advice; else empty
   */
  ConfigProblem(
      String place,
      int line,
      int column,
      String pointer,
      String what,
      String advice,
      String known) {
    this.place = place;
    this.line = line;
    this.column = column;
    this.pointer = pointer;
    this.what = what;
    this.advice = advice;
    this.known = known;
  }

  String known() {
    return known;
  }

  /** With the known keys, or after a problem that has them. */
  ConfigProblem withAdvice(boolean isFirst) {
    String keys = "Known keys: " + known + ".";
    String rest = advice.isEmpty() ? "Remove it; the known keys are in an earlier line." : advice;
    return new ConfigProblem(
        place, line, column, pointer, what, isFirst ? advice + keys : rest.trim());
  }

  /** The file's name, or the channel, such as {@code environment variable X}. */
  public String place() {
    return place;
  }

  /** Line in the file, from 1; 0 for another channel. */
  public int line() {
    return line;
  }

  /** Column in the file, from 1; 0 for another channel. */
  public int column() {
    return column;
  }

  /** JSON pointer into the file, {@code /} for the whole; empty for another channel. */
  public String pointer() {
    return pointer;
  }

  /** What is wrong, without a full stop. */
  public String what() {
    return what;
  }

  /** What to do: whole sentences. */
  public String advice() {
    return advice;
  }

  /** {@code FILE:LINE:COLUMN: /json/pointer: what is wrong. What to do.} */
  @Override
  public String toString() {
    String position = line == 0 ? place : place + ":" + line + ":" + column + ": " + pointer;
    return position + ": " + what + ". " + advice;
  }
}
