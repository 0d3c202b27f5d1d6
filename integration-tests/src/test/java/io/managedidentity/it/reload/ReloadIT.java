package io.managedidentity.it.reload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.jvm.ProgramRun;
import io.managedidentity.it.server.Http2Servers;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The mapping file while the application runs: a good version takes effect, a bad one is reported,
 * {@code off} switches off.
 */
class ReloadIT {
  private static final String REJECTED =
      "the new version of the configuration is invalid, so the old one stays:";

  private static final String MAPPING =
      "{ \"mode\": \"%s\", \"mappings\": [ { \"host\": \"%s:*\", \"resource\": \"alpha\", \"allowPlainHttp\": true } ] }";

  @TempDir Path folder;

  @Test
  void takesOverAGoodVersionAndKeepsTheOldOneBeforeABadOne() throws IOException {
    Path file =
        Files.writeString(folder.resolve("mapping.json"), MAPPING.formatted("inject", "127.0.0.1"));
    try (WireServer server = WireServer.http("server");
        IdentityServer identity = new IdentityServer();
        ProbeJvm jvm = started(file, identity)) {
      assertEquals("Bearer token-alpha-1", sent(jvm, server, "127.0.0.1"));

      Files.writeString(file, MAPPING.formatted("inject", "127.0.0.2"));
      awaitLine(
          jvm,
          "configuration reloaded: mode inject, "
              + file
              + ", 1 mapping; changed mapping \"mappings/0\" (host)\n");
      assertNull(sent(jvm, server, "127.0.0.1"));
      assertEquals("Bearer token-alpha-1", sent(jvm, server, "127.0.0.2"), "the token is kept");

      Files.writeString(file, "{ \"mappings\": [ {} ], \"mod\": 1 }");
      awaitLine(jvm, REJECTED);
      assertEquals("Bearer token-alpha-1", sent(jvm, server, "127.0.0.2"));

      // That the file goes and comes back is said by looks after the one that rejected it.
      Path away = Files.move(file, folder.resolve("away.json"));
      awaitLine(jvm, "can no longer be read");
      Files.move(away, file);
      awaitLine(jvm, "can be read again.");
      assertEquals(1, statusOf(jvm), "it is still invalid");

      Files.writeString(file, MAPPING.formatted("off", "127.0.0.2"));
      awaitLine(jvm, "configuration reloaded: mode off");
      assertNull(sent(jvm, server, "127.0.0.2"));

      Files.writeString(file, MAPPING.formatted("inject", "127.0.0.2") + " ");
      awaitLine(jvm, "mode inject, " + file + ", 1 mapping; changed mode (was off)\n");
      assertEquals("Bearer token-alpha-1", sent(jvm, server, "127.0.0.2"));
      assertEquals(1, identity.requestsFor("alpha"));
      assertEquals(
          1, jvm.stderr().split(Pattern.quote(REJECTED), -1).length - 1, "it is said once");

      Files.writeString(
          file,
          MAPPING
              .formatted("inject", "127.0.0.2")
              .replace("{ \"mode", "{ \"reload\": false, \"mode"));
      awaitLine(
          jvm,
          "the mapping file is no longer watched, since reload is false now. The command reload reads"
              + " it.\n");
    }
  }

