package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.Http2Servers;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.TestTls;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The client of Jetty where TLS names another host than the one that is dialled, where listeners
 * change a request late, and where a request waits for its token: its threads, its time-outs and
 * its end with the client.
 */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class JettyPlacesIT {
  private static final String MAPPING =
      """
      { "token": { "firstTokenWait": "20s", "prefetch": false }, "mappings": [
        { "name": "keep", "host": "127.0.0.1:*", "path": "/keep/**", "resource": "alpha", "allowPlainHttp": true },
        { "name": "gate", "host": "127.0.0.1:*", "path": "/gate/**", "resource": "gate", "allowPlainHttp": true },
        { "name": "late", "host": "127.0.0.1:*", "path": "/late/**", "resource": "late", "allowPlainHttp": true },
        { "name": "stop", "host": "127.0.0.1:*", "path": "/stop/**", "resource": "stop", "allowPlainHttp": true },
        { "name": "hang", "host": "127.0.0.1:*", "path": "/hang/**", "resource": "hang", "allowPlainHttp": true },
        { "name": "tls", "host": "127.0.0.1:*", "resource": "tls" },
        { "name": "private", "hosts": ["private.test:*", "localhost:*"], "resource": "private" }
      ] }
      """;

  /** Less than the wait. */
  private static final long SOON_MILLIS = 6_000;

  @Parameter(0)
  ClientUnderTest client;

  @Parameter(1)
  Jdk jdk;

  private static WireServer plain;
  private static WireServer secure;
  private static IdentityServer identity;
  private static ProbeJvm jvm;
  private static Path mapping;

  static List<Arguments> clients() {
    List<Arguments> clients = new ArrayList<>();
    clients.addAll(versions("9", 8, "9.4.0.v20161208", "9.4.58.v20250814"));
    clients.addAll(versions("11", 11, "10.0.26", "11.0.26"));
    clients.addAll(versions("12", 17, "12.0.0", "12.1.14"));
    return ClientUnderTest.onOutermostJdks(clients);
  }

  private static List<Arguments> versions(String folder, int lowestJdk, String... versions) {
    return ClientUnderTest.versions(
        "Jetty client", "Jetty" + folder + "Probe", "jetty-client/" + folder, lowestJdk, versions);
  }

  @BeforeParameterizedClassInvocation
  static void start(ClientUnderTest client, Jdk jdk) throws IOException {
    plain = WireServer.http("plain");
    secure = WireServer.https("secure");
    identity = new IdentityServer();
    mapping = Files.writeString(Files.createTempFile("mapping", ".json"), MAPPING);
    List<String> options = new ArrayList<>(List.of(TestTls.shared().trustOptions()));
    options.add("-javaagent:" + AgentJar.path() + "=" + mapping);
    jvm = ProbeJvm.start(jdk, client.probe(), client.classPath(), options, identity.environment());
  }

  @AfterParameterizedClassInvocation
  static void close() throws IOException {
    jvm.close();
    plain.close();
    secure.close();
    identity.close();
    Files.delete(mapping);
  }

  @BeforeEach
  void reset() {
    plain.clear();
    secure.clear();
  }

  @AfterEach
  void suppressesNothing() {
    Message errors = jvm.send(new Message().add("do", "errors"));
    assertEquals("0", errors.get("errors"), jvm::stderr);
    assertFalse(jvm.stderr().contains("ERROR"), jvm::stderr);
  }

  @Test
  void leavesNoTraceInWorkersOfTheApplication() throws InterruptedException {
    identity.hold("gate");
    jvm.send(
        plain("/gate/a")
            .add("client", "workers")
            .add("workers", "true")
            .add("do", "async-start")
            .add("key", "workers"));
    identity.awaitRequestFor("gate");
    identity.release("gate");

    Message answer = jvm.send(new Message().add("do", "async-await").add("key", "workers"));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals("Bearer token-gate-1", plain.requests().get(0).authorization());
    assertEquals(List.of("app main of the application"), answer.all("worker"));
  }

  /** Of a request that waits, and of one that does not. */
  @Test
  void writesWhatListenersSetAndRemoveLate() throws InterruptedException {
    identity.hold("late");
    jvm.send(signed("/late/a").add("do", "async-start").add("key", "late"));
    identity.awaitRequestFor("late");
    identity.release("late");
    jvm.send(new Message().add("do", "async-await").add("key", "late"));
    call(signed("/late/b"));

    assertEquals(2, plain.requests().size(), jvm::stderr);
    for (WireRequest sent : plain.requests()) {
      assertEquals(List.of("1"), sent.headers("X-Queued"), sent::head);
      assertEquals(List.of("2"), sent.headers("X-Signature"), sent::head);
      assertEquals(List.of("3"), sent.headers("X-Trace"), sent::head);
      assertEquals(List.of(), sent.headers("X-Old"), sent::head);
      assertEquals(List.of(), sent.headers("X-Older"), sent::head);
      assertEquals(List.of("Bearer token-late-1"), sent.headers("Authorization"), sent::head);
    }
  }

  private static Message signed(String path) {
    return plain(path)
        .add("header", "X-Old: 1")
        .add("header", "X-Older: 1")
        .add("header", "X-Signature: stale")
        .add("queued", "X-Queued: 1")
        .add("begin", "X-Signature: 2")
        .add("begin", "X-Old")
        .add("headers", "X-Trace: 3")
        .add("headers", "X-Older");
  }

  @Test
  void keepsAuthorizationThatListenersSetLate() {
    for (String event : List.of("queued", "begin", "headers")) {
      call(plain("/keep/" + event).add(event, "Authorization: Basic own"));
    }
    call(plain("/keep/none"));

    List<List<String>> sent =
        plain.requests().stream().map(request -> request.headers("Authorization")).toList();
    List<String> own = List.of("Basic own");
    assertEquals(List.of(own, own, own, List.of("Bearer token-alpha-1")), sent);
  }

  @Test
  void endsWaitForTokenWithTheTimeOfTheRequest() {
    Message answer = call(plain("/hang/a").add("total", "700"));

    assertEquals("java.util.concurrent.TimeoutException", answer.get("exception"));
    assertSoon(answer);
    assertEquals(List.of(), plain.requests());
  }

  @Test
  void endsWaitForTokenWithIdleTimeout() {
    Message answer = call(plain("/hang/a").add("timeout", "700"));

    assertEquals("java.util.concurrent.TimeoutException", answer.get("exception"));
    assertSoon(answer);
    assertEquals(List.of(), plain.requests());
  }

  @Test
  void endsWaitForTokenWhereRequestIsAborted() {
    Message answer = call(plain("/hang/a").add("cancelAfter", "200"));

    assertEquals(List.of("java.io.IOException"), answer.all("exception"));
    assertEquals(List.of("given up"), answer.all("message"));
    assertSoon(answer);
    assertEquals(List.of(), plain.requests());
  }

  @Test
  void endsWhatWaitsWhereTheClientIsStopped() throws InterruptedException {
    identity.hold("stop");
    jvm.send(
        plain("/stop/a")
            .add("client", "stopped")
            .add("do", "async-start")
            .add("key", "stopped")
            .add("times", "5"));
    identity.awaitRequestFor("stop");

    Message stopped = jvm.send(stop());
    Message answer = jvm.send(new Message().add("do", "async-await").add("key", "stopped"));
    identity.release("stop");
    call(plain("/stop/b")); // of another client, after what waited

    assertEquals("true", stopped.get("stopped"), stopped::toString);
    assertFalse(answer.has("status"), answer::toString);
    assertFalse(answer.toString().contains("managedidentity"), answer::toString);
    assertSoon(answer);
    assertEquals(List.of("/stop/b"), plain.requests().stream().map(WireRequest::target).toList());
  }

  private static Message stop() {
    return new Message().add("do", "call").add("client", "stopped").add("stop", "true");
  }

  @Test
  void givesNoTokenWhereTlsNamesOtherHost() {
    call(secure("127.0.0.1", "/a").add("client", "other").add("peer", "127.0.0.2"));

    assertEquals(1, secure.requests().size(), jvm::stderr);
    assertNull(secure.requests().get(0).authorization());
    assertTrue(
        jvm.stderrWith("TLS session").contains("no token goes on a request to"), jvm::stderr);
  }

  @Test
  void givesNoTokenWhereTlsNamesOtherHostOverHttp2() throws IOException {
    assumeTrue(!client.version().startsWith("9."), "not run over HTTP/2");
    try (MockWebServer server = Http2Servers.http2Server()) {
      server.enqueue(new MockResponse(200, Headers.of(), "end"));
      server.enqueue(new MockResponse(200, Headers.of(), "end"));
      String url = "https://127.0.0.1:" + server.getPort() + "/a";
      Message other = get(url).add("client", "other2").add("peer", "127.0.0.2");
      call(other.add("http2", "true"));
      call(get(url).add("client", "same2").add("http2", "true"));

      RecordedRequest unproven = Http2Servers.taken(server);
      assertEquals("HTTP/2", unproven.getVersion());
      assertNull(unproven.getHeaders().get("Authorization"));
      assertEquals(
          "Bearer token-tls-1", Http2Servers.taken(server).getHeaders().get("Authorization"));
    }
  }

  @Test
  void givesTokenWhateverServerNameIsSent() {
    call(secure("localhost", "/a").add("client", "sni").add("sni", "other.test"));
    call(secure("127.0.0.1", "/a").add("client", "sni").add("sni", "other.test"));
    call(secure("127.0.0.1", "/a").add("client", "uncached").add("uncached", "true"));

    assertEquals(
        List.of("Bearer token-private-1", "Bearer token-tls-1", "Bearer token-tls-1"), sent());
  }

  @Test
  void givesTokenToPrivateEndpoint() {
    call(secure("private.test", "/a").add("client", "local").add("local", "true"));

    assertEquals(List.of("Bearer token-private-1"), sent());
  }

  @Test
  void givesTokenOverResumedSessions() {
    int before = secure.resumed();
    secure.answer(request -> WireResponse.of(200, "ok").with("Connection: close"));
    for (int i = 0; i < 3; i++) {
      call(secure("127.0.0.1", "/a"));
      call(secure("localhost", "/a"));
    }

    assertEquals(6, secure.requests().size(), jvm::stderr);
    assertEquals(
        List.of("Bearer token-tls-1", "Bearer token-private-1"),
        sent().stream().distinct().toList());
    assertTrue(secure.resumed() > before, "no session was resumed");
  }

  /** Such a proxy relays what goes to https, and reads what goes to http. */
  @Test
  void givesTokenThroughTlsProxyToTargetAlone() {
    Message through = secure("127.0.0.1", "/a");
    call(through.add("client", "proxy").add("tlsProxy", "localhost:" + secure.port()));
    call(plain("/a").add("client", "proxy").add("tlsProxy", "localhost:" + secure.port()));

    List<WireRequest> all = secure.requests();
    assertEquals(
        List.of("CONNECT", "GET", "GET"),
        all.stream().map(WireRequest::method).toList(),
        jvm::stderr);
    assertNull(all.get(0).authorization());
    assertEquals("Bearer token-tls-1", all.get(1).authorization());
    assertNull(all.get(2).authorization());
  }

  private static void assertSoon(Message answer) {
    assertTrue(Long.parseLong(answer.get("millis")) < SOON_MILLIS, answer::toString);
  }

  private static List<String> sent() {
    return secure.requests().stream().map(WireRequest::authorization).toList();
  }

  private static Message call(Message call) {
    return jvm.send(call.set("do", "call"));
  }

  private static Message plain(String path) {
    return get("http://127.0.0.1:" + plain.port() + path);
  }

  private static Message secure(String host, String path) {
    return get("https://" + host + ":" + secure.port() + path);
  }

  private static Message get(String url) {
    return new Message().add("method", "GET").add("url", url);
  }
}
