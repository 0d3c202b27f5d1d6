package io.managedidentity.it.server;

import io.managedidentity.it.jvm.Secrets;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * An HTTP/1.1 server that keeps every request byte for byte. It listens on all of 127.0.0.0/8, so
 * that it is many hosts at once: 127.0.0.1, 127.0.0.2, localhost. After {@code CONNECT} it plays
 * the proxy and relays bytes, or plays the host itself: {@link EveryHost}.
 */
public final class WireServer implements AutoCloseable {
  private final String name;
  private final ServerSocket listener;
  private final boolean isTls;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<WireRequest> requests = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger resumed = new AtomicInteger();
  private final Set<Long> sessions = ConcurrentHashMap.newKeySet();

  /** One for all connections: sessions can be resumed. */
  private final SSLSocketFactory tls = TestTls.shared().serverContext().getSocketFactory();

  private volatile Function<WireRequest, WireResponse> handler = request -> WireResponse.ok();

  private final Function<String, SSLSocketFactory> behindTunnels;

  private WireServer(String name, boolean isTls, Function<String, SSLSocketFactory> behindTunnels)
      throws IOException {
    this.name = name;
    this.isTls = isTls;
    this.behindTunnels = behindTunnels;
    this.listener = new ServerSocket();
    listener.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[4]), 0), 200);
    threads.execute(this::accept);
  }

  public static WireServer http(String name) throws IOException {
    return new WireServer(name, false, null);
  }

  public static WireServer https(String name) throws IOException {
    return new WireServer(name, true, null);
  }

  /**
   * A proxy that is itself what its tunnels lead to.
   *
   * @param hosts makes the server's side of TLS for the host of a tunnel
   */
  static WireServer ofTunnels(Function<String, SSLSocketFactory> hosts) throws IOException {
    return new WireServer("proxy", false, hosts);
  }

  public int port() {
    return listener.getLocalPort();
  }

  public boolean isTls() {
    return isTls;
  }

  /** Connections since the start, whatever came over them. */
  public int connections() {
    return connections.get();
  }

  /** Of these connections those whose TLS session was that of an earlier one. */
  public int resumed() {
    return resumed.get();
  }

  public void answer(Function<WireRequest, WireResponse> newHandler) {
    handler = newHandler;
  }

  /** What came in since the last {@link #clear}, in order. */
  public List<WireRequest> requests() {
    return List.copyOf(requests);
  }

  /** Forgets all requests but these. */
  public void keep(List<WireRequest> kept) {
    requests.clear();
    requests.addAll(kept);
  }

  public void clear() {
    requests.clear();
    handler = request -> WireResponse.ok();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
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
    int connection = connections.incrementAndGet();
    try (Socket socket = isTls ? tls(accepted, tls) : accepted) {
      socket.setTcpNoDelay(true);
      serve(name, socket, connection);
    } catch (IOException e) {
      return; // the client went away, as clients do
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(String place, Socket socket, int connection)
      throws IOException, InterruptedException {
    InputStream in = new BufferedInputStream(socket.getInputStream());
    OutputStream out = socket.getOutputStream();
    boolean isFirst = true;
    for (String head = readHead(in); head != null; head = readHead(in)) {
      WireRequest request = new WireRequest(place, head, readBody(head, in, out), connection);
      requests.add(request);
      if (isFirst && socket instanceof SSLSocket) {
        noteSession((SSLSocket) socket);
      }
      isFirst = false;
      WireResponse response = handler.apply(request);
      if (response.delayMillis() > 0) {
        Thread.sleep(response.delayMillis());
      }
      if (response.isCut()) {
        return;
      }
      if (request.method().equals("CONNECT") && response.status() == 200) {
        out.write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        if (behindTunnels == null) {
          relay(request.target(), in, out);
        } else {
          String host = request.target().substring(0, request.target().lastIndexOf(':'));
          try (Socket origin = tls(socket, behindTunnels.apply(host))) {
            serve(request.target(), origin, connection);
          }
        }
        return;
      }
      Secrets.addTokensOf(response.body());
      out.write(response.bytes());
      out.flush();
      if (request.requestLine().endsWith("HTTP/1.0")) {
        return; // its client waits for the end of the connection
      }
    }
  }

  /** A session that is resumed has the time of the first handshake. */
  private void noteSession(SSLSocket socket) {
    if (!sessions.add(socket.getSession().getCreationTime())) {
      resumed.incrementAndGet();
    }
  }

  private static Socket tls(Socket accepted, SSLSocketFactory sessions) throws IOException {
    SSLSocket socket = (SSLSocket) sessions.createSocket(accepted, null, accepted.getPort(), true);
    socket.setUseClientMode(false);
    return socket;
  }

  private void relay(String target, InputStream in, OutputStream out) throws IOException {
    int colon = target.lastIndexOf(':');
    try (Socket origin =
        new Socket(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)))) {
      threads.execute(() -> copy(in, origin));
      origin.getInputStream().transferTo(out);
    }
  }

  private static void copy(InputStream in, Socket origin) {
    try {
      byte[] buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        origin.getOutputStream().write(buffer, 0, n);
        origin.getOutputStream().flush();
      }
      origin.shutdownOutput();
    } catch (IOException e) {
      return; // one side closed
    }
  }

  private static String readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    for (int b = in.read(); b >= 0; b = in.read()) {
      head.write(b);
      matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
      if (matched == 4) {
        return head.toString(StandardCharsets.ISO_8859_1);
      }
    }
    return null;
  }

  private static String readBody(String head, InputStream in, OutputStream out) throws IOException {
    WireRequest headOnly = new WireRequest("", head, "", 0);
    if (headOnly.headers("Expect").stream().anyMatch("100-continue"::equalsIgnoreCase)) {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }
    List<String> length = headOnly.headers("Content-Length");
    if (!length.isEmpty()) {
      return new String(in.readNBytes(Integer.parseInt(length.get(0))), StandardCharsets.UTF_8);
    }
    if (headOnly.headers("Transfer-Encoding").contains("chunked")) {
      return readChunks(in);
    }
    return "";
  }

  private static String readChunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
      body.write(in.readNBytes(size));
      in.readNBytes(2);
    }
    in.readNBytes(2);
    return body.toString(StandardCharsets.UTF_8);
  }

  private static int chunkSize(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the client went away within a body");
      }
      line.append((char) b);
    }
    return Integer.parseInt(line.toString().trim(), 16);
  }
}
