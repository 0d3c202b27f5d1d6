package io.managedidentity.agent.instrumentation.commonshttpclient;

import java.lang.reflect.Method;
import java.net.Socket;
import org.apache.commons.httpclient.HttpConnection;
import org.jspecify.annotations.Nullable;

/** The socket of a connection, which the client keeps to its own package. Thread-safe. */
final class ConnectionSockets {
  private final Method getSocket;

  ConnectionSockets() {
    try {
      getSocket = HttpConnection.class.getDeclaredMethod("getSocket");
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
    getSocket.setAccessible(true);
  }

  /** Null for a connection that is not open. */
  @Nullable Socket of(HttpConnection connection) throws ReflectiveOperationException {
    return (Socket) getSocket.invoke(unwrapped(connection));
  }

  /** The pooling manager hands out a shell around each connection. */
  private static HttpConnection unwrapped(HttpConnection connection)
      throws ReflectiveOperationException {
    if (connection.getClass() == HttpConnection.class) {
      return connection;
    }
    try {
      Method unwrap = connection.getClass().getDeclaredMethod("getWrappedConnection");
      unwrap.setAccessible(true);
      Object wrapped = unwrap.invoke(connection);
      return wrapped instanceof HttpConnection ? (HttpConnection) wrapped : connection;
    } catch (NoSuchMethodException e) {
      return connection; // a kind of the application's
    }
  }
}
