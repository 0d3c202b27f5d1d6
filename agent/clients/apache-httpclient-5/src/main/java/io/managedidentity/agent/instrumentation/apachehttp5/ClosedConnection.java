package io.managedidentity.agent.instrumentation.apachehttp5;

import io.managedidentity.agent.token.GivenUp;
import org.apache.hc.core5.http.HttpConnection;

/**
 * Whoever cancels a request, or shuts its client down, closes its connection. Its twin for Apache
 * HttpClient 4 uses that client's types.
 */
final class ClosedConnection implements GivenUp {
  private final HttpConnection connection;

  ClosedConnection(HttpConnection connection) {
    this.connection = connection;
  }

  @Override
  public boolean isGivenUp() {
    return !connection.isOpen();
  }
}
