package io.managedidentity.agent.instrumentation.okhttp2;

import io.managedidentity.agent.instrumentation.WireSocket;
import io.managedidentity.agent.token.GivenUp;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * Whether a call was cancelled: the client closes the socket then. Over HTTP/2 and SPDY it does
 * not, and lets nobody see it. Does not hold the socket.
 */
final class CallState implements GivenUp {
  private final WeakReference<@Nullable Socket> socket;

  CallState(@Nullable Socket socket) {
    this.socket = new WeakReference<@Nullable Socket>(socket);
  }

  /** What the client's next use of the socket would fail with. */
  static IOException closed() {
    return new SocketException("Socket closed");
  }

  @Override
  public boolean isGivenUp() {
    return WireSocket.isClosed(socket.get());
  }
}
