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
import io.managedidentity.it.server.DyingServer;
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
 * What AsyncHttpClient 1, 2 and 3 do while a request or its rejection waits for a token: their own
 * time-outs run, a rejection is never lost, and closing the client is no error. And where TLS
 * proves another name than the URL's.
 */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class AsyncHttpClientWaitsIT {
  /** Each row that needs a token of its own has one. */
  private static final List<String> TOKENS =
      List.of("request", "read", "late", "expect", "held", "second", "closed", "given-up");

  private static final String CHALLENGE = "Bearer error=\"invalid_token\"";

  @Parameter(0)
  ClientUnderTest client;

  @Parameter(1)
  Jdk jdk;

  private static WireServer plain;
  private static WireServer secure;
  private static IdentityServer identity;
  private static ProbeJvm jvm;
  private static Path mapping;

  private long errorsBefore;
  private int logBefore;

  static List<Arguments> clients() {
    List<Arguments> clients = new ArrayList<>(versions(8, "2.0.0", "2.15.0"));
    // By itself it answers no request on 11 and later.
    clients.removeIf(
        row -> row.get()[0].toString().endsWith(" 2.0.0") && ((Jdk) row.get()[1]).version() > 8);
    clients.addAll(versions(11, "3.0.0", "3.0.13"));
    clients.addAll(
        ClientUnderTest.versions(
            "AsyncHttpClient 1",
            "AsyncHttpClient1Probe",
            "async-http-client-1",
            8,
            "1.9.0",
            "1.9.40"));
    return ClientUnderTest.onOutermostJdks(clients);
  }

  private static List<Arguments> versions(int lowestJdk, String... versions) {
    return ClientUnderTest.versions(
        "AsyncHttpClient", "AsyncHttpClientProbe", "async-http-client", lowestJdk, versions);
  }

  private static String mappings() {
    StringBuilder mappings = new StringBuilder();
    for (String name : TOKENS) {
      mappings.append(
          """
          { "name": "%1$s", "host": "127.0.0.1:*", "path": "/%1$s/**", "resource": "%1$s", "allowPlainHttp": true },
          """
              .formatted(name));
    }
    return """
        { "token": { "firstTokenWait": "6s", "prefetch": false }, "mappings": [
          %s { "name": "alpha", "host": "127.0.0.1:*", "resource": "alpha", "allowPlainHttp": true }
        ] }
        """
        .formatted(mappings);
  }

  @BeforeParameterizedClassInvocation
  static void open(ClientUnderTest client, Jdk jdk) throws IOException {
    plain = WireServer.http("plain");
    secure = WireServer.https("secure");
    identity = new IdentityServer();
    mapping = Files.writeString(Files.createTempFile("mapping", ".json"), mappings());
    List<String> options = new ArrayList<>(List.of(TestTls.shared().trustOptions()));
    options.add("-javaagent:" + AgentJar.path() + "=config=" + mapping);
    options.add("-Dio.netty.leakDetection.level=paranoid");
    options.add("-Dprobe.readTimeout=4500");
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
    logBefore = jvm.stderr().length();
    errorsBefore = errors();
  }

  @AfterEach
  void isWithoutFault() {
    assertEquals(errorsBefore, errors(), jvm::stderr);
    assertFalse(log().contains("LEAK"), this::log);
    assertFalse(log().contains("ERROR"), this::log);
  }

  private static long errors() {
    return Long.parseLong(jvm.send(new Message().add("do", "errors")).get("errors"));
  }

  private String log() {
    return jvm.stderr().substring(logBefore);
  }

  @Test
  void endsWaitForTokenWithTheClientsOwnRequestTimeout() {
    identity.hold("request");

    Message answer = call(get("/request/a").add("timeout", "1000"));

    assertTimeout(answer);
    identity.release("request");
    assertEquals("200", call(get("/request/b")).get("status"));
    assertEquals(List.of("/request/b"), targets());
  }

  @Test
  void endsWaitForTokenWithTheClientsOwnReadTimeout() {
    assumeTrue(
        !client.version().equals("2.0.0"), "2.0.0 is not made to start its timer for the wait");
    identity.hold("read");

    Message answer = call(get("/read/a").add("readTimeout", "1500"));

    assertTimeout(answer);
    identity.release("read");
    assertEquals("200", call(get("/read/b")).get("status"));
    assertEquals(List.of("/read/b"), targets());
  }

  /** The time that the request waited for its token counts. */
  @Test
  void keepsTheDeadlineOfTheRequestAfterTheWait() throws InterruptedException {
    identity.hold("late");
    plain.answer(request -> WireResponse.ok().after(60_000));
    jvm.send(get("/late/a").add("timeout", "3000").add("do", "async-start").add("key", "late"));
    identity.awaitRequestFor("late");
    call(get("/other-host").add("timeout", "1400"));
    identity.release("late");

    Message late = jvm.send(new Message().add("do", "async-await").add("key", "late"));

    assertTrue(
        late.all("exception").contains("java.util.concurrent.TimeoutException"), late::toString);
    long millis = Long.parseLong(late.get("millis"));
    assertTrue(millis >= 2900 && millis < 4200, late::toString);
  }

  @Test
  void sendsRequestThatExpectsContinueOnceMore() {
    plain.answer(request -> isFirst(request) ? unauthorized() : WireResponse.ok());

    Message answer =
        call(
            new Message()
                .add("method", "PUT")
                .add("url", url("/expect/a"))
                .add("body", "hällo")
                .add("header", "Expect: 100-continue")
                .add("timeout", "8000"));

    if (isOne()) { // which does not send such requests once more
      assertEquals("401", answer.get("status"), answer::toString);
      return;
    }
    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals(2, plain.requests().size());
    assertEquals("hällo", plain.requests().get(1).body());
    assertEquals("Bearer token-expect-2", plain.requests().get(1).authorization());
  }

  /** The server goes away while the fresh token is fetched, with its listener. */
  @Test
  void deliversHeldRejectionOfServerThatDied() throws Exception {
    try (DyingServer server = new DyingServer(CHALLENGE)) {
      jvm.send(
          new Message()
              .add("method", "GET")
              .add("url", "http://127.0.0.1:" + server.port() + "/held/a")
              .add("do", "async-start")
              .add("key", "held"));
      server.awaitRequest();
      identity.hold("held");
      server.answer();
      identity.awaitRequestFor("held");
      server.die();
      identity.release("held");

      Message held = jvm.send(new Message().add("do", "async-await").add("key", "held"));

      assertEquals("401", held.get("status"), held::toString);
      assertEquals("no", held.get("body"), held::toString);
    }
  }

  /** Its second answer never comes. */
  @Test
  void deliversFirstRejectionWhereSecondSendingFails() throws Exception {
    assumeTrue(
        !client.version().equals("1.9.0"),
        "1.9.0 dials anew by itself, and fails where nothing of ours stands");
    try (DyingServer server = new DyingServer(CHALLENGE)) {
      jvm.send(
          new Message()
              .add("method", "POST")
              .add("body", "b")
              .add("url", "http://127.0.0.1:" + server.port() + "/second/a")
              .add("do", "async-start")
              .add("key", "second"));
      server.awaitRequest();
      server.answer();
      server.awaitRequest();
      server.die();

      Message held = jvm.send(new Message().add("do", "async-await").add("key", "second"));

      assertEquals("401", held.get("status"), held::toString);
      assertEquals("no", held.get("body"), held::toString);
    }
  }

  @Test
  void saysNothingWhereTheClientIsClosedWhileRequestsWait() throws InterruptedException {
    identity.hold("closed");
    jvm.send(get("/closed/a").add("times", "5").add("do", "async-start").add("key", "closed"));
    identity.awaitRequestFor("closed");

    assertEquals(List.of(), targets());
    call(new Message().add("close", "true"));
    identity.release("closed"); // some may still go out: the client closes connections by and by
    jvm.send(new Message().add("do", "async-cancel").add("key", "closed"));
  }

  /** What comes of the rejection after that, in the same read, is nobody's. */
  @Test
  void leavesNoBufferWhereTheCallIsCancelledAsItIsRejected() {
    assumeTrue(!isOne(), "its buffers are not counted");
    plain.answer(request -> unauthorized());

    for (int i = 0; i < 20; i++) {
      Message answer = call(get("/given-up/a").add("cancelAt", "401"));
      assertTrue(
          answer.all("exception").contains("java.util.concurrent.CancellationException"),
          answer::toString);
    }

    plain.answer(request -> WireResponse.ok());
    for (int i = 0; i < 3; i++) { // Netty says what leaked when it gives out the next buffers
      call(new Message().add("collect", "true"));
      assertEquals("200", call(get("/given-up/a")).get("status"));
    }
  }

  @Test
  void givesNoTokenWhereTlsProvesAnotherNameThanTheUrls() {
    assumeTrue(!isOne(), "TLS is for the host that is dialled there");

    Message answer =
        call(
            new Message()
                .add("method", "GET")
                .add("url", "https://127.0.0.1:" + secure.port() + "/a")
                .add("virtualHost", "127.0.0.2"));

    assertEquals("200", answer.get("status"), answer::toString);
    assertNull(secure.requests().get(0).authorization());
    assertTrue(
        jvm.stderrWith("TLS session").contains("no token goes on a request to"), jvm::stderr);
    call(
        new Message().add("method", "GET").add("url", "https://127.0.0.1:" + secure.port() + "/a"));
    assertEquals("Bearer token-alpha-1", secure.requests().get(1).authorization());
  }

  @Test
  void givesNoTokenToProxyThatSpeaksTls() {
    assumeTrue(client.version().equals("3.0.13"), "the client has no such proxies");
    for (String scheme : List.of("http", "https")) {
      int port = scheme.equals("http") ? plain.port() : secure.port();
      call(
          new Message()
              .add("method", "GET")
              .add("url", scheme + "://127.0.0.1:" + port + "/a")
              .add("proxy", "localhost:" + secure.port())
              .add("proxyType", "HTTPS")
              .add("timeout", "3000"));
    }

    assertTrue(secure.requests().size() >= 2, secure.requests()::toString);
    for (WireRequest request : secure.requests()) {
      assertFalse(request.head().contains("Bearer"), request::head);
    }
    for (WireRequest request : plain.requests()) {
      assertFalse(request.head().contains("Bearer"), request::head);
    }
  }

  private void assertTimeout(Message answer) {
    assertTrue(
        answer.all("exception").contains("java.util.concurrent.TimeoutException"),
        answer::toString);
    assertTrue(Long.parseLong(answer.get("millis")) < 5700, answer::toString);
  }

  private boolean isOne() {
    return client.version().startsWith("1.");
  }

  private static boolean isFirst(WireRequest request) {
    return "Bearer token-expect-1".equals(request.authorization());
  }

  private static WireResponse unauthorized() {
    return WireResponse.of(401, "no").with("WWW-Authenticate: " + CHALLENGE);
  }

  private Message call(Message call) {
    return jvm.send(call.add("do", "async-call"));
  }

  private Message get(String path) {
    return new Message().add("method", "GET").add("url", url(path));
  }

  private String url(String path) {
    return "http://127.0.0.1:" + plain.port() + path;
  }

  private List<String> targets() {
    return plain.requests().stream().map(WireRequest::target).toList();
  }
}
