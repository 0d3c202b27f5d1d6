package io.managedidentity.it.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

/**
 * An application with other versions of the libraries that the agent carries, and with a
 * configuration of its own for them, does not notice the agent's.
 */
class OwnLibrariesIT {
  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void worksAsWithoutAgentAndGetsItsToken(Jdk jdk) throws IOException {
    Path agentLog = folder.resolve("agent.log");
    Path mapping = Mapping.valid(folder);

    try (IdentityServer identity = new IdentityServer();
        WireServer api = WireServer.http("api")) {
      ProgramRun.Outcome without = run(ProgramRun.on(jdk), identity, api);
      String ownLog = Files.readString(folder.resolve("own.log"));
      ProgramRun.Outcome with =
          run(
              ProgramRun.on(jdk).agent("config=" + mapping + ",log.file=" + agentLog),
              identity,
              api);

      assertEquals(0, without.exitCode(), without.stderr());
      assertEquals(without.stdout(), with.stdout(), with.stderr());
      assertEquals(without.stderr(), with.stderr());
      assertEquals(ownLog, Files.readString(folder.resolve("own.log")));
      assertEquals(
          List.of("own INFO before tinylog", "own INFO after tinylog"), ownLog.lines().toList());
      assertTrue(without.stdout().contains("ObjectMapper jackson-databind-2.9.10.jar"));
      assertEquals("Bearer token-alpha-1", api.requests().get(1).authorization());
      String first = Files.readAllLines(agentLog).get(0);
      assertTrue(first.endsWith("INFO 0.1.0, mode inject, " + mapping + ", 1 mapping"), first);
    }
  }

  private ProgramRun.Outcome run(ProgramRun program, IdentityServer identity, WireServer api)
      throws IOException {
    Path configuration =
        Files.createDirectories(folder.resolve("conf")).resolve("tinylog.properties");
    Files.writeString(
        configuration,
        """
        writer = file
        writer.file = %s
        writer.format = own {level} {message}
        """
            .formatted(folder.resolve("own.log")));
    List<String> classPath = new ArrayList<>(AgentJar.frameworkPath("own-libraries/own-libraries"));
    classPath.add(0, configuration.getParent().toString());
    return program
        .environment(identity.environment())
        .classPath(classPath.toArray(new String[0]))
        .run("OwnLibrariesProgram", "http://127.0.0.1:" + api.port() + "/orders");
  }
}
