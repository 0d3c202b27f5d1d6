package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.TestTls;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
 * The blocking Apache clients where what the application says of a request is not where its
 * connection goes, and where a request is given up.
 */
@ParameterizedClass(name = "{0}, {1}, {2}")
@MethodSource("clients")
class ApachePlacesIT {
  /** All kinds of client of a version share a JVM. */
  private static final List<String> KINDS = List.of("main", "minimal", "basic", "old");

  private static final String MAPPING =
      """
      { "mappings": [
        { "host": "127.0.0.1:*", "path": "/a/**", "resource": "alpha", "allowPlainHttp": true },
        { "host": "127.0.0.1:*", "path": "/tls/**", "resource": "alpha" },
        { "host": "127.0.0.1:*", "path": "/held-main/**", "resource": "held-main", "allowPlainHttp": true },
        { "host": "127.0.0.1:*", "path": "/held-minimal/**", "resource": "held-minimal", "allowPlainHttp": true },
        { "host": "127.0.0.1:*", "path": "/held-basic/**", "resource": "held-basic", "allowPlainHttp": true },
        { "host": "127.0.0.1:*", "path": "/held-old/**", "resource": "held-old", "allowPlainHttp": true },
        { "host": "localhost:*", "resource": "private" }
      ] }
      """;

  @Parameter(0)
  String version;

  @Parameter(1)
  String kind;

  @Parameter(2)
  Jdk jdk;

  private static WireServer plain;
  private static WireServer secure;
  private static IdentityServer identity;
  private static ProbeJvm jvm;
  private static Path mapping;

  static List<Arguments> clients() {
    List<Arguments> clients = new ArrayList<>();
    for (String version : List.of("4.3.6", "4.5.14", "5.0.4", "5.4.1", "5.6.5")) {
      for (Jdk jdk : Jdk.outermost(8)) {
        kinds(version).forEach(kind -> clients.add(Arguments.of(version, kind, jdk)));
      }
    }
    return clients;
  }

  private static List<String> kinds(String version) {
    return version.startsWith("4") ? KINDS : KINDS.subList(0, 3);
  }

  @BeforeParameterizedClassInvocation
  static void open(String version, String kind, Jdk jdk) throws IOException {
    plain = WireServer.http("plain");
    secure = WireServer.https("secure");
    if (kind.equals(KINDS.get(0))) {
      start(version, jdk);
    }
  }

  private static void start(String version, Jdk jdk) throws IOException {
    identity = new IdentityServer();
    mapping = Files.writeString(Files.createTempFile("mapping", ".json"), MAPPING);
    List<String> options = new ArrayList<>(List.of(TestTls.shared().trustOptions()));
    options.add("-javaagent:" + AgentJar.path() + "=" + mapping);
    options.add("-Dorg.apache.commons.logging.Log=org.apache.commons.logging.impl.SimpleLog");
    options.add("-Dorg.apache.commons.logging.simplelog.log.org.apache.http.headers=debug");
    jvm =
        ProbeJvm.start(
            jdk,
            version.startsWith("4") ? "Attack4Probe" : "Attack5Probe",
            AgentJar.clientPath("apache-httpclient-" + version.charAt(0) + "/" + version),
            options,
            identity.environment());
  }

  @AfterParameterizedClassInvocation
  static void close(String version, String kind) throws IOException {
    plain.close();
    secure.close();
    if (kind.equals(kinds(version).get(kinds(version).size() - 1))) {
      jvm.close();
      identity.close();
      Files.delete(mapping);
    }
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
    assertFalse(jvm.stderr().contains("token-"), jvm::stderr);
  }

  @Test
  void showsNoTokenInHeaderLog() {
    assumeTrue(version.startsWith("4"), "5 logs by slf4j, which has no log here");

    String path = "/a/logged-" + kind;
    jvm.send(call("call").add("url", url(plain, "127.0.0.1", path)));

    assertEquals(1, withToken(path));
    String masked = "Authorization: (set by the managed identity agent)";
    String log =
        jvm.stderrOnce(written -> isAfter(written, path + " ", masked), Duration.ofSeconds(5));
    assertTrue(isAfter(log, path + " ", masked), log);
  }

  @Test
  void decidesByConnectionWhereThreadsShareContext() {
    assumeTrue(!kind.equals("basic"), "one thread at a time");
    assumeTrue(!kind.equals("old"), "by itself it loses connections where threads share a context");

    Message answers =
        jvm.send(
            call("share")
                .add("times", "800")
                .add("url", url(plain, "127.0.0.1", "/a/mapped"))
                .add("url", url(plain, "127.0.0.2", "/a/unmapped")));

    assertEquals(0, withToken("/a/unmapped"));
    // Without us too, a thread that asks a shared context for its user token may meet the
    // connection
    // of another one, which is back in the pool: then the calls end with that exception.
    boolean isLost =
        answers.all("exception").contains("org.apache.http.impl.conn.ConnectionShutdownException");
    if (!isLost) {
      assertEquals(
          800, answers.all("result").stream().filter("200"::equals).count(), answers::toString);
      assertEquals(400, withToken("/a/mapped"));
    }
  }

