package io.managedidentity.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.server.Http2Servers;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Objects;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;

/** A token endpoint that speaks HTTP/2 over TLS, on a port that its mapping can name before. */
public final class Http2Forms {
  private static final String FIELDS = "grant_type=client_credentials&client_id=app-1";

  private final int port;

  public Http2Forms() {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public String mapping() {
    return """
            { "name": "token-endpoint-http2", "tokenEndpoint": "https://127.0.0.1:%d/http2-tenant", "clientId": "app-1" },
        """
        .formatted(port);
  }

  /** An open one, which answers one request. */
  public MockWebServer open() throws IOException {
    MockWebServer server = Http2Servers.http2Server(port);
    server.enqueue(new MockResponse(200, Headers.of(), "end"));
    return server;
  }

  /** The same, but the first request is refused. */
  public MockWebServer openWithRefusal() throws IOException {
    MockWebServer server = Http2Servers.http2Server(port);
    server.enqueue(new MockResponse(401, Headers.of(), "no"));
    server.enqueue(new MockResponse(200, Headers.of(), "end"));
    return server;
  }

  /** A token request with a client secret. */
  public Message request(String bodyMode) {
    return new Message()
        .add("method", "POST")
        .add("url", "https://127.0.0.1:" + port + "/http2-tenant/oauth2/v2.0/token")
        .add("http2", "true")
        .add("header", "Content-Type: application/x-www-form-urlencoded")
        .add("body", FIELDS + "&client_secret=s%2Be~cret")
        .add("bodyMode", bodyMode);
  }

  public static void assertSecretIsReplaced(RecordedRequest request) {
    String body = Objects.requireNonNull(request.getBody()).utf8();
    assertEquals("HTTP/2", request.getVersion());
    assertTrue(
        body.startsWith(FIELDS + "&client_assertion_type=") && body.contains("&client_assertion="),
        body);
    assertTrue(!body.contains("secret"), body);
    String length = request.getHeaders().get("Content-Length");
    assertTrue(length == null || length.equals(String.valueOf(body.length())), length);
  }
}
