package io.managedidentity.it.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A mapping file that cannot be opened for long: {@code main} waits for it 5 s and no longer. */
@EnabledOnOs(OS.LINUX)
class HungFileIT {
  private static final String ALL_JDKS = "io.managedidentity.it.jvm.Jdk#all";
  private static final String DELAY =
      "[managed-identity-agent] ERROR the configuration has not been read within 5000 ms, so the"
          + " application goes on without it; its requests go out unchanged until it is read. Check"
          + " that \"%s\" can be read quickly.";

  /** 5 s, and what a JVM takes by itself on a busy machine; the file hangs for much longer. */
  private static final long BOUND_MILLIS = 15_000;

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void letsMainBeginInBoundedTimeAndSaysWhyItWaited(Jdk jdk) throws IOException {
    Path mapping = Mapping.valid(folder);

    try (HungFile hung = HungFile.of(mapping)) {
      for (String more : List.of("", ",onInvalidConfig=abort")) {
        ProgramRun.Outcome outcome =
            ProgramRun.on(jdk).agent("config=" + mapping + more).run("HelloProgram", "exit", "3");

        assertEquals(DELAY.formatted(mapping) + "\n", outcome.stderr());
        assertEquals("hello\n", outcome.stdout());
        assertEquals(3, outcome.exitCode());
        assertTrue(outcome.millis() < BOUND_MILLIS, outcome.millis() + " ms");
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void usesFileThatCanBeReadAtLast(Jdk jdk) throws IOException {
    Path mapping = Mapping.valid(folder);

    try (IdentityServer identity = new IdentityServer();
        WireServer api = WireServer.http("api");
        HungFile hung = HungFile.of(mapping);
        RunningProgram program =
            RunningProgram.start(
                jdk,
                List.of("-javaagent:" + AgentJar.path() + "=" + mapping),
                identity.environment(),
                "EndlessCallsProgram",
                "http://127.0.0.1:" + api.port(),
                "1")) {
      assertTrue(program.stderrWith(DELAY.formatted(mapping), 30).contains("5000 ms"));
      hung.close();
      String token = "Tokens come from App Service";
      assertTrue(program.stderrWith(token, 30).contains(token), program.stderr());
    }
  }

  /** A named pipe blocks whoever opens it: it is no mapping file, and is not opened. */
  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void refusesNamedPipeWithoutOpeningIt(Jdk jdk) throws Exception {
    Path pipe = folder.resolve("pipe.json");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    assertTrue(Files.exists(pipe));

    ProgramRun.Outcome outcome =
        ProgramRun.on(jdk).agent(pipe.toString()).run("HelloProgram", "exit", "0");

    assertEquals(
        "[managed-identity-agent] ERROR "
            + pipe
            + ":1:1: /: this is not a regular file. Name the mapping file itself.",
        outcome.errorLines().get(1));
    assertEquals("hello\n", outcome.stdout());
  }
}
