package io.managedidentity.it.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Under a security manager the agent needs a grant of its own in the policy, as any agent does; the
 * application needs no more than it has. Without the grant the application runs without the agent.
 */
class SecurityManagerIT {
  private static final String PROBE = "io.managedidentity.probe.UrlConnectionProbe";

  @TempDir Path folder;

  /** From 18 on a security manager is refused unless asked for; 24 took it away. */
  static List<Jdk> jdksWithSecurityManager() {
    return Jdk.all().stream().filter(jdk -> jdk.version() <= 17).toList();
  }

  @ParameterizedTest(allowZeroInvocations = true) // there is no security manager from 24 on
  @MethodSource("jdksWithSecurityManager")
  void givesTokenWithThePermissionsThatTheProgramHas(Jdk jdk) throws IOException {
    try (IdentityServer identity = new IdentityServer();
        WireServer api = WireServer.http("api")) {
      ProgramRun.Outcome outcome =
          run(
              jdk,
              identity,
              api,
              "grant codeBase \"file:%s\" { permission java.security.AllPermission; };\n"
                  .formatted(AgentJar.path()));

      assertEquals("200 ok\n", outcome.stdout(), outcome.stderr());
      assertEquals("Bearer token-alpha-1", api.requests().get(0).authorization(), outcome.stderr());
    }
  }

  @ParameterizedTest(allowZeroInvocations = true) // there is no security manager from 24 on
  @MethodSource("jdksWithSecurityManager")
  void saysInOneLineWhatToDoWithoutGrant(Jdk jdk) throws IOException {
    try (IdentityServer identity = new IdentityServer();
        WireServer api = WireServer.http("api")) {
      ProgramRun.Outcome outcome = run(jdk, identity, api, "");

      assertEquals("200 ok\n", outcome.stdout(), outcome.stderr());
      assertEquals(0, outcome.exitCode());
      assertEquals(null, api.requests().get(0).authorization());
      List<String> lines =
          outcome.errorLines().stream().filter(line -> line.startsWith("[managed")).toList();
      assertEquals(1, lines.size(), outcome.stderr());
      assertTrue(
          lines
              .get(0)
              .endsWith("Grant java.security.AllPermission to the agent's jar in the policy file."),
          lines.get(0));
    }
  }

  private ProgramRun.Outcome run(Jdk jdk, IdentityServer identity, WireServer api, String grant)
      throws IOException {
    Path policy =
        Files.writeString(
            folder.resolve("program.policy"),
            """
            grant codeBase "file:%s/-" {
              permission java.net.SocketPermission "127.0.0.1:%d", "connect,resolve";
              permission java.net.NetPermission "getProxySelector";
            };
            """
                    .formatted(AgentJar.programs(), api.port())
                + grant);
    return ProgramRun.on(jdk)
        .environment(identity.environment())
        .options("-Djava.security.manager", "-Djava.security.policy==" + policy)
        .agent(Mapping.valid(folder).toString())
        .run("CallProgram", PROBE, "http://127.0.0.1:" + api.port() + "/orders");
  }
}
