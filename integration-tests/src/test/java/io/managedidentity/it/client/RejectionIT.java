package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.TestTls;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
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
 * What the blocking clients and {@code java.net.http} do when the service rejects a token. Each row
 * has a resource of its own, since a token is asked for anew at most once in a while.
 */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class RejectionIT {
  private static final List<String> ROWS =
      List.of(
          "claims", "revoked", "post", "once", "always", "close", "head", "tls", "long", "many");

  private static WireServer plain;
  private static WireServer secure;
  private static IdentityServer identity;
  private static ProbeJvm jvm;
  private static Path mapping;

  @Parameter(0)
  Client client;

  @Parameter(1)
  Jdk jdk;

  /** A client's probe, its jars, and whether its answers tell it apart from a blocking one. */
  record Client(String name, String probe, String jars, int lowestJdk, boolean isAsync) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Arguments> clients() {
    List<Client> clients = new ArrayList<>();
    clients.add(new Client("HttpURLConnection", "UrlConnectionProbe", null, 8, false));
    clients.add(new Client("java.net.http", "JavaHttpClientProbe", null, 11, false));
    clients.add(new Client("java.net.http, async", "JavaHttpClientProbe", null, 11, true));
    for (String version : List.of("4.0.1", "4.2.6", "4.3.6", "4.5.14")) {
      clients.add(apache(version, "ApacheHttp4Probe"));
    }
    clients.add(apache("4.5.14", "ApacheMinimal4Probe"));
    for (String version : List.of("5.0.4", "5.6.5")) {
      clients.add(apache(version, "ApacheHttp5Probe"));
      clients.add(apache(version, "ApacheMinimal5Probe"));
    }
    List<Arguments> rows = new ArrayList<>();
    for (Client client : clients) {
      Jdk.outermost(client.lowestJdk()).forEach(jdk -> rows.add(Arguments.of(client, jdk)));
    }
    return rows;
  }

  private static Client apache(String version, String probe) {
    String kind = probe.contains("Minimal") ? " minimal" : "";
    return new Client("Apache " + version + kind, probe, "apache/apache-" + version, 8, false);
  }

  @BeforeParameterizedClassInvocation
  static void open(Client client, Jdk jdk) throws IOException {
    plain = WireServer.http("plain");
    secure = WireServer.https("secure");
    identity = new IdentityServer();
    mapping = Files.createTempFile("mapping", ".json");
    Files.writeString(mapping, json());
    List<String> options = new ArrayList<>(List.of(TestTls.shared().trustOptions()));
    options.add("-javaagent:" + AgentJar.path() + "=config=" + mapping + ",log.level=debug");
    List<String> jars =
        client.jars() == null
            ? List.of()
            : List.of(AgentJar.clientJars(client.jars()), AgentJar.clientProbes("apache"));
    jvm = ProbeJvm.start(jdk, client.probe(), jars, options, identity.environment());
  }

  private static String json() {
    StringBuilder mappings = new StringBuilder();
    for (String row : ROWS) {
      mappings.append(
          """
          { "name": "%1$s", "host": "127.0.0.1:*", "path": "/%1$s/**", "resource": "%1$s",
            "allowPlainHttp": true },
          """
              .formatted(row));
    }
    return """
        { "token": { "firstTokenWait": "5s" }, "mappings": [
          %s
          { "name": "back", "host": "127.0.0.1:*", "path": "/back/**", "resource": "back",
            "allowPlainHttp": true, "existingAuthorization": "replace", "removeQuery": ["sig"],
            "fallbackOnRejection": true }
        ] }
        """
        .formatted(mappings);
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
  void suppressesNothingAndLogsNoToken() {
    Message errors = jvm.send(new Message().add("do", "errors"));
    assertEquals("0", errors.get("errors"), () -> jvm.stderr());
    assertFalse(jvm.stderr().matches("(?s).*token-[a-z]+-\\d.*"), () -> jvm.stderr());
  }

  @Test
  void sendsAgainWithFreshTokenAfterClaimsChallenge() {
    String claims =
        Base64.getEncoder()
            .encodeToString(
                "{\"access_token\":{\"nbf\":{\"essential\":true}}}"
                    .getBytes(StandardCharsets.UTF_8));
    acceptOnly(
        "token-claims-2",
        "Bearer realm=\"\", error=\"insufficient_claims\", claims=\"" + claims + "\"");

    Message answer = call("GET", "/claims/a?x=1");

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals("ok", answer.get("body"));
    assertEquals(List.of("token-claims-1", "token-claims-2"), tokens(plain));
    assertEquals(plain.requests().get(0).requestLine(), plain.requests().get(1).requestLine());
  }

  @Test
  void sendsAgainAfterTokenWasRevoked() {
    acceptOnly("token-revoked-2", "Bearer error=\"invalid_token\"");

    Message answer = call("GET", "/revoked/a");

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals(List.of("token-revoked-1", "token-revoked-2"), tokens(plain));
  }

  @Test
  void sendsBodyAgain() {
    acceptOnly("token-post-2", "Bearer error=\"invalid_token\"");

    Message answer = send(get("POST", "/post/a").add("body", "hällo").add("bodyMode", "buffered"));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals(List.of("hällo", "hällo"), bodies());
  }

  @Test
  void doesNotSendOneShotBodyAgainAndDropsToken() {
    acceptOnly("token-once-2", "Bearer error=\"invalid_token\"");

    Message first = send(get("POST", "/once/a").add("body", "hällo").add("bodyMode", "chunked"));
    Message second = call("GET", "/once/b");

    assertEquals("401", first.get("status", "401"), first::toString);
    assertEquals("200", second.get("status"), second::toString);
    assertEquals(List.of("token-once-1", "token-once-2"), tokens(plain));
  }

  @Test
  void givesTheApplicationTheSecondRejection() {
    acceptOnly("none", "Bearer error=\"invalid_token\"");

    Message answer = call("GET", "/always/a");
    Message next = call("GET", "/always/b");

    assertEquals("401", answer.get("status"), answer::toString);
    assertEquals("denied", answer.get("body"));
    assertEquals("401", next.get("status"), next::toString);
    assertEquals(List.of("token-always-1", "token-always-2", "token-always-2"), tokens(plain));
  }

  @Test
  void copesWithConnectionThatIsClosed() {
    plain.answer(
        request ->
            isOk(request, "token-close-2")
                ? WireResponse.ok()
                : rejected("Bearer error=\"invalid_token\"").with("Connection: close"));

    Message first = call("GET", "/close/a");
    Message second = call("GET", "/close/b");

    String expected = client.name().startsWith("Apache") ? "401" : "200";
    assertEquals(expected, first.get("status"), first::toString);
    assertEquals("200", second.get("status"), second::toString);
  }

  @Test
  void sendsHeadAgain() {
    plain.answer(
        request ->
            isOk(request, "token-head-2")
                ? WireResponse.of(204, "")
                : WireResponse.of(401, "")
                    .with("WWW-Authenticate: Bearer error=\"invalid_token\""));

    Message answer = call("HEAD", "/head/a");

    assertEquals(List.of("token-head-1", "token-head-2"), tokens(plain));
    assertEquals("204", answer.get("status"), answer::toString);
  }

  @Test
  void sendsAgainThroughTunnel() {
    assumeTrue(!client.probe().contains("Minimal"), "the minimal client has no proxies");
    secure.answer(
        request ->
            isOk(request, "token-tls-2")
                ? WireResponse.ok()
                : rejected("Bearer error=\"invalid_token\""));

    Message answer =
        send(
            new Message()
                .add("do", "call")
                .add("url", "https://127.0.0.1:" + secure.port() + "/tls/a")
                .add("proxy", "127.0.0.1:" + plain.port()));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals(List.of("token-tls-1", "token-tls-2"), tokens(secure));
    plain.requests().forEach(connect -> assertFalse(connect.head().contains("Bearer")));
  }

  @Test
  void givesTheApplicationTheWholeLongRejection() {
    String body = "x".repeat(200_000);
    plain.answer(
        request ->
            WireResponse.of(401, body).with("WWW-Authenticate: Bearer error=\"invalid_token\""));

    Message answer = call("GET", "/long/a");

    assertEquals("401", answer.get("status"), answer::toString);
    assertEquals(body, answer.get("body"));
  }

  @Test
  void fallsBackToWhatTheApplicationMade() {
    plain.answer(
        request ->
            "Basic b3du".equals(request.authorization())
                ? WireResponse.ok()
                : WireResponse.of(403, "denied"));

    Message answer =
        send(get("GET", "/back/a?sig=s&x=1").add("header", "Authorization: Basic b3du"));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals(
        List.of("/back/a?x=1", "/back/a?sig=s&x=1"),
        plain.requests().stream().map(WireRequest::target).toList());
  }

  @Test
  void leavesRejectionOfUnmappedHostAlone() {
    plain.answer(request -> rejected("Bearer error=\"invalid_token\""));

    Message answer =
        send(new Message().add("do", "call").add("url", "http://127.0.0.2:" + plain.port() + "/u"));

    assertEquals("401", answer.get("status"), answer::toString);
    assertEquals(1, plain.requests().size());
  }

  @Test
  void keepsConnectionsUnderManyRejections() {
    plain.answer(request -> rejected("Bearer error=\"invalid_token\""));
    for (int i = 0; i < 300; i++) {
      Message answer = call("GET", "/many/a");
      assertEquals("401", answer.get("status"), answer::toString);
    }

    assertTrue(plain.requests().size() >= 300);
  }

  private static void acceptOnly(String token, String challenge) {
    plain.answer(request -> isOk(request, token) ? WireResponse.ok() : rejected(challenge));
  }

  private static boolean isOk(WireRequest request, String token) {
    return ("Bearer " + token).equals(request.authorization());
  }

  private static WireResponse rejected(String challenge) {
    return WireResponse.of(401, "denied").with("WWW-Authenticate: " + challenge);
  }

  private Message get(String method, String path) {
    return new Message()
        .add("do", "call")
        .add("method", method)
        .add("url", "http://127.0.0.1:" + plain.port() + path);
  }

  private Message call(String method, String path) {
    return send(get(method, path));
  }

  private Message send(Message call) {
    return jvm.send(client.isAsync() ? call.add("async", "true") : call);
  }

  private static List<String> tokens(WireServer server) {
    return server.requests().stream()
        .map(request -> String.valueOf(request.authorization()).replace("Bearer ", ""))
        .toList();
  }

  private static List<String> bodies() {
    return plain.requests().stream().map(WireRequest::body).toList();
  }
}