  @Test
  void decidesByConnectionWhereContextNamesOtherRoute() {
    jvm.send(
        call("call")
            .add("named", url(plain, "127.0.0.1", ""))
            .add("url", url(plain, "127.0.0.2", "/a/other-route")));

    assertEquals(0, withToken("/a/other-route"));
    assertTrue(
        plain.requests().stream().anyMatch(sent -> sent.target().equals("/a/other-route")),
        jvm::stderr);
  }

  @Test
  void givesNoTokenWhereNobodyKnowsWhereConnectionGoes() {
    jvm.send(
        call("direct")
            .add("named", url(plain, "127.0.0.1", ""))
            .add("url", url(plain, "127.0.0.2", "")));

    assertNull(plain.requests().get(0).authorization());
  }

  @Test
  void givesNoTokenToTlsProxyThatIsNoTunnel() {
    assumeTrue(kind.equals("main") || kind.equals("basic"), "the others have no such route");

    jvm.send(
        call("call")
            .add("proxy", url(secure, "127.0.0.4", ""))
            .add("url", "https://127.0.0.1:1/tls/a"));

    assertEquals("https://127.0.0.1:1/tls/a", secure.requests().get(0).target());
    assertNull(secure.requests().get(0).authorization());
  }

  @Test
  void givesTokenOverResumedSessions() {
    for (int i = 0; i < 3; i++) {
      secure.answer(
          request ->
              io.managedidentity.it.server.WireResponse.of(200, "ok").with("Connection: close"));
      jvm.send(call("call").add("url", url(secure, "127.0.0.1", "/tls/a")));
      jvm.send(call("call").add("url", url(secure, "localhost", "/tls/a")));
    }

    assertEquals(
        List.of("Bearer token-alpha-1", "Bearer token-private-1"),
        secure.requests().stream().map(WireRequest::authorization).distinct().toList());
  }

  @Test
  void givesTokenWhateverServerNameIsSent() {
    assumeTrue(!kind.equals("old"), "another kind of socket factory");

    jvm.send(call("call").add("sni", "").add("url", url(secure, "localhost", "/a")));
    jvm.send(call("call").add("sni", "other.test").add("url", url(secure, "localhost", "/a")));

    assertEquals("Bearer token-private-1", secure.requests().get(0).authorization());
    assertEquals("Bearer token-private-1", secure.requests().get(1).authorization());
  }

  @Test
  void givesTokenToPrivateEndpoint() {
    assumeTrue(kind.equals("main") || kind.equals("minimal"), "the others have no resolver here");

    for (String name : List.of("localhost", "private.link.test", "127.0.0.3")) {
      jvm.send(call("call").add("address", name).add("url", url(secure, "localhost", "/a")));
    }

    assertEquals(3, secure.requests().size());
    secure
        .requests()
        .forEach(request -> assertEquals("Bearer token-private-1", request.authorization()));
  }

  @Test
  void endsTheWaitForTokenWhereRequestIsGivenUp() throws InterruptedException {
    String held = "held-" + kind;
    identity.hold(held);
    jvm.send(call("start").add("url", url(plain, "127.0.0.1", "/" + held + "/a")));
    identity.awaitRequestFor(held);

    Message answer = jvm.send(call("abort"));
    identity.release(held);

    assertFalse(answer.has("status"), answer::toString);
    assertTrue(Long.parseLong(answer.get("millis")) < 7000, answer::toString); // not the 10 s
    assertTrue(answer.get("exception").matches("(java|org.apache).*"), answer::toString);
    assertFalse(answer.get("exception").contains("IllegalState"), answer::toString);
    assertEquals(0, plain.requests().size());
  }

  private static boolean isAfter(String log, String first, String second) {
    int at = log.indexOf(first);
    return at >= 0 && log.indexOf(second, at) >= 0;
  }

  private long withToken(String path) {
    return plain.requests().stream()
        .filter(request -> request.target().equals(path))
        .filter(request -> "Bearer token-alpha-1".equals(request.authorization()))
        .count();
  }

  private Message call(String act) {
    return new Message().add("do", "call").add("act", act).add("client", kind);
  }

  private static String url(WireServer server, String host, String path) {
    return (server.isTls() ? "https://" : "http://") + host + ":" + server.port() + path;
  }
}
