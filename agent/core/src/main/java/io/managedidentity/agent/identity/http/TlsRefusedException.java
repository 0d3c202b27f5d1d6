package io.managedidentity.agent.identity.http;

import java.io.IOException;

/** The server's certificate is not the one that is expected. No request was sent; final. */
public final class TlsRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  TlsRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
