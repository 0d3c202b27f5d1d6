package io.managedidentity.agent.instrumentation;

import java.net.Socket;
import java.net.SocketException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** What a connection's socket shows of the other end and of itself. */
public final class WireSocket {
  private WireSocket() {}

  /** The host that the TLS session names; null without TLS, or if it names none. */
  public static @Nullable String peer(@Nullable Socket socket) {
    return socket instanceof SSLSocket ? ((SSLSocket) socket).getSession().getPeerHost() : null;
  }

  /**
   * Whether the client has closed it. A TLS socket over another one does not know that the client
   * has closed that one; asked for an option, it asks the other one.
   */
  public static boolean isClosed(@Nullable Socket socket) {
    if (socket == null) {
      return false;
    }
    if (socket.isClosed()) {
      return true;
    }
    try {
      return socket.getSoTimeout() < 0; // never: the question itself fails
    } catch (SocketException e) {
      return true;
    }
  }
}