  @Test
  void switchesOnWhatBeganSwitchedOff() throws IOException {
    Path file =
        Files.writeString(folder.resolve("mapping.json"), MAPPING.formatted("off", "127.0.0.1"));
    try (WireServer server = WireServer.http("server");
        IdentityServer identity = new IdentityServer();
        ProbeJvm jvm = started(file, identity)) {
      assertTrue(jvm.stderrWith("mode off").contains("mode off"));
      assertNull(sent(jvm, server, "127.0.0.1"));

      Files.writeString(file, MAPPING.formatted("inject", "127.0.0.1"));
      awaitLine(jvm, "configuration reloaded: mode inject");

      assertEquals("Bearer token-alpha-1", sent(jvm, server, "127.0.0.1"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{ \"mappings\": [ {} ] }", "{ \"mappings\": [", "no file"})
  void comesUpWithGoodVersionAfterInvalidStart(String first) throws IOException {
    Path file = folder.resolve("mapping.json");
    if (!first.equals("no file")) {
      Files.writeString(file, first);
    }
    try (WireServer server = WireServer.http("server");
        IdentityServer identity = new IdentityServer();
        ProbeJvm jvm = started(file, identity)) {
      awaitLine(jvm, "until there is a good version of the file, which needs no restart:");
      assertNull(sent(jvm, server, "127.0.0.1"));

      Files.writeString(file, MAPPING.formatted("inject", "127.0.0.1"));
      awaitLine(jvm, "configuration reloaded: mode inject");

      assertEquals("Bearer token-alpha-1", sent(jvm, server, "127.0.0.1"));
      assertEquals(
          1, jvm.stderr().split("the configuration is invalid", -1).length - 1, jvm.stderr());
      assertFalse(jvm.stderr().contains("can no longer be read"), jvm.stderr());
    }
  }

  @Test
  void beginsToDiscoverWithNewVersion() throws IOException {
    Path file =
        Files.writeString(folder.resolve("mapping.json"), MAPPING.formatted("inject", "127.0.0.1"));
    try (WireServer server = WireServer.http("server");
        IdentityServer identity = new IdentityServer();
        ProbeJvm jvm =
            ProbeJvm.start(
                Jdk.current(),
                "UrlConnectionProbe",
                List.of(),
                List.of("-javaagent:" + AgentJar.path() + "=config=" + file + ",log.level=debug"),
                identity.environment())) {
      assertEquals("Bearer token-alpha-1", sent(jvm, server, "127.0.0.1"));
      assertFalse(jvm.stderr().contains("is watched for discovery"), jvm::stderr);

      Files.writeString(file, MAPPING.formatted("discover", "127.0.0.1"));
      awaitLine(jvm, "java.net.Socket is watched for discovery.");
      awaitLine(jvm, "configuration reloaded: mode discover");

      assertNull(sent(jvm, server, "127.0.0.1"));
    }
  }

  /** What a client keeps for a connection is there although it was made while the agent was off. */
  @Test
  void switchesOnForConnectionThatIsOpen() throws IOException {
    Path file =
        Files.writeString(folder.resolve("mapping.json"), MAPPING.formatted("off", "127.0.0.1"));
    ClientUnderTest vertx =
        new ClientUnderTest("Vert.x", "4.5.36", "Vertx5Probe", "vertx/5/4.5.36", 8);
    try (MockWebServer server = new MockWebServer();
        IdentityServer identity = new IdentityServer();
        ProbeJvm jvm =
            ProbeJvm.start(
                Jdk.current(),
                vertx.probe(),
                vertx.classPath(),
                List.of("-javaagent:" + AgentJar.path() + "=" + file),
                identity.environment())) {
      server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
      server.start();
      assertTrue(jvm.stderrWith("mode off").contains("mode off"));
      assertNull(sentOverHttp2(jvm, server).getHeaders().get("Authorization"));

      Files.writeString(file, MAPPING.formatted("inject", "127.0.0.1"));
      awaitLine(jvm, "configuration reloaded: mode inject");

      RecordedRequest request = sentOverHttp2(jvm, server);
      assertEquals("Bearer token-alpha-1", request.getHeaders().get("Authorization"));
      assertEquals(0, request.getConnectionIndex());
    }
  }

  private static RecordedRequest sentOverHttp2(ProbeJvm jvm, MockWebServer server) {
    server.enqueue(new MockResponse(200, Headers.of(), "ok"));
    jvm.send(
        new Message()
            .add("do", "call")
            .add("http2", "prior")
            .add("url", "http://127.0.0.1:" + server.getPort() + "/"));
    return Http2Servers.taken(server);
  }

  private static int statusOf(ProbeJvm jvm) throws IOException {
    return ProgramRun.on(Jdk.current())
        .runCommand("-jar", AgentJar.path().toString(), "status", "" + jvm.pid())
        .exitCode();
  }

  private static String sent(ProbeJvm jvm, WireServer server, String host) {
    server.clear();
    jvm.send(
        new Message().add("do", "call").add("url", "http://" + host + ":" + server.port() + "/"));
    return server.requests().get(0).authorization();
  }

  private static void awaitLine(ProbeJvm jvm, String text) {
    awaitLine(jvm, text, 1);
  }

  private static void awaitLine(ProbeJvm jvm, String text, int times) {
    Predicate<String> wanted = written -> written.split(Pattern.quote(text), -1).length > times;

    String written = jvm.stderrOnce(wanted, Duration.ofSeconds(15));

    assertTrue(wanted.test(written), written);
  }

  private static ProbeJvm started(Path file, IdentityServer identity) throws IOException {
    return ProbeJvm.start(
        Jdk.current(),
        "UrlConnectionProbe",
        List.of(),
        List.of("-javaagent:" + AgentJar.path() + "=" + file),
        identity.environment());
  }
}
