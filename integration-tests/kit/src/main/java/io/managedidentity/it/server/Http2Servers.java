package io.managedidentity.it.server;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;

/** Servers that speak HTTP/2 over TLS under all names of the test servers. */
public final class Http2Servers {
  private Http2Servers() {}

  public static MockWebServer http2Server() throws IOException {
    MockWebServer server = new MockWebServer();
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

  public static MockResponse redirect(String location) {
    return new MockResponse(302, Headers.of("Location", location), "");
  }
}
