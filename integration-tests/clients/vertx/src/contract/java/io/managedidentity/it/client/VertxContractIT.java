package io.managedidentity.it.client;

import static io.managedidentity.it.server.Http2Servers.http2Server;
import static io.managedidentity.it.server.Http2Servers.taken;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.contract.AbstractAsyncHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.it.contract.Http2Forms;
import io.managedidentity.it.contract.Http2Hops;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The HTTP client of Vert.x 3.9 to 5 with one event loop: over HTTP/1.1, its default, and what is
 * of its own over HTTP/2.
 */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class VertxContractIT extends AbstractAsyncHttpClientContract {
  static List<Arguments> clients() {
    List<Arguments> clients = new ArrayList<>();
    clients.addAll(versions("3", 8, "3.9.0", "3.9.16"));
    clients.addAll(versions("5", 8, "4.0.0", "4.5.36"));
    clients.addAll(versions("5", 11, "5.0.12", "5.2.3"));
    return ClientUnderTest.contractOf(clients);
  }

  private static List<Arguments> versions(String folder, int lowestJdk, String... versions) {
    return ClientUnderTest.versions(
        "Vert.x", "Vertx" + folder + "Probe", "vertx/" + folder, lowestJdk, versions);
  }

  @Override
  protected boolean resendsOverAnotherConnection() {
    return false;
  }

  @Override
  protected List<String> ownMappings() {
    return List.of(
        resend("socket"),
        resend("http2"),
        resend("refused"),
        resend("multiplex"),
        gate("http2"),
        gate("multiplex"),
        forms().mapping());
  }

  @Override
  protected boolean readsRefusals() {
    return true;
  }

  @Override
  protected String refusal() {
    return "java.io.IOException";
  }

  /** A request object of Vert.x is sent once. */
  @Override
  protected boolean reusesRequests() {
    return false;
  }

  @Override
  protected boolean startsThread(String name) {
    return name.startsWith("vert.x-") || name.startsWith("vertx-");
  }

  /** Where a connection has several requests on their way, an answer may be another one's. */
  @Test
  void takesNoAnswerForItsOwnWhereRequestsArePipelined() {
    world()
        .plain
        .answer(
            request ->
                request.target().startsWith("/skip/")
                    ? WireResponse.of(401, "no")
                        .with("WWW-Authenticate: Bearer error=\"invalid_token\"")
                        .after(5)
                    : WireResponse.ok());

    Message answer =
        call(
            new Message()
                .add("do", "parallel")
                .add("threads", "40")
                .add("times", "40")
                .add("url", alpha("/skip/pipelined/b"))
                .add("url", alpha("/pipelined/a")));

    assertEquals(40, Collections.frequency(answer.all("result"), "401"), answer::toString);
    assertEquals(40, Collections.frequency(answer.all("result"), "200"), answer::toString);
    assertEquals(80, world().plain.requests().size());
    for (WireRequest request : world().plain.requests()) {
      assertEquals(
          request.target().startsWith("/skip/") ? null : "Bearer token-alpha-1",
          request.authorization());
    }
  }

  @Test
  void injectsIntoWebSocketHandshake() {
    assertWebSocketHandshakesAreDecided();
  }

  @Test
  void sendsWebSocketHandshakeOnceMoreAfterRejection() {
    world()
        .plain
        .answer(
            request ->
                WireResponse.of(401, "no")
                    .with("WWW-Authenticate: Bearer error=\"invalid_token\""));

    call(
        get("ws://127.0.0.1:" + world().plain.port() + "/resend-socket/a")
            .add("websocket", "true"));

    assertEquals(
        List.of("Bearer token-revocable-socket-1", "Bearer token-revocable-socket-2"),
        world().plain.requests().stream().map(WireRequest::authorization).toList());
  }

  @Test
  void refusesWebSocketHandshake() {
    Message refused =
        call(get("ws://127.0.0.1:" + world().plain.port() + "/refuse/a").add("websocket", "true"));

    assertEquals(List.of(), world().plain.requests());
    assertNull(refused.get("status"), refused::toString);
    if (version().startsWith("3.")) { // later ones say no more than that the connection is closed
      assertSaysWhy(refused);
    }
  }

  // HTTP/2

  @Test
  void decidesEveryRequestOverHttp2() throws IOException {
    assumeNegotiatesHttp2();
    try (Http2Hops hops = new Http2Hops()) {
      Message answer = call(hops.request());

      assertEquals("200", answer.get("status"), answer::toString);
      hops.assertEachIsDecided();
      hops.assertRedirectIsSaid(this::stderrWith);
    }
  }

  @Test
  void decidesByTargetBehindTunnelOverHttp2() throws IOException {
    assumeNegotiatesHttp2();
    try (MockWebServer server = http2Server()) {
      server.enqueue(new MockResponse(200, Headers.of(), "end"));

      Message answer =
          call(
              get(url(server, "/a"))
                  .add("http2", "true")
                  .add("proxy", "127.0.0.1:" + world().proxy.port()));

      assertEquals("200", answer.get("status"), answer::toString);
      assertEquals(
          List.of("Bearer token-alpha-1"), taken(server).getHeaders().values("Authorization"));
      WireRequest connect = only(world().proxy);
      assertEquals("CONNECT", connect.method());
      assertFalse(connect.head().contains("Bearer"), connect.head());
    }
  }

  /** Over plain TCP, with what the client knows beforehand: that the server speaks HTTP/2. */
  @Test
  void decidesRequestsOfUnencryptedHttp2() throws IOException {
    try (MockWebServer server = new MockWebServer()) {
      server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
      server.start(InetAddress.getByAddress(new byte[4]), 0);
      for (String host : List.of("127.0.0.1", "127.0.0.2", "127.0.0.3")) {
        server.enqueue(new MockResponse(200, Headers.of(), "end"));
        Message answer =
            call(get("http://" + host + ":" + server.getPort() + "/a").add("http2", "prior"));
        assertEquals("200", answer.get("status"), answer::toString);
      }

      assertEquals("Bearer token-alpha-1", taken(server).getHeaders().get("Authorization"));
      assertNull(taken(server).getHeaders().get("Authorization"));
      assertNull(taken(server).getHeaders().get("Authorization"), "its mapping asks for TLS");
    }
  }

  /** The request that asks for the upgrade goes over HTTP/1.1, its answer comes over HTTP/2. */
  @Test
  void decidesRequestsBeforeAndAfterUpgradeToHttp2() {
    String port = call(new Message().add("serve", "true")).get("port");
    List<String> bodies = new ArrayList<>();
    for (String target : List.of("127.0.0.1:" + port + "/a", "127.0.0.1:" + port + "/skip/b")) {
      for (int i = 0; i < 2; i++) {
        bodies.add(call(get("http://" + target).add("http2", "upgrade")).get("body"));
      }
    }

    assertEquals(
        List.of(
            "HTTP_2 Bearer token-alpha-1",
            "HTTP_2 Bearer token-alpha-1",
            "HTTP_2 null",
            "HTTP_2 null"),
        bodies);
  }

  @Test
  void decidesEveryRequestOverMultiplexedHttp2() throws Exception {
    assumeTrue(version().startsWith("5.2"), "it has only one implementation of HTTP/2");
    try (Http2Hops hops = new Http2Hops()) {
      Message answer = call(hops.request().set("http2", "multiplex"));

      assertEquals("200", answer.get("status"), answer::toString);
      hops.assertEachIsDecided();
      hops.assertRedirectIsSaid(this::stderrWith);
    }
    holdsRequestsBackOverHttp2("multiplex", "gate-multiplex");
    refusedOneRequestOfConnection("multiplex"); // which says no more than that the stream is closed
  }

  /** Streams are opened in order: what is begun after it waits with it, unless it is given up. */
  @Test
  void holdsRequestsBackOverHttp2UntilThereIsToken() throws Exception {
    assumeNegotiatesHttp2();
    holdsRequestsBackOverHttp2("true", "gate-http2");
  }

  private void holdsRequestsBackOverHttp2(String implementation, String gate) throws Exception {
    try (MockWebServer server = http2Server()) {
      server.enqueue(new MockResponse(200, Headers.of(), "first"));
      call(get(url(server, "/skip/first")).add("http2", implementation));
      assertEquals("/skip/first", taken(server).getTarget());
      holdTokenOf(gate);
      for (String path : List.of("/" + gate + "/cancelled", "/" + gate + "/a", "/skip/b")) {
        server.enqueue(new MockResponse(200, Headers.of(), "ok"));
        start(path, request(url(server, path), "chunked").add("http2", implementation));
      }
      awaitRequestForTokenOf(gate);
      cancel("/" + gate + "/cancelled");
      assertNull(server.takeRequest(300, TimeUnit.MILLISECONDS));
      releaseTokenOf(gate);

      Map<String, String> authorizations = new HashMap<>();
      for (int i = 0; i < 2; i++) { // the server reads streams side by side
        RecordedRequest request = taken(server);
        assertEquals(0, request.getConnectionIndex());
        assertEquals("hällo", Objects.requireNonNull(request.getBody()).utf8());
        authorizations.put(request.getTarget(), request.getHeaders().get("Authorization"));
      }
      assertEquals(Set.of("/" + gate + "/a", "/skip/b"), authorizations.keySet());
      assertEquals("Bearer token-" + gate + "-1", authorizations.get("/" + gate + "/a"));
      assertNull(authorizations.get("/skip/b"));
      Message answer = call(get(url(server, "/skip/last")).add("http2", implementation));
      assertEquals("200", answer.get("status"), answer::toString);
    }
  }

  /** The other requests of the connection are none the worse for it. */
  @Test
  void refusesOneRequestOfConnectionOverHttp2() throws IOException {
    assumeNegotiatesHttp2();
    assertSaysWhy(refusedOneRequestOfConnection("true"));
  }

  private static void assertSaysWhy(Message refused) {
    assertTrue(
        refused.all("message").stream()
            .anyMatch(message -> message.contains("mapping \"refuse\": no token for")),
        refused::toString);
  }

  private Message refusedOneRequestOfConnection(String implementation) throws IOException {
    try (MockWebServer server = http2Server()) {
      server.enqueue(new MockResponse(200, Headers.of(), "first"));
      server.enqueue(new MockResponse(200, Headers.of(), "last"));
      call(get(url(server, "/skip/first")).add("http2", implementation));

      Message refused = call(get(url(server, "/refuse/a")).add("http2", implementation));
      Message answer = call(get(url(server, "/skip/last")).add("http2", implementation));

      assertNull(refused.get("status"), refused::toString);
      assertEquals("200", answer.get("status"), answer::toString);
      assertEquals("/skip/first", taken(server).getTarget());
      RecordedRequest last = taken(server);
      assertEquals("/skip/last", last.getTarget());
      assertEquals(0, last.getConnectionIndex());
      return refused;
    }
  }

  @Test
  void dropsRejectedTokenOverHttp2() throws IOException {
    assumeNegotiatesHttp2();
    try (MockWebServer server = http2Server()) {
      server.enqueue(
          new MockResponse(
              401, Headers.of("WWW-Authenticate", "Bearer error=\"invalid_token\""), "no"));
      server.enqueue(new MockResponse(200, Headers.of(), "end"));
      Message request = request(url(server, "/resend-http2/a"), "buffered").add("http2", "true");

      assertEquals("401", call(request).get("status"));
      assertEquals("200", call(request).get("status"));
      for (int number = 1; number <= 2; number++) {
        assertEquals(
            List.of("Bearer token-revocable-http2-" + number),
            taken(server).getHeaders().values("Authorization"));
      }
    }
  }

  /** What only the body says, in several frames. */
  @Test
  void readsRefusalAlongOverHttp2() throws IOException {
    assumeNegotiatesHttp2();
    readsRefusalAlong("true", "refused");
    if (version().startsWith("5.2")) {
      readsRefusalAlong("multiplex", "multiplex");
    }
  }

  private void readsRefusalAlong(String implementation, String row) throws IOException {
    String body =
        "{\"error\":{\"code\":\"Forbidden\",\"message\":\"AKV10046: key\"}}" + " ".repeat(40_000);
    try (MockWebServer server = http2Server()) {
      server.enqueue(new MockResponse(403, Headers.of(), body));

      Message answer = call(get(url(server, "/resend-" + row + "/a")).add("http2", implementation));

      assertEquals("403", answer.get("status"), answer::toString);
      assertEquals(body, answer.get("body"));
      String said = "mapping \"resend-" + row + "\": \"127.0.0.1\" answered 403 (AKV10046)";
      String log = stderrWith(said);
      assertTrue(log.contains(said), log);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffered", "chunked"})
  void replacesClientSecretInFormOverHttp2(String bodyMode) {
    assumeNegotiatesHttp2();
    replacesClientSecretOverHttp2("true", bodyMode);
    if (version().startsWith("5.2")) {
      replacesClientSecretOverHttp2("multiplex", bodyMode);
    }
  }

  private void replacesClientSecretOverHttp2(String implementation, String bodyMode) {
    Message answer = call(forms().request(bodyMode).set("http2", implementation));

    assertEquals("200", answer.get("status"), answer::toString);
    forms().assertEdited();
  }

  private Http2Forms forms() {
    return new Http2Forms("Vert.x " + version() + " on " + jdk());
  }

  private void assumeNegotiatesHttp2() {
    assumeTrue(
        jdk().version() > 8 || !version().equals("3.9.0"),
        "its Netty does not negotiate HTTP/2 on Java 8");
  }

  private static String url(MockWebServer server, String path) {
    return "https://127.0.0.1:" + server.getPort() + path;
  }
}
