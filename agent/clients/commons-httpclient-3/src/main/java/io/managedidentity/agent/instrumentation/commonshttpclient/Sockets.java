package io.managedidentity.agent.instrumentation.commonshttpclient;

import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.apache.commons.httpclient.HttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of open connections. They are kept beside the stream that a connection reads from,
 * since only that is the same for the connection and for what a pool wraps around it.
 */
final class Sockets {
  private final WeakIdentityMap<Socket> sockets = new WeakIdentityMap<>();

  void opened(@Nullable Object stream, @Nullable Object socket) {
    if (stream != null && socket instanceof Socket) {
      sockets.put(stream, (Socket) socket);
    }
  }

  /** Null if it was opened before the agent was there, or is closed. */
  @Nullable Socket of(HttpConnection connection) {
    if (sockets.isEmpty()) {
      return null;
    }
    try {
      InputStream stream = connection.getResponseInputStream();
      return stream == null ? null : sockets.get(stream);
    } catch (IOException | IllegalStateException e) {
      return null; // closed: the client says so when it writes
    }
  }

  /** Whether what is written to the connection is encrypted, whatever the name of the protocol. */
  static boolean isEncrypted(HttpConnection connection, @Nullable Socket socket) {
    return connection.isSecure() && (socket == null || socket instanceof SSLSocket);
  }
}
