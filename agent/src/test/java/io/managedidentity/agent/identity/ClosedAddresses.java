package io.managedidentity.agent.identity;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Addresses at which a connection fails for real: refused, or never answered. */
final class ClosedAddresses implements AutoCloseable {
  private final List<AutoCloseable> held = new ArrayList<>();

  /** A port where nobody listens. */
  InetSocketAddress refusing() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
  }

  /** A listener whose queue is full, so that the kernel leaves new connections unanswered. */
  InetSocketAddress silent() throws IOException {
    ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    held.add(full);
    for (int i = 0; i < 8; i++) {
      Socket waiting = new Socket();
      held.add(waiting);
      try {
        waiting.connect(full.getLocalSocketAddress(), 50);
      } catch (IOException e) {
        break;
      }
    }
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), full.getLocalPort());
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : held) {
      each.close();
    }
  }
}
