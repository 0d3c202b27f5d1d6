package io.managedidentity.agent.json;

/** A text that is not JSON: where it stops being JSON, and why. Never contains the text itself. */
public final class JsonSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  JsonSyntaxException(String message, int line, int column) {
    super(message);
    this.line = line;
    this.column = column;
  }

  /** Line of the fault, from 1. */
  public int line() {
    return line;
  }

  /** Column of the fault in UTF-16 units, from 1. */
  public int column() {
    return column;
  }
}
