package io.managedidentity.it.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.SpoilingAgent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults of the agent after its start: each is said, and the request goes out unchanged. */
class AgentFaultsIT {
  private static final String PROBES = "io.managedidentity.probe.";

  @TempDir Path folder;

  static Stream<Arguments> faults() {
    String instrumentation = "io.managedidentity.agent.instrumentation.";
    List<Arguments> rows = new ArrayList<>();
    for (Jdk jdk : Jdk.all()) {
      rows.add(
          Arguments.of(
              jdk,
              instrumentation + "ClientWeaver",
              "requests of sun.net.www.protocol.http.HttpURLConnection are not covered; they go out"
                  + " unchanged: "));
      rows.add(
          Arguments.of(
              jdk,
              instrumentation + "urlconnection.UrlConnectionHook",
              "went out unchanged because of a fault in the agent: "));
      rows.add(
          Arguments.of(
              jdk,
              "io.managedidentity.premain.LoadedClients",
              "HTTP clients that were loaded before the agent are not covered; their requests go out"
                  + " unchanged: "));
    }
    return rows.stream();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void saysWhatIsLost(Jdk jdk, String spoiled, String message) throws IOException {
    Path mapping = Mapping.valid(folder);
    try (IdentityServer identity = new IdentityServer();
        WireServer api = WireServer.http("api")) {
      ProgramRun.Outcome outcome =
          ProgramRun.on(jdk)
              .environment(identity.environment())
              .options("-javaagent:" + TestAgentJar.of(SpoilingAgent.class, folder) + "=" + spoiled)
              .agent(mapping.toString())
              .run(
                  "CallProgram",
                  PROBES + "UrlConnectionProbe",
                  "http://127.0.0.1:" + api.port() + "/orders");

      assertEquals("200 ok\n", outcome.stdout(), outcome.stderr());
      if (!spoiled.endsWith("LoadedClients")) {
        assertNull(api.requests().get(0).authorization());
      }
      assertTrue(outcome.stderr().contains(message), outcome.stderr());
      assertTrue(
          outcome.stderr().contains("Please report it.")
              || outcome
                  .stderr()
                  .contains("Please report this with the output of \"java -version\"."),
          outcome.stderr());
    }
  }
}
