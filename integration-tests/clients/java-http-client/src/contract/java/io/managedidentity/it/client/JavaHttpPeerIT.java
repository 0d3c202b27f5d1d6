package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProgramRun;
import io.managedidentity.it.server.Http2Servers;
import io.managedidentity.it.server.TestTls;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code java.net.http} over TLS sessions that were made for another host than the mapped one. */
class JavaHttpPeerIT {
  private static final String MAPPING =
      """
      { "mappings": [ { "name": "m", "hosts": ["mapped.test:*", "localhost:*"], "resource": "r",
        "removeQuery": ["sig"] } ] }
      """;

  static List<Jdk> jdks() {
    return Jdk.from(11);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void givesNoTokenOverHttp11(Jdk jdk, @TempDir Path folder) throws IOException {
    try (WireServer server = WireServer.https("server");
        WireServer identity = identity()) {
      ProgramRun.Outcome outcome = run(jdk, folder, identity, server.port());

      assertEquals("200 HTTP_1_1\n200 HTTP_1_1\n", outcome.stdout(), outcome::stderr);
      assertNull(server.requests().get(0).authorization());
      assertEquals("/a?sig=1", server.requests().get(0).target());
      assertEquals("Bearer token-of-r", server.requests().get(1).authorization(), outcome::stderr);
      assertEquals("/a", server.requests().get(1).target());
      assertSaid(outcome);
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void givesNoTokenOverHttp2(Jdk jdk, @TempDir Path folder) throws IOException {
    try (MockWebServer server = Http2Servers.http2Server();
        WireServer identity = identity()) {
      server.enqueue(new MockResponse(200, Headers.of(), ""));
      server.enqueue(new MockResponse(200, Headers.of(), ""));
      ProgramRun.Outcome outcome = run(jdk, folder, identity, server.getPort());

      assertEquals("200 HTTP_2\n200 HTTP_2\n", outcome.stdout(), outcome::stderr);
      RecordedRequest other = Http2Servers.taken(server);
      assertNull(other.getHeaders().get("Authorization"));
      assertEquals("/a?sig=1", other.getTarget());
      RecordedRequest proven = Http2Servers.taken(server);
      assertEquals("Bearer token-of-r", proven.getHeaders().get("Authorization"));
      assertEquals("/a", proven.getTarget());
      assertSaid(outcome);
    }
  }

  private static ProgramRun.Outcome run(Jdk jdk, Path folder, WireServer identity, int port)
      throws IOException {
    Path mapping = folder.resolve("mapping.json");
    Files.writeString(mapping, MAPPING);
    Path hosts = folder.resolve("hosts");
    Files.writeString(hosts, "127.0.0.1 mapped.test\n127.0.0.1 localhost\n");
    return ProgramRun.on(jdk)
        .client("java-http-client/none")
        .agent("config=" + mapping)
        .options(TestTls.shared().trustOptions())
        .options("-Djdk.net.hosts.file=" + hosts)
        .environment(
            Map.of(
                "IDENTITY_ENDPOINT",
                "http://127.0.0.1:" + identity.port() + "/msi/token",
                "IDENTITY_HEADER",
                "h"))
        .run(
            "OtherPeerProgram",
            "https://mapped.test:" + port + "/a?sig=1",
            "https://localhost:" + port + "/a?sig=1");
  }

  private static void assertSaid(ProgramRun.Outcome outcome) {
    assertTrue(
        outcome
            .stderr()
            .contains(
                "no token goes on a request to \"mapped.test\", because the TLS session of its"
                    + " connection was made for \"localhost\""),
        outcome::stderr);
  }

  private static WireServer identity() throws IOException {
    WireServer identity = WireServer.http("identity");
    identity.answer(
        request ->
            WireResponse.of(
                200,
                "{\"access_token\":\"token-of-r\",\"token_type\":\"Bearer\",\"expires_on\":\""
                    + (System.currentTimeMillis() / 1000 + 86_400)
                    + "\"}"));
    return identity;
  }
}
