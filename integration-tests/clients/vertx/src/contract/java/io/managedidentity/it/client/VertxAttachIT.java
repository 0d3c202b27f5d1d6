package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.contract.NettyPrograms;
import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.jvm.ProgramRun;
import io.managedidentity.it.server.Http2Servers;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.TestTls;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Headers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A connection of HTTP/2 that Vert.x opened before the agent came cannot be covered any more. */
class VertxAttachIT {
  static List<Arguments> clients() {
    List<Arguments> rows = new ArrayList<>();
    for (String version : List.of("4.0.0", "4.5.36", "5.0.12", "5.2.3")) {
      for (Jdk jdk : Jdk.outermost(version.startsWith("5") ? 11 : 8)) {
        rows.add(Arguments.of(version, jdk));
      }
    }
    return rows;
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("clients")
  void saysThatOpenHttp2ConnectionGetsNoToken(String version, Jdk jdk) throws IOException {
    try (MockWebServer server = Http2Servers.http2Server();
        MockWebServer later = Http2Servers.http2Server();
        IdentityServer identity = new IdentityServer();
        ProbeJvm jvm =
            ProbeJvm.start(
                jdk,
                "Vertx5Probe",
                AgentJar.clientPath("vertx/5/" + version),
                List.of(TestTls.shared().trustOptions()),
                identity.environment())) {
      assertNull(sent(jvm, server));
      ProgramRun.Outcome attached =
          ProgramRun.on(jdk)
              .runCommand(
                  "-jar",
                  AgentJar.path().toString(),
                  "attach",
                  String.valueOf(jvm.pid()),
                  NettyPrograms.mapping().toString());
      assertEquals(0, attached.exitCode(), attached.stderr());

      assertNull(sent(jvm, server));
      assertTrue(
          jvm.stderrWith("before the agent was attached").contains("before the agent was attached"),
          jvm::stderr);
      assertEquals("Bearer token-alpha-1", sent(jvm, later));
      NettyPrograms.assertNoFault(jvm);
    }
  }

  private static String sent(ProbeJvm jvm, MockWebServer server) {
    server.enqueue(new MockResponse(200, Headers.of(), "end"));
    Message answer =
        jvm.send(
            NettyPrograms.get("https://127.0.0.1:" + server.getPort() + "/a").add("http2", "true"));
    assertEquals("200", answer.get("status"), answer::toString);
    return Http2Servers.taken(server).getHeaders().get("Authorization");
  }
}
