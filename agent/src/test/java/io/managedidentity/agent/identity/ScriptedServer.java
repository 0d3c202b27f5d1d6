package io.managedidentity.agent.identity;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * A server on a loopback socket that says exactly the bytes that a test wants, with no header of
 * its own. One request per connection.
 */
public final class ScriptedServer implements AutoCloseable {
  /** Answers one request, or breaks off. */
  public interface Script {
    void answer(ReceivedRequest request, Socket socket) throws IOException;
  }

  private final ServerSocket listener;
  private final String scheme;
  private final Script script;
  private final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool(ScriptedServer::daemon);

  private ScriptedServer(ServerSocket listener, String scheme, Script script) {
    this.listener = listener;
    this.scheme = scheme;
    this.script = script;
    threads.execute(this::accept);
  }

  public static ScriptedServer plain(Script script) throws IOException {
    return new ScriptedServer(
        new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), "http", script);
  }

  public static ScriptedServer tls(SSLContext context, Script script) throws IOException {
    return new ScriptedServer(
        context
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
        "https",
        script);
  }

  public String origin() {
    return scheme + "://127.0.0.1:" + listener.getLocalPort();
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
  }

  public List<ReceivedRequest> requests() {
    return requests;
  }

  /** What went wrong on the server's side, handshakes that the client broke off included. */
  public List<Throwable> faults() {
    return faults;
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
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      ReceivedRequest request = ReceivedRequest.read(scheme, socket.getInputStream());
      if (request != null) {
        requests.add(request);
        script.answer(request, socket);
      }
    } catch (IOException | RuntimeException | AssertionError e) {
      faults.add(e);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    return thread;
  }
}
