package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** commons-httpclient: what TLS names, and requests that are given up. */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class CommonsPlacesIT {
  private static final String MAPPING =
      """
      { "mappings": [
        { "host": "127.0.0.1:*", "path": "/held/**", "resource": "held", "allowPlainHttp": true },
        { "host": "127.0.0.1:*", "path": "/s/**", "resource": "private" },
        { "host": "localhost:*", "resource": "private" }
      ] }
      """;

  @Parameter(0)
  String version;

  @Parameter(1)
  Jdk jdk;

  @TempDir private Path folder;

  private WireServer plain;
  private WireServer secure;
  private IdentityServer identity;
  private ProbeJvm jvm;

  static List<Arguments> clients() {
    List<Arguments> clients = new ArrayList<>();
    for (String version : List.of("3.0", "3.1")) {
      Jdk.outermost(8).forEach(jdk -> clients.add(Arguments.of(version, jdk)));
    }
    return clients;
  }

  @BeforeEach
  void open() throws IOException {
    plain = WireServer.http("plain");
    secure = WireServer.https("secure");
    identity = new IdentityServer();
  }

  @AfterEach
  void suppressesNothing() throws IOException {
    assertEquals("0", jvm.send(new Message().add("do", "errors")).get("errors"), jvm::stderr);
    jvm.close();
    plain.close();
    secure.close();
    identity.close();
  }

  @Test
  void endsTheWaitForTokenWhereMethodIsAborted() throws Exception {
    start(TestTls.shared().trustOptions());
    identity.hold("held");
    jvm.send(call("start", "http://127.0.0.1:" + plain.port() + "/held/a"));
    identity.awaitRequestFor("held");

    Message answer = jvm.send(new Message().add("do", "call").add("act", "abort"));
    identity.release("held");

    assertEquals("java.net.SocketException", answer.get("exception"), answer::toString);
    assertTrue(Long.parseLong(answer.get("millis")) < 7000, answer::toString); // not the 10 s
    assertEquals(0, plain.requests().size());
  }

  @Test
  void givesNoTokenWhereTlsNamesOtherHost() throws IOException {
    start(TestTls.shared().trustOptions());

    jvm.send(
        call("call", "https://127.0.0.1:" + secure.port() + "/s/a").add("dialled", "localhost"));

    assertEquals(1, secure.requests().size());
    assertNull(secure.requests().get(0).authorization());
    assertTrue(jvm.stderr().contains("the TLS session of its connection"), jvm::stderr);
  }

  @Test
  void givesTokenOverResumedSessions() throws IOException {
    for (String protocols : List.of("TLSv1.2", "TLSv1.3,TLSv1.2")) {
      start(trusting("-Djdk.tls.client.protocols=" + protocols));
      secure.clear();
      secure.answer(request -> WireResponse.of(200, "ok").with("Connection: close"));

      for (int i = 0; i < 3; i++) {
        assertEquals("200", jvm.send(call("call", secureUrl())).get("status"), jvm::stderr);
      }

      List<String> tokens = secure.requests().stream().map(WireRequest::authorization).toList();
      assertEquals(3, tokens.size());
      tokens.forEach(token -> assertTrue(String.valueOf(token).startsWith("Bearer"), token));
    }
  }

  /** Not swallowed by our looking at the session. */
  @Test
  void leavesTheFailureOfHandshakeToTheClient() throws IOException {
    start();

    Message answer = jvm.send(call("call", secureUrl()));

    assertEquals("javax.net.ssl.SSLHandshakeException", answer.get("exception"), answer::toString);
  }

  private static String[] trusting(String more) {
    List<String> options = new ArrayList<>(List.of(TestTls.shared().trustOptions()));
    options.add(more);
    return options.toArray(new String[0]);
  }

  private String secureUrl() {
    return "https://localhost:" + secure.port() + "/a";
  }

  private void start(String... more) throws IOException {
    if (jvm != null) {
      jvm.close();
    }
    Path mapping = Files.writeString(folder.resolve("mapping.json"), MAPPING);
    List<String> options = new ArrayList<>(List.of(more));
    options.add("-javaagent:" + AgentJar.path() + "=" + mapping);
    jvm =
        ProbeJvm.start(
            jdk,
            "CommonsAttackProbe",
            AgentJar.clientPath("commons-httpclient-3/" + version),
            options,
            identity.environment());
  }

  private static Message call(String act, String url) {
    return new Message().add("do", "call").add("act", act).add("url", url);
  }
}
