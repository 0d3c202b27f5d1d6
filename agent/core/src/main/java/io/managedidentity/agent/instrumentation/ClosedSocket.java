package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.token.GivenUp;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request was given up, for clients that close its socket then; does not hold the socket.
 */
public class ClosedSocket implements GivenUp {
  private final WeakReference<@Nullable Socket> socket;

  public ClosedSocket(@Nullable Socket socket) {
    this.socket = new WeakReference<@Nullable Socket>(socket);
  }

  /** What the client's next use of the socket would fail with. */
  public static SocketException failure() {
    return new SocketException("Socket closed");
  }

  @Override
  public boolean isGivenUp() {
    return WireSocket.isClosed(socket.get());
  }
}
