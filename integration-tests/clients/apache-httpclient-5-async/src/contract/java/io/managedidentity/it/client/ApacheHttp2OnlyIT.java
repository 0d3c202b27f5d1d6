package io.managedidentity.it.client;

import static io.managedidentity.it.server.Http2Servers.http2Server;
import static io.managedidentity.it.server.Http2Servers.redirect;
import static io.managedidentity.it.server.Http2Servers.taken;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.TestTls;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The clients of Apache HttpClient 5 that speak HTTP/2 alone, which the contract's servers do not.
 * From Java 11, where TLS negotiates protocols without help.
 */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("versions")
class ApacheHttp2OnlyIT {
  private static final String MAPPING =
      """
      { "token": { "firstTokenWait": "5s", "prefetch": false }, "mappings": [
        { "name": "revocable", "host": "127.0.0.1:*", "path": "/revocable/**", "resource": "revocable" },
        { "name": "same", "host": "127.0.0.1:*", "path": "/same/**", "resource": "same" },
        { "name": "held", "host": "127.0.0.1:*", "path": "/held-default/**", "resource": "held-default" },
        { "name": "held-minimal", "host": "127.0.0.1:*", "path": "/held-minimal/**", "resource": "held-minimal" },
        { "name": "refuse", "host": "127.0.0.1:*", "path": "/refuse/**", "resource": "broken",
          "onTokenFailure": "fail-request", "placeholder": "dummy-in-its-place" },
        { "name": "alpha", "host": "127.0.0.1:*", "resource": "alpha", "existingAuthorization": "replace",
          "removeHeaders": ["x-api-key"], "removeQuery": ["sig"], "setHeaders": { "x-migrated": "1" } },
        { "name": "beta", "host": "localhost:*", "resource": "beta" } ] }
      """;

  @Parameter(0)
  String version;

  @Parameter(1)
  Jdk jdk;

  @TempDir private Path folder;

  private MockWebServer server;
  private IdentityServer identity;
  private ProbeJvm jvm;

  static List<Arguments> versions() {
    List<Arguments> rows = new ArrayList<>();
    for (String version : List.of("5.0.4", "5.6.5")) {
      Jdk.from(11).forEach(jdk -> rows.add(Arguments.of(version, jdk)));
    }
    return rows;
  }

  @BeforeEach
  void open() throws IOException {
    server = http2Server();
    identity = new IdentityServer();
    Path mapping = Files.writeString(folder.resolve("mapping.json"), MAPPING);
    List<String> options = new ArrayList<>(List.of(TestTls.shared().trustOptions()));
    options.add("-javaagent:" + AgentJar.path() + "=" + mapping);
    List<String> jars = AgentJar.clientPath("apache-httpclient-5-async/" + version);
    jvm = ProbeJvm.start(jdk, "ApacheHttp2OnlyProbe", jars, options, identity.environment());
  }

  @AfterEach
  void close() throws Exception {
    assertEquals("0", jvm.send(new Message().add("do", "errors")).get("errors"), jvm::stderr);
    jvm.close();
    identity.close();
    server.close();
  }

  @Test
  void decidesEveryRequest() {
    server.enqueue(redirect(url("localhost", "/second")));
    server.enqueue(redirect(url("127.0.0.2", "/third")));
    server.enqueue(answer(200));

    Message answer = call(get("127.0.0.1", "/first?sig=s&x=%20y").add("header", "x-api-key: k"));

    assertNull(answer.get("exception"), answer::toString);
    assertEdited(taken(server), "/first?x=%20y");
    if (answer.get("status").equals("200")) { // 5.6 follows no redirect to another host
      assertEquals("Bearer token-beta-1", taken(server).getHeaders().get("Authorization"));
      assertNull(taken(server).getHeaders().get("Authorization"));
    }
    assertTrue(answer.get("viewAfter").contains("x-api-key: k"), answer::toString);
    assertTrue(!answer.get("viewAfter").contains("Bearer"), answer::toString);
  }

  @Test
  void decidesRequestOfMinimalClient() {
    server.enqueue(answer(200));
    server.enqueue(answer(200));

    call(minimal("127.0.0.1", "/first?sig=s&x=1").add("header", "x-api-key: k"));
    call(minimal("127.0.0.2", "/other"));

    assertEdited(taken(server), "/first?x=1");
    assertNull(taken(server).getHeaders().get("Authorization"));
  }

  /** An https URL proves nothing: the strategy for TLS is the application's. */
  @Test
  void givesNoTokenWhereMinimalClientHasNoTls() throws IOException {
    try (MockWebServer clear = new MockWebServer()) {
      clear.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
      clear.start(InetAddress.getByAddress(new byte[4]), 0);
      clear.enqueue(answer(200));
      String url = "https://127.0.0.1:" + clear.getPort() + "/first?sig=s";

      Message answer = call(new Message().add("url", url).add("clear", "true"));

      assertEquals("200", answer.get("status"), answer::toString);
      RecordedRequest request = taken(clear);
      assertNull(request.getHeaders().get("Authorization"));
      assertEquals("/first?sig=s", request.getTarget());
    }
  }

  private static void assertEdited(RecordedRequest request, String target) {
    assertEquals("HTTP/2", request.getVersion());
    assertEquals(target, request.getTarget());
    assertEquals(List.of("Bearer token-alpha-1"), request.getHeaders().values("Authorization"));
    assertNull(request.getHeaders().get("x-api-key"));
    assertEquals("1", request.getHeaders().get("x-migrated"));
  }

