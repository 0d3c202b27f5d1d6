package io.managedidentity.agent.cli;

/** A mapping that was named on the command line is not there. */
public final class MappingNotFoundException extends Exception {
  private static final long serialVersionUID = 1L;

  public MappingNotFoundException(String message) {
    super(message);
  }
}
