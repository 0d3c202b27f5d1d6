package io.managedidentity.it.fuzz;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;

/** SOCKS 5 without a password (RFC 1928), {@code CONNECT} alone. */
final class SocksProxy implements Closeable {
  private static final int SUCCEEDED = 0;
  private static final int CONNECTION_REFUSED = 5;

  private final ServerSocket listener = new ServerSocket();
  private final ExecutorService threads;

  SocksProxy(String address, ExecutorService threads) throws IOException {
    this.threads = threads;
    listener.bind(new InetSocketAddress(InetAddress.getByName(address), 0), 300);
    threads.execute(this::accept);
  }

  String authority() {
    return listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket accepted) {
    try (Socket socket = accepted) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      if (in.readByte() != 5) {
        return; // another version, which its client tries next
      }
      in.skipBytes(in.readUnsignedByte());
      out.write(new byte[] {5, 0});
      in.skipBytes(3);
      String host = host(in, in.readByte());
      int port = in.readUnsignedShort();
      Socket origin;
      try {
        origin = new Socket(host, port);
      } catch (ConnectException e) {
        out.write(reply(CONNECTION_REFUSED));
        return;
      }
      out.write(reply(SUCCEEDED));
      out.flush();
      Relay.between(in, out, origin, threads);
    } catch (IOException e) {
      return; // the client or the place went away
    }
  }

  private static byte[] reply(int code) {
    return new byte[] {5, (byte) code, 0, 1, 0, 0, 0, 0, 0, 0};
  }

  private static String host(DataInputStream in, byte type) throws IOException {
    byte[] bytes = new byte[type == 1 ? 4 : type == 4 ? 16 : in.readUnsignedByte()];
    in.readFully(bytes);
    return type == 3
        ? new String(bytes, StandardCharsets.US_ASCII)
        : InetAddress.getByAddress(bytes).getHostAddress();
  }
}