  @Test
  void sendsOnceMoreAfterRevocation() {
    server.enqueue(answer(200));
    server.enqueue(unauthorized());
    server.enqueue(answer(200));
    call(get("127.0.0.1", "/revocable/a"));

    Message answer =
        call(
            get("127.0.0.1", "/revocable/a")
                .add("method", "POST")
                .add("body", "b")
                .add("bodyMode", "buffered"));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals("Bearer token-revocable-1", taken(server).getHeaders().get("Authorization"));
    assertEquals("Bearer token-revocable-1", taken(server).getHeaders().get("Authorization"));
    RecordedRequest again = taken(server);
    assertEquals("Bearer token-revocable-2", again.getHeaders().get("Authorization"));
    assertEquals("b", Objects.requireNonNull(again.getBody()).utf8());
  }

  @Test
  void handsRejectionOfMinimalClientToApplicationAndDropsToken() {
    server.enqueue(answer(200));
    server.enqueue(unauthorized());
    server.enqueue(answer(200));
    call(minimal("127.0.0.1", "/revocable/a"));

    Message rejected = call(minimal("127.0.0.1", "/revocable/a"));
    Message next = call(minimal("127.0.0.1", "/revocable/a"));

    assertEquals("401", rejected.get("status"), rejected::toString);
    assertEquals("200", next.get("status"), next::toString);
    taken(server);
    taken(server);
    assertEquals("Bearer token-revocable-2", taken(server).getHeaders().get("Authorization"));
  }

  @Test
  void readsRefusedAnswerAlong() {
    String body = "{\"error\":{\"code\":\"Forbidden\",\"message\":\"%s: no\"}}";
    server.enqueue(new MockResponse(403, Headers.of(), body.formatted("AKV10046")));
    server.enqueue(new MockResponse(403, Headers.of(), body.formatted("AKV10022")));

    Message answer = call(get("127.0.0.1", "/first"));
    Message ofMinimal = call(minimal("localhost", "/first"));

    assertEquals(body.formatted("AKV10046"), answer.get("body"), answer::toString);
    assertEquals(body.formatted("AKV10022"), ofMinimal.get("body"), ofMinimal::toString);
    for (String said :
        List.of(
            "mapping \"alpha\": \"127.0.0.1\" answered 403 (AKV10046)",
            "mapping \"beta\": \"localhost\" answered 403 (AKV10022)")) {
      assertTrue(jvm.stderrWith(said).contains(said), jvm::stderr);
    }
  }

  /** It is held until it is known that no other token comes. */
  @Test
  void readsHeldAnswerWhenTheApplicationGetsIt() {
    String body = "{\"error\":{\"code\":\"AKV10046\"}}";
    server.enqueue(
        new MockResponse(
            401, Headers.of("WWW-Authenticate", "Bearer error=\"invalid_token\""), body));

    Message answer = call(get("127.0.0.1", "/same/a"));

    assertEquals(body, answer.get("body"), answer::toString);
    assertEquals(1, server.getRequestCount());
    String said = "mapping \"same\": \"127.0.0.1\" answered 401 (AKV10046)";
    assertTrue(jvm.stderrWith(said).contains(said), jvm::stderr);
  }

  /** The only thread of the client goes on with others while a request waits for its token. */
  @Test
  void waitsForTokenWithoutThread() throws InterruptedException {
    for (String kind : List.of("default", "minimal")) {
      String held = "held-" + kind;
      identity.hold(held);
      server.enqueue(answer(200));
      server.enqueue(answer(200));
      jvm.send(
          ofKind(kind, "127.0.0.1", "/" + held + "/a")
              .add("do", "async-start")
              .add("key", kind)
              .add("times", "1"));
      identity.awaitRequestFor(held);

      call(ofKind(kind, "127.0.0.2", "/other"));
      String before = taken(server).getTarget();
      identity.release(held);
      RecordedRequest after = taken(server);

      assertEquals("/other", before);
      assertEquals("/" + held + "/a", after.getTarget());
      assertEquals("Bearer token-" + held + "-1", after.getHeaders().get("Authorization"));
    }
  }

  @Test
  void failsRequestWhereConfigured() {
    for (Message call : List.of(get("127.0.0.1", "/refuse/a"), minimal("127.0.0.1", "/refuse/a"))) {
      Message answer = call(call);

      assertTrue(
          answer.all("exception").contains("org.apache.hc.core5.http.HttpException"),
          answer::toString);
    }
    assertEquals(0, server.getRequestCount());
  }

  @Test
  void letsNoPlaceholderLeaveToAHostWithoutAMapping() {
    for (Message call : List.of(get("127.0.0.2", "/other"), minimal("127.0.0.2", "/other"))) {
      Message answer = call(call.add("header", "x-key: dummy-in-its-place"));

      assertTrue(
          answer.all("exception").contains("org.apache.hc.core5.http.HttpException"),
          answer::toString);
    }
    assertEquals(0, server.getRequestCount());
  }

  private Message call(Message call) {
    return jvm.send(call.add("do", "call"));
  }

  private Message get(String host, String path) {
    return new Message().add("url", url(host, path));
  }

  private Message minimal(String host, String path) {
    return get(host, path).add("minimal", "true");
  }

  private Message ofKind(String kind, String host, String path) {
    return kind.equals("minimal") ? minimal(host, path) : get(host, path);
  }

  private String url(String host, String path) {
    return "https://" + host + ":" + server.getPort() + path;
  }

  private static MockResponse answer(int status) {
    return new MockResponse(status, Headers.of(), "end");
  }

  private static MockResponse unauthorized() {
    return new MockResponse(
        401, Headers.of("WWW-Authenticate", "Bearer error=\"invalid_token\""), "no");
  }
}
