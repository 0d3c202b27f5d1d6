package io.managedidentity.it.manage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.RunningProgram;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JMX object in the application's own JVM: there when somebody uses JMX, never before. */
class ManagementIT {
  private static final String ALL_JDKS = "io.managedidentity.it.jvm.Jdk#all";
  private static final String PLATFORM = "com.sun.jmx.mbeanserver.JmxMBeanServer";
  private static final String PROBES = "io.managedidentity.probe.";

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void isThereWhetherTheServerIsMadeBeforeTheFirstRequestOrAfter(Jdk jdk) throws IOException {
    try (WireServer api = WireServer.http("api");
        IdentityServer identity = new IdentityServer()) {
      try (RunningProgram before = start(jdk, api, identity, "")) {
        assertEquals(PLATFORM + " mode inject mappings 1 loader null", before.ask("jmx"));
        assertEquals("200", before.ask("call"));
      }
      try (RunningProgram after = start(jdk, api, identity, "")) {
        assertEquals("200", after.ask("call"));
        assertEquals(PLATFORM + " mode inject mappings 1 loader null", after.ask("jmx"));
        assertEquals(2, after.stderr().lines().count(), after.stderr());
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void isNotThereWhereTheConfigurationSaysSo(Jdk jdk) throws IOException {
    try (WireServer api = WireServer.http("api");
        IdentityServer identity = new IdentityServer();
        RunningProgram program = start(jdk, api, identity, "\"jmx\": false,")) {
      assertEquals(PLATFORM + " absent", program.ask("jmx"));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void leavesBuilderAndLogManagerToTheApplication(Jdk jdk) throws IOException {
    try (WireServer api = WireServer.http("api");
        IdentityServer identity = new IdentityServer();
        RunningProgram program =
            start(
                jdk,
                api,
                identity,
                "",
                "-Djavax.management.builder.initial=" + PROBES + "OwnServerBuilder",
                "-Djava.util.logging.manager=" + PROBES + "OwnLogManager")) {
      assertEquals("200", program.ask("call"));

      String server = program.ask("jmx");

      assertFalse(server.startsWith(PLATFORM), server);
      assertTrue(server.endsWith(" mode inject mappings 1 loader null"), server);
      assertEquals(PROBES + "OwnLogManager", program.ask("logging"));
    }
  }

  private RunningProgram start(
      Jdk jdk, WireServer api, IdentityServer identity, String members, String... options)
      throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mapping.json"),
            """
            { %s "mappings": [ { "name": "api", "host": "127.0.0.1:*", "resource": "alpha", "allowPlainHttp": true } ] }
            """
                .formatted(members));
    List<String> all = new ArrayList<>(List.of(options));
    all.add("-javaagent:" + AgentJar.path() + "=" + file);
    RunningProgram program =
        RunningProgram.start(
            jdk, all, identity.environment(), "ManagedProgram", "http://127.0.0.1:" + api.port());
    assertEquals("ready", program.line());
    return program;
  }
}
