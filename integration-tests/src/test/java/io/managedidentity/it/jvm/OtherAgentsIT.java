package io.managedidentity.it.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.ReentrantAgent;
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

/** Other agents that stand before this one on the command line, and do what such agents do. */
class OtherAgentsIT {
  private static final String PREFIX = "[managed-identity-agent] ";
  private static final String PROBES = "io.managedidentity.probe.";

  /** Below the patience of a request that waits for the configuration. */
  private static final long SHORT_MILLIS = 4000;

  @TempDir Path folder;

  static Stream<Arguments> probes() {
    List<Arguments> rows = new ArrayList<>();
    for (Jdk jdk : Jdk.all()) {
      rows.add(Arguments.of(jdk, "UrlConnectionProbe", List.of()));
      rows.add(
          Arguments.of(jdk, "ApacheHttp4Probe", AgentJar.clientPath("apache-httpclient-4/4.3.6")));
    }
    return rows.stream();
  }

  /** Datadog's does it; the second definition of a class by one loader is refused by the JVM. */
  @ParameterizedTest
  @MethodSource("probes")
  void copesWithTransformerThatLoadsItsClasses(Jdk jdk, String probe, List<String> classPath)
      throws IOException {
    Path mapping = Mapping.valid(folder);

    try (IdentityServer identity = new IdentityServer();
        WireServer api = WireServer.http("api")) {
      ProgramRun.Outcome outcome =
          ProgramRun.on(jdk)
              .environment(identity.environment())
              .classPath(classPath.toArray(new String[0]))
              .options("-javaagent:" + TestAgentJar.of(ReentrantAgent.class, folder))
              .agent(mapping.toString())
              .run("CallProgram", PROBES + probe, url(api));

      assertEquals("200 ok\n", outcome.stdout(), outcome.stderr());
      assertEquals("Bearer token-alpha-1", api.requests().get(0).authorization());
      assertTrue(
          outcome.errorLines().get(0).startsWith(PREFIX + "0.1.0, mode inject"), outcome.stderr());
      assertEquals(2, outcome.errorLines().size(), outcome.stderr());
    }
  }

  /** Classes of each step of the start, and how many lines are said before it. */
  static Stream<Arguments> steps() {
    List<Arguments> rows = new ArrayList<>();
    for (Jdk jdk : Jdk.all()) {
      rows.add(Arguments.of(jdk, "io.managedidentity.premain.Start", 0));
      rows.add(Arguments.of(jdk, "io.managedidentity.premain.ClientTransformer", 0));
      rows.add(Arguments.of(jdk, "io.managedidentity.premain.StartThread", 0));
      rows.add(Arguments.of(jdk, "io.managedidentity.agent.runtime.AgentRuntime", 0));
      rows.add(Arguments.of(jdk, "io.managedidentity.agent.config.ConfigLoader", 0));
      rows.add(Arguments.of(jdk, "io.managedidentity.agent.routing.RouteTable", 1));
    }
    return rows.stream();
  }

  @ParameterizedTest
  @MethodSource("steps")
  void leavesNothingToWaitForBehindStartThatFails(Jdk jdk, String spoiled, int linesBefore)
      throws IOException {
    Path mapping = Mapping.valid(folder);

    try (IdentityServer identity = new IdentityServer();
        WireServer api = WireServer.http("api")) {
      ProgramRun.Outcome outcome =
          ProgramRun.on(jdk)
              .environment(identity.environment())
              .options("-javaagent:" + TestAgentJar.of(SpoilingAgent.class, folder) + "=" + spoiled)
              .agent(mapping.toString())
              .run("CallProgram", PROBES + "UrlConnectionProbe", url(api));

      assertEquals("200 ok\n", outcome.stdout(), outcome.stderr());
      assertNull(api.requests().get(0).authorization());
      assertEquals(linesBefore + 1, outcome.errorLines().size(), outcome.stderr());
      String line = outcome.errorLines().get(linesBefore);
      assertTrue(
          line.startsWith(
              PREFIX + "the agent could not start and stays off; the application runs without it:"),
          line);
      assertTrue(outcome.millis() < SHORT_MILLIS, outcome.millis() + " ms");
    }
  }

  private static String url(WireServer api) {
    return "http://127.0.0.1:" + api.port() + "/orders";
  }
}
