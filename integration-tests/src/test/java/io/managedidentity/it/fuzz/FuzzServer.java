package io.managedidentity.it.fuzz;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * An HTTP/1.1 server on one address: an origin, and a proxy too, since a proxy that reads a request
 * answers it in the origin's place, and after {@code CONNECT} relays what it cannot read.
 */
final class FuzzServer implements Closeable {
  /** Judges and answers what arrived. */
  interface Handler {
    FuzzAnswer answer(Arrival arrival) throws InterruptedException;
  }

  private final String address;
  private final SSLContext tls;
  private final Handler handler;
  private final ExecutorService threads;
  private final ServerSocket listener = new ServerSocket();

  FuzzServer(String address, SSLContext tls, Handler handler, ExecutorService threads)
      throws IOException {
    this.address = address;
    this.tls = tls;
    this.handler = handler;
    this.threads = threads;
    listener.bind(new InetSocketAddress(InetAddress.getByName(address), 0), 300);
    threads.execute(this::accept);
  }

  /** Address and port. */
  String authority() {
    return address + ":" + listener.getLocalPort();
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
    try (Socket socket = tls == null ? accepted : encrypted(accepted)) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      for (String head = head(in); head != null; head = head(in)) {
        String[] lines = head.split("\r\n");
        String[] first = lines[0].split(" ");
        List<String> headers = new ArrayList<>(List.of(lines).subList(1, lines.length));
        Arrival arrival =
            new Arrival(address, tls != null, first[0], first[1], headers, body(headers, in, out));
        FuzzAnswer answer = handler.answer(arrival);
        if (answer.isCut()) {
          return;
        }
        if (first[0].equals("CONNECT")) {
          tunnel(first[1], in, out);
          return;
        }
        out.write(answer.bytes(first[0].equals("HEAD")));
        out.flush();
        if (answer.isLast() || first[2].equals("HTTP/1.0")) {
          return;
        }
      }
    } catch (IOException e) {
      return; // the client went away, as clients do
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A place that is not there is said before there is a tunnel, as proxies do. */
  private void tunnel(String authority, InputStream in, OutputStream out) throws IOException {
    int colon = authority.lastIndexOf(':');
    Socket origin;
    try {
      origin =
          new Socket(
              authority.substring(0, colon), Integer.parseInt(authority.substring(colon + 1)));
    } catch (ConnectException e) {
      out.write(
          ascii("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
      out.flush();
      return;
    }
    out.write(ascii("HTTP/1.1 200 Connected\r\n\r\n"));
    out.flush();
    Relay.between(in, out, origin, threads);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private Socket encrypted(Socket accepted) throws IOException {
    SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket(accepted, null, accepted.getPort(), true);
    socket.setUseClientMode(false);
    return socket;
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    for (int b = in.read(); b >= 0; b = in.read()) {
      head.append((char) b);
      if (b == '\n' && head.length() > 3 && head.lastIndexOf("\r\n\r\n") == head.length() - 4) {
        return head.toString();
      }
    }
    return null;
  }

  private static String body(List<String> headers, InputStream in, OutputStream out)
      throws IOException {
    int length = 0;
    boolean isChunked = false;
    for (String header : headers) {
      String lower = header.toLowerCase();
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring("content-length:".length()).trim());
      }
      isChunked |= lower.startsWith("transfer-encoding:") && lower.endsWith("chunked");
      if (lower.startsWith("expect:")) {
        out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
      }
    }
    if (!isChunked) {
      return text(in, length);
    }
    StringBuilder body = new StringBuilder();
    for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
      body.append(text(in, size));
      text(in, 2);
    }
    text(in, 2);
    return body.toString();
  }

  private static String text(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static int chunkSize(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException();
      }
      line.append((char) b);
    }
    return Integer.parseInt(line.toString().trim(), 16);
  }
}
