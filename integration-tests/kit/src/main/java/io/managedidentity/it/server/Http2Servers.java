package io.managedidentity.it.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;

/** Servers that speak HTTP/2 over TLS under all names of the test servers. */
public final class Http2Servers {
  private Http2Servers() {}

  public static MockWebServer http2Server() throws IOException {
    MockWebServer server = new MockWebServer();
    server.setServerSocketFactory(new WithoutDelay());
    server.useHttps(TestTls.shared().certificates().sslSocketFactory());
    server.start(InetAddress.getByAddress(new byte[4]), 0);
    return server;
  }

  /** The next request that the server got; fails after 5 s without one. */
  public static RecordedRequest taken(MockWebServer server) {
    try {
      return Objects.requireNonNull(server.takeRequest(5, TimeUnit.SECONDS), "no request came");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * By itself the server's small frames, such as those that let the client write on, wait for the
   * acknowledgement of what it wrote before, which the system puts off by 40 ms.
   */
  private static final class WithoutDelay extends ServerSocketFactory {
    @Override
    public ServerSocket createServerSocket() throws IOException {
      return new ServerSocket() {
        @Override
        public Socket accept() throws IOException {
          Socket socket = super.accept();
          socket.setTcpNoDelay(true);
          return socket;
        }
      };
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
      return createServerSocket(port, 50);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
      return createServerSocket(port, backlog, InetAddress.getByAddress(new byte[4]));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
        throws IOException {
      ServerSocket socket = createServerSocket();
      socket.bind(new InetSocketAddress(address, port), backlog);
      return socket;
    }
  }

  public static MockResponse redirect(String location) {
    return new MockResponse(302, Headers.of("Location", location), "");
  }
}
