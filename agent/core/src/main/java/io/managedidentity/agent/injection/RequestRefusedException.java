package io.managedidentity.agent.injection;

/**
 * The mapping says {@code fail-request} and there is no token. The client's hook turns it into an
 * exception of the client's own, with this message.
 */
public final class RequestRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  RequestRefusedException(String message) {
    super(message);
  }
}
