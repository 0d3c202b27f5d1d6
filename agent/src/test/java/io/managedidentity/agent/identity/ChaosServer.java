package io.managedidentity.agent.identity;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/** An identity endpoint that misbehaves as the path of the request says. */
final class ChaosServer implements AutoCloseable {
  static final String TOKEN =
      "{\"access_token\":\"chaos-token\",\"token_type\":\"Bearer\",\"expires_in\":3600}";

  private static final int BLOCK = 1 << 20;
  private static final int BLOCKS = 100;

  private final ScriptedServer server = ScriptedServer.plain(this::answer);
  private final CountDownLatch closing = new CountDownLatch(1);

  ChaosServer() throws IOException {}

  String origin() {
    return server.origin();
  }

  long requests(String path) {
    return server.requests().stream().filter(r -> r.path().equals(path)).count();
  }

  @Override
  public void close() throws IOException {
    closing.countDown();
    server.close();
  }

  private void answer(ReceivedRequest request, Socket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    switch (request.path()) {
      case "/reset" -> {
        write(out, head("Content-Length: 500") + TOKEN);
        socket.setSoLinger(true, 0);
      }
      case "/close-early" -> write(out, head("Content-Length: 500") + TOKEN);
      case "/hang" -> waitForEnd(Long.MAX_VALUE);
      case "/drip" -> drip(out, head("Content-Length: " + TOKEN.length()) + TOKEN);
      case "/large" -> large(out, head("Content-Length: " + (long) BLOCK * BLOCKS));
      case "/large-without-length" -> large(out, head("X: y"));
      case "/endless-header" -> large(out, "HTTP/1.1 200 OK\r\nX: ");
      case "/html" -> body(out, "<html><body>please sign in</body></html>");
      case "/truncated-json" -> body(out, TOKEN.substring(0, 40));
      case "/duplicate-key" -> body(out, TOKEN.replace("}", ",\"access_token\":\"evil\"}"));
      case "/byte-order-mark" -> body(out, "\uFEFF" + TOKEN);
      case "/deep" -> body(out, "{\"x\":" + "[".repeat(100_000));
      case "/utf-16" -> bytes(out, "X: y", TOKEN.getBytes(StandardCharsets.UTF_16));
      case "/latin-1" -> bytes(out, "Content-Type: application/json; charset=utf-8", latin1());
      case "/gzip" -> bytes(out, "Content-Encoding: gzip", gzip());
      case "/chunked-with-trailers" ->
          write(
              out,
              head("Transfer-Encoding: chunked")
                  + "5;note=\"x\"\r\n"
                  + TOKEN.substring(0, 5)
                  + "\r\n"
                  + Integer.toHexString(TOKEN.length() - 5)
                  + "\r\n"
                  + TOKEN.substring(5)
                  + "\r\n0\r\nX-Trailer: 1\r\n\r\n");
      case "/bad-chunk" -> write(out, head("Transfer-Encoding: chunked") + "zz\r\n" + TOKEN);
      case "/two-lengths" -> write(out, head("Content-Length: 5\r\nContent-Length: 6") + TOKEN);
      case "/not-http" -> write(out, "220 smtp.example.com ready\r\n");
      case "/redirect-loop" ->
          write(out, "HTTP/1.1 302 Found\r\nLocation: " + request.target() + "\r\n\r\n");
      case "/line-break-in-token" -> body(out, TOKEN.replace("chaos-token", "a\\r\\nX-Evil: 1"));
      default -> throw new IllegalArgumentException(request.path());
    }
    out.flush();
  }

  private void drip(OutputStream out, String text) throws IOException {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      out.write(b);
      out.flush();
      if (waitForEnd(100)) {
        return;
      }
    }
  }

  private boolean waitForEnd(long millis) {
    try {
      return closing.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static void large(OutputStream out, String head) throws IOException {
    write(out, head);
    byte[] block = "a".repeat(BLOCK).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < BLOCKS; i++) {
      out.write(block);
    }
  }

  private static byte[] latin1() {
    return TOKEN
        .replace("}", ",\"note\":\"gr\u00FC\u00DFe\"}")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] gzip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(TOKEN.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static void body(OutputStream out, String text) throws IOException {
    bytes(out, "Content-Type: application/json", text.getBytes(StandardCharsets.UTF_8));
  }

  private static void bytes(OutputStream out, String header, byte[] body) throws IOException {
    write(out, head(header + "\r\nContent-Length: " + body.length));
    out.write(body);
  }

  private static String head(String headers) {
    return "HTTP/1.1 200 OK\r\n" + headers + "\r\n\r\n";
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
