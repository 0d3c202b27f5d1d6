package io.managedidentity.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.server.Http2Servers;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;

/**
 * A token endpoint over HTTP/2. The mapping names its port, so it is there before the program
 * starts, and for as long as the tests run.
 */
public final class Http2Forms {
  private static final Map<String, MockWebServer> SERVERS = new ConcurrentHashMap<>();
  private static final String FORM =
      "grant_type=client_credentials&client_id=app-1&client_secret=secret";

  private final MockWebServer server;

  /**
   * @param client and its JDK, which have one program
   */
  public Http2Forms(String client) {
    this.server = SERVERS.computeIfAbsent(client, unused -> start());
  }

  private static MockWebServer start() {
    try {
      return Http2Servers.http2Server();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One of the contract's. */
  public String mapping() {
    return """
            { "name": "http2-forms", "tokenEndpoint": "https://127.0.0.1:%d/http2-tenant" },
        """
        .formatted(server.getPort());
  }

  /** A token request with a client secret. */
  public Message request(String bodyMode) {
    server.enqueue(new MockResponse(200, Headers.of(), "end"));
    return new Message()
        .add("method", "POST")
        .add("url", "https://127.0.0.1:" + server.getPort() + "/http2-tenant/oauth2/v2.0/token")
        .add("http2", "true")
        .add("header", "Content-Type: application/x-www-form-urlencoded")
        .add("body", FORM)
        .add("bodyMode", bodyMode);
  }

  /** The same; the first answer to it is a refusal. */
  public Message refusedRequest(String bodyMode) {
    server.enqueue(new MockResponse(401, Headers.of(), "no"));
    return request(bodyMode);
  }

  public void assertAsMade() {
    assertEquals(FORM, Http2Servers.taken(server).getBody().utf8());
  }

  public void assertEdited() {
    RecordedRequest request = Http2Servers.taken(server);
    String body = request.getBody().utf8();
    assertEquals("HTTP/2", request.getVersion());
    assertTrue(body.startsWith("grant_type=client_credentials&client_id=app-1&"), body);
    assertTrue(body.contains("&client_assertion=token-"), body);
    String length = request.getHeaders().get("Content-Length");
    if (length != null) {
      assertEquals(request.getBody().size(), Integer.parseInt(length));
    }
    assertNull(request.getHeaders().get("Authorization"));
  }
}
