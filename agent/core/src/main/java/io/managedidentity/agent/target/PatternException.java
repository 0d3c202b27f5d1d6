package io.managedidentity.agent.target;

/** A host or path pattern that cannot be used: what is wrong with it, and what to do. */
public final class PatternException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String advice;

  PatternException(String what, String advice) {
    super(what);
    this.advice = advice;
  }

  /** What to do about it: whole sentences. */
  public String advice() {
    return advice;
  }
}
