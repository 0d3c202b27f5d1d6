package io.managedidentity.it.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A server of one connection that rejects what it is told to and then goes away with its listener,
 * by a reset. Used by one thread, step by step.
 */
public final class DyingServer implements AutoCloseable {
  private final String challenge;
  private final ServerSocket listener = new ServerSocket();
  private Socket connection;

  /**
   * @param challenge value of WWW-Authenticate
   */
  public DyingServer(String challenge) throws IOException {
    this.challenge = challenge;
    listener.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
    listener.setSoTimeout(20_000);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Waits for a request and reads its head. */
  public void awaitRequest() throws IOException {
    if (connection == null) {
      connection = listener.accept();
      connection.setSoTimeout(20_000);
    }
    InputStream in = connection.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("no request: " + head);
      }
      head.append((char) b);
    }
    if (head.indexOf("POST") == 0) {
      in.read(); // its body is one byte
    }
  }

  public void answer() throws IOException {
    connection
        .getOutputStream()
        .write(
            ("HTTP/1.1 401 No\r\nWWW-Authenticate: "
                    + challenge
                    + "\r\nContent-Length: 2\r\n\r\nno")
                .getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Resets the connection, and takes no other one. */
  public void die() throws IOException {
    listener.close();
    connection.setSoLinger(true, 0);
    connection.close();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    if (connection != null) {
      connection.close();
    }
  }
}
