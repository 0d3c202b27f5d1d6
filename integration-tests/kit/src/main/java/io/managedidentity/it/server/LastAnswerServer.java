package io.managedidentity.it.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Rejects the token of its first request, closes that connection, and answers nothing more: it
 * either takes no other connection, or takes them and closes them when a request has come. Or else
 * it ends that rejection never or late, and answers the next request.
 */
public final class LastAnswerServer implements AutoCloseable {
  /** What a second sending meets. */
  public enum Then {
    REFUSES,
    IS_SILENT,
    ANSWERS_THAT_ONE_ALONE,
    /** Over the same connection, after {@link #LATE_MILLIS}. */
    ENDS_LATE_AND_ANSWERS
  }

  private static final int LATE_MILLIS = 5000;

  private static final String HEAD =
      "HTTP/1.1 401 Not you\r\nWWW-Authenticate: Bearer error=\"invalid_token\"\r\n"
          + "x-why: because\r\nContent-Type: text/plain; charset=utf-8\r\n";

  private static final byte[] OK =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.ISO_8859_1);

  private static final int TAIL_BYTES = 8; // a chunk's end is seven

  private final ServerSocket listener = new ServerSocket();
  private final Then then;
  private final String body;
  private final boolean isChunked;
  private final List<Socket> stalled = new ArrayList<>();
  private volatile int requests;

  public LastAnswerServer(Then then, String body, boolean isChunked) throws IOException {
    this.then = then;
    this.body = body;
    this.isChunked = isChunked;
    listener.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
    Thread thread = new Thread(this::serve, "last-answer");
    thread.setDaemon(true);
    thread.start();
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Requests that came, answered or not. */
  public int requests() {
    return requests;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : stalled) {
      socket.close();
    }
  }

  @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes it
  private void serve() {
    try {
      if (then == Then.ANSWERS_THAT_ONE_ALONE) {
        Socket first = listener.accept();
        stalled.add(first);
        readRequest(first.getInputStream());
        byte[] answer = answer();
        first.getOutputStream().write(answer, 0, answer.length - TAIL_BYTES);
        Socket second = listener.accept();
        stalled.add(second);
        readRequest(second.getInputStream());
        second.getOutputStream().write(OK);
      }
      if (then == Then.ENDS_LATE_AND_ANSWERS) {
        rejectLate();
      }
      while (!listener.isClosed()) {
        try (Socket socket = listener.accept()) {
          if (readRequest(socket.getInputStream())) {
            requests++;
          }
          if (requests == 1) {
            if (then == Then.REFUSES) {
              listener.close();
            }
            socket.getOutputStream().write(answer());
          }
        }
      }
    } catch (IOException e) {
      return; // the test is over
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void rejectLate() throws IOException, InterruptedException {
    Socket socket = listener.accept();
    stalled.add(socket);
    readRequest(socket.getInputStream());
    byte[] answer = answer();
    socket.getOutputStream().write(answer, 0, answer.length - TAIL_BYTES);
    Thread.sleep(LATE_MILLIS);
    socket.getOutputStream().write(answer, answer.length - TAIL_BYTES, TAIL_BYTES);
    if (readRequest(socket.getInputStream())) {
      requests++;
      socket.getOutputStream().write(OK);
    }
  }

  private byte[] answer() {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String wire = new String(bytes, StandardCharsets.ISO_8859_1);
    String rest =
        isChunked
            ? "Transfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(bytes.length)
                + "\r\n"
                + wire
                + "\r\n0\r\n\r\n"
            : "Content-Length: " + bytes.length + "\r\n\r\n" + wire;
    String head = then == Then.ENDS_LATE_AND_ANSWERS ? HEAD : HEAD + "Connection: close\r\n";
    return (head + rest).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Whether there is one, with its body, which is one byte long. */
  private static boolean readRequest(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        return false;
      }
      head.append((char) b);
    }
    if (head.indexOf("POST") == 0) {
      in.read();
    }
    return true;
  }
}
