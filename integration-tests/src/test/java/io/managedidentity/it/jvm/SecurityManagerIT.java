package io.managedidentity.it.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireResponse;
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

  @ParameterizedTest(allowZeroInvocations = true) // there is no security manager from 24 on
  @MethodSource("jdksWithSecurityManager")
  void judgesAnswersOfJavaHttpClientToo(Jdk jdk) throws IOException {
    assumeTrue(jdk.version() >= 11);
    try (IdentityServer identity = new IdentityServer();
        WireServer api = WireServer.http("api")) {
      api.answer(request -> WireResponse.of(403, "{\"error\":{\"code\":\"ForbiddenByRbac\"}}"));
      Path policy =
          Files.writeString(
              folder.resolve("program.policy"),
              """
              grant {
                permission java.net.URLPermission "http://127.0.0.1:%d/*", "*:*";
                permission java.net.NetPermission "getProxySelector";
                permission java.util.PropertyPermission "*", "read";
              };
              grant codeBase "file:%s" { permission java.security.AllPermission; };
              """
                  .formatted(api.port(), AgentJar.path()));

      ProgramRun.Outcome outcome =
          ProgramRun.on(jdk)
              .environment(identity.environment())
              .options("-Djava.security.manager", "-Djava.security.policy==" + policy)
              .client("java-http-client/" + AgentJar.NO_JARS)
              .agent(Mapping.valid(folder).toString())
              .run(
                  "CallProgram",
                  "io.managedidentity.probe.JavaHttpClientProbe",
                  "http://127.0.0.1:" + api.port() + "/orders");

      assertEquals("Bearer token-alpha-1", api.requests().get(0).authorization(), outcome.stderr());
      assertTrue(outcome.stderr().contains("answered 403 (ForbiddenByRbac)"), outcome.stderr());
      assertFalse(outcome.stderr().contains("fault in the agent"), outcome.stderr());
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
