package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.IdentityServer;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Released libraries that carry relocated copies of clients. */
class ShadedCopiesIT {
  private static final String MAPPING =
      """
      { "instrumentation": { %s }, "mappings": [
        { "host": "127.0.0.1:*", "resource": "alpha", "allowPlainHttp": true, "removeHeaders": ["x-api-key"],
          "removeQuery": ["sig"] } ] }
      """;

  @TempDir private Path folder;

  private WireServer server;
  private IdentityServer identity;

  static List<Arguments> copies() {
    List<Arguments> rows = new ArrayList<>();
    for (Jdk jdk : Jdk.all()) {
      rows.add(
          Arguments.of(
              "DockerJavaCopyProbe",
              "docker-java-3.4.1",
              "com.github.dockerjava.zerodep.shaded",
              "apache-httpclient-5",
              jdk));
      rows.add(
          Arguments.of(
              "WireMockCopyProbe", "wiremock-2.27.2", "wiremock", "apache-httpclient-4", jdk));
      rows.add(
          Arguments.of(
              "WagonCopyProbe",
              "wagon-http-3.5.3",
              "org.apache.maven.wagon.providers.http.httpclient",
              "apache-httpclient-4",
              jdk));
    }
    return rows;
  }

  @BeforeEach
  void open() throws IOException {
    server = WireServer.http("api");
    identity = new IdentityServer();
    server.answer(request -> WireResponse.ok());
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    identity.close();
  }

  @ParameterizedTest
  @MethodSource("copies")
  void coversCopyWithoutConfiguration(
      String probe, String jars, String prefix, String client, Jdk jdk) throws IOException {
    try (ProbeJvm jvm = start(probe, jars, "", jdk)) {
      Message answer = call(jvm, "127.0.0.1");
      call(jvm, "127.0.0.2");

      assertEquals("200", answer.get("status"), () -> answer + jvm.stderr());
      WireRequest mapped = server.requests().get(0);
      assertEquals("Bearer token-alpha-1", mapped.authorization(), jvm::stderr);
      assertEquals("/a?x=1", mapped.target());
      assertEquals(List.of(), mapped.headers("x-api-key"));
      assertNull(server.requests().get(1).authorization());
      assertEquals("0", jvm.send(new Message().add("do", "errors")).get("errors"), jvm::stderr);
      assertSaidOnce(
          jvm, "a relocated copy of " + client + " was found below " + prefix + " and is covered.");
    }
  }

  @ParameterizedTest
  @MethodSource("copies")
  void coversCopyThatIsNamed(String probe, String jars, String prefix, String client, Jdk jdk)
      throws IOException {
    String named = "\"relocated\": false, \"shadedPrefixes\": [\"" + prefix + "\"]";
    try (ProbeJvm jvm = start(probe, jars, named, jdk)) {
      call(jvm, "127.0.0.1");

      assertEquals("Bearer token-alpha-1", server.requests().get(0).authorization(), jvm::stderr);
    }
  }

  @ParameterizedTest
  @MethodSource("copies")
  void sendsAgainForCopyWhoseTokenWasRejected(
      String probe, String jars, String prefix, String client, Jdk jdk) throws IOException {
    server.answer(
        request ->
            "Bearer token-alpha-1".equals(request.authorization())
                ? WireResponse.of(401, "no")
                    .with("WWW-Authenticate: Bearer error=\"invalid_token\"")
                : WireResponse.ok());
    try (ProbeJvm jvm = start(probe, jars, "", jdk)) {
      Message answer = call(jvm, "127.0.0.1");

      assertEquals(2, server.requests().size(), () -> answer + jvm.stderr());
    }
  }

  @ParameterizedTest
  @MethodSource("copies")
  void saysOnceHowToCoverCopy(String probe, String jars, String prefix, String client, Jdk jdk)
      throws IOException {
    try (ProbeJvm jvm =
        start(probe, jars, "\"relocated\": false, \"shadedPrefixes\": [\"com.example\"]", jdk)) {
      call(jvm, "127.0.0.1");

      String said =
          "a relocated copy of "
              + client
              + " was found below "
              + prefix
              + "; its requests go out unchanged. Add "
              + prefix
              + " to instrumentation.shadedPrefixes to cover it.";
      assertNull(server.requests().get(0).authorization());
      assertSaidOnce(jvm, said);
    }
  }

  private static void assertSaidOnce(ProbeJvm jvm, String said) {
    String stderr = jvm.stderrWith(said);
    assertTrue(stderr.contains(said), stderr);
    assertEquals(stderr.indexOf(said), stderr.lastIndexOf(said), stderr);
  }

  private ProbeJvm start(String probe, String jars, String instrumentation, Jdk jdk)
      throws IOException {
    Path mapping =
        Files.writeString(folder.resolve("mapping.json"), MAPPING.formatted(instrumentation));
    return ProbeJvm.start(
        jdk,
        probe,
        AgentJar.frameworkPath("shaded-copies/" + jars),
        List.of("-javaagent:" + AgentJar.path() + "=" + mapping),
        identity.environment());
  }

  private Message call(ProbeJvm jvm, String host) {
    String url = "http://" + host + ":" + server.port() + "/a?sig=s&x=1";
    return jvm.send(new Message().add("do", "call").add("url", url));
  }
}
