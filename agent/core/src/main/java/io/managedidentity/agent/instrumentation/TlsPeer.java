package io.managedidentity.agent.instrumentation;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Which host TLS names at the other end of a socket, for clients that leave the handshake to the
 * first write.
 */
public final class TlsPeer {
  /** Null up to 8u242. */
  private static final @Nullable Method APPLICATION_PROTOCOL = applicationProtocol();

  private TlsPeer() {}

  /**
   * @return null without TLS, or if it names none
   * @throws IOException what the client's first write would have thrown: asking for the session
   *     also makes the JVM shake hands, but hides the failure
   */
  public static @Nullable String of(@Nullable Socket socket) throws IOException {
    if (socket instanceof SSLSocket && isUnshaken((SSLSocket) socket)) {
      ((SSLSocket) socket).startHandshake();
    }
    return WireSocket.peer(socket);
  }

  /** The only method that shows it without a side effect. */
  private static boolean isUnshaken(SSLSocket socket) {
    try {
      return APPLICATION_PROTOCOL != null && APPLICATION_PROTOCOL.invoke(socket) == null;
    } catch (ReflectiveOperationException e) {
      return false; // another provider's socket, which does not support it
    }
  }

  private static @Nullable Method applicationProtocol() {
    try {
      return SSLSocket.class.getMethod("getApplicationProtocol");
    } catch (NoSuchMethodException e) {
      return null;
    }
  }
}
