package io.managedidentity.it.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In runtimes of jlink, with as little in them as can be: no JMX, no flight recorder. */
class JlinkIT {
  @TempDir Path folder;

  static List<Jdk> jdks() {
    return Jdk.outermost(11);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void givesTokenInRuntimeOfTwoModules(Jdk jdk) throws IOException {
    Jdk small = linked(jdk, "java.base,java.instrument");
    Path mapping = Mapping.valid(folder);

    try (IdentityServer identity = new IdentityServer();
        WireServer api = WireServer.http("api")) {
      ProgramRun.Outcome outcome =
          ProgramRun.on(small)
              .environment(identity.environment())
              .agent(mapping.toString())
              .run(
                  "CallProgram",
                  "io.managedidentity.probe.UrlConnectionProbe",
                  "http://127.0.0.1:" + api.port() + "/orders");

      assertEquals("200 ok\n", outcome.stdout(), outcome.stderr());
      assertEquals("Bearer token-alpha-1", api.requests().get(0).authorization());
      assertEquals(2, outcome.errorLines().size(), outcome.stderr());
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void doesNotStartWithoutTheModuleOfAgents(Jdk jdk) throws IOException {
    Jdk small = linked(jdk, "java.base");

    ProgramRun.Outcome outcome =
        ProgramRun.on(small).agent(Mapping.valid(folder).toString()).run("HelloProgram");

    assertEquals(1, outcome.exitCode());
    String said = outcome.stdout() + outcome.stderr();
    assertTrue(said.contains("Module java.instrument"), said);
  }

  private Jdk linked(Jdk jdk, String modules) throws IOException {
    Path runtime = folder.resolve("runtime");
    ProgramRun.Outcome outcome =
        ProgramRun.tool(jdk, "jlink")
            .runCommand("--add-modules", modules, "--output", runtime.toString());
    assertEquals(0, outcome.exitCode(), outcome.stdout() + outcome.stderr());
    Jdk small = new Jdk(jdk.version(), runtime);
    // The JDK's own launcher: it may have been fitted to this machine's C library.
    Files.copy(Path.of(jdk.java()), Path.of(small.java()), StandardCopyOption.REPLACE_EXISTING);
    return small;
  }
}
