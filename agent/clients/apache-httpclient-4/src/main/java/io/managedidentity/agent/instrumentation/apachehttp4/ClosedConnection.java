package io.managedidentity.agent.instrumentation.apachehttp4;

import io.managedidentity.agent.token.GivenUp;
import org.apache.http.HttpConnection;

/**
 * Whoever aborts a request, or shuts its client down, closes its connection. Its twin for Apache
 * HttpClient 5 uses that client's types.
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
