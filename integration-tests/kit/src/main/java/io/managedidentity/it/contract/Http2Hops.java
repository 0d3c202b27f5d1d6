package io.managedidentity.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.server.Http2Servers;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;

/** HTTP/2 over TLS, with a redirect to another name of the server, and on to a third. */
public final class Http2Hops implements AutoCloseable {
  private final MockWebServer server = Http2Servers.http2Server();

  public Http2Hops() throws IOException {
    server.enqueue(Http2Servers.redirect("https://localhost:" + server.getPort() + "/second"));
    server.enqueue(Http2Servers.redirect("https://127.0.0.2:" + server.getPort() + "/third"));
    server.enqueue(new MockResponse(200, Headers.of(), "end"));
  }

  /** A request with secrets to the first name. */
  public Message request() {
    return new Message()
        .add("method", "GET")
        .add("url", "https://127.0.0.1:" + server.getPort() + "/replace/first?sig=s&x=%20y")
        .add("http2", "true")
        .add("header", "x-api-key: k");
  }

  public void assertFirstIsEdited() {
    RecordedRequest first = taken();
    assertEquals("HTTP/2", first.getVersion());
    assertEquals("/replace/first?x=%20y", first.getTarget());
    assertEquals(List.of("Bearer token-alpha-1"), first.getHeaders().values("Authorization"));
    assertNull(first.getHeaders().get("x-api-key"));
    assertEquals("1", first.getHeaders().get("x-migrated"));
  }

  /**
   * The first redirect leads away from its mapping. Said once by a JVM, whatever the port.
   *
   * @param stderrWith what it has said, once a text is in it
   */
  public void assertRedirectIsSaid(UnaryOperator<String> stderrWith) {
    String said =
        "mapping \"replace\": \"127.0.0.1\" answered 302 to a request with its token, a redirect to"
            + " \"https://localhost:";
    String stderr = stderrWith.apply(said);
    assertTrue(stderr.contains(said), stderr);
  }

  /** Each hop has its own mapping, or none. */
  public void assertEachIsDecided() {
    assertFirstIsEdited();
    RecordedRequest second = taken();
    assertEquals("/second", second.getTarget());
    assertEquals(List.of("Bearer token-beta-1"), second.getHeaders().values("Authorization"));
    assertNull(taken().getHeaders().get("Authorization"));
  }

  public RecordedRequest taken() {
    return Http2Servers.taken(server);
  }

  @Override
  public void close() {
    server.close();
  }
}
