package io.managedidentity.agent.cli.lint;

/** One thing in a mapping file that is legal and worth a second look. Immutable. */
public final class Doubt {
  private final int line;
  private final int column;
  private final String pointer;
  private final String what;

  Doubt(int line, int column, String pointer, String what) {
    this.line = line;
    this.column = column;
    this.pointer = pointer;
    this.what = what;
  }

  /** Line in the file, from 1. */
  public int line() {
    return line;
  }

  /** Column in the file, from 1. */
  public int column() {
    return column;
  }

  /** JSON pointer into the file. */
  public String pointer() {
    return pointer;
  }

  /** What it is and what to do: sentences. */
  public String what() {
    return what;
  }

  /** {@code POINTER: what it is. What to do.} */
  @Override
  public String toString() {
    return pointer + ": " + what;
  }
}
