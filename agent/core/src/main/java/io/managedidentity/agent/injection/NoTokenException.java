package io.managedidentity.agent.injection;

/** There is no token for a request, which was said. */
final class NoTokenException extends Exception {
  private static final long serialVersionUID = 1L;

  NoTokenException() {
    super("no token", null, false, false);
  }
}
