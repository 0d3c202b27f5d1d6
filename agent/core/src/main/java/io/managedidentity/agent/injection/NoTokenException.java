package io.managedidentity.agent.injection;

/** There is no token for a request, which was said. */
final class NoTokenException extends Exception {
  static final NoTokenException SAID = new NoTokenException();

  private static final long serialVersionUID = 1L;

  private NoTokenException() {
    super("no token", null, false, false);
  }
}
