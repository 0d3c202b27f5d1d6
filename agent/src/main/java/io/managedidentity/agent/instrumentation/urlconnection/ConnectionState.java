package io.managedidentity.agent.instrumentation.urlconnection;

import io.managedidentity.agent.instrumentation.WireSocket;
import io.managedidentity.agent.token.GivenUp;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** Whether another thread has disconnected the connection, which closes its socket. */
final class ConnectionState implements GivenUp {
  private final @Nullable Socket socket;

  ConnectionState(@Nullable Socket socket) {
    this.socket = socket;
  }

  @Override
  public boolean isGivenUp() {
    return WireSocket.isClosed(socket);
  }
}
