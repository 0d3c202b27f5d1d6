package io.managedidentity.it.manage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProgramRun;
import io.managedidentity.it.jvm.RunningProgram;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code attach} run by one Java for a JVM of another: their answers to it differ. */
class AttachAcrossVersionsIT {
  private static final String PLANTED = "planted-in-the-command-line";

  @TempDir Path folder;
  private WireServer api;
  private IdentityServer identity;

  record Pair(Jdk command, Jdk target) {
    @Override
    public String toString() {
      return command + " to " + target;
    }
  }

  static List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (Jdk command : Jdk.all()) {
      for (Jdk target : Jdk.all()) {
        pairs.add(new Pair(command, target));
      }
    }
    return pairs;
  }

  @BeforeEach
  void startServers() throws IOException {
    api = WireServer.http("api");
    identity = new IdentityServer();
  }

  @AfterEach
  void closeServers() throws IOException {
    api.close();
    identity.close();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void attachesAndSaysSo(Pair pair) throws IOException {
    Path file = mapping("");
    try (RunningProgram program = start(pair.target())) {
      assertNull(sent(program));

      ProgramRun.Outcome attached = attach(pair, program, file);

      assertEquals(0, attached.exitCode(), attached.stderr());
      assertEquals(
          "the agent is in process "
              + program.pid()
              + " now: mode inject, "
              + file
              + ", mappings: 1.\n",
          attached.stdout());
      assertEquals("Bearer token-alpha-1", sent(program));
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void saysWithoutTheCommandLineOfTheTargetWhatIsNotKnown(Pair pair) throws IOException {
    Path file = mapping("\"jmx\": false,");
    boolean isAnswerRead = pair.command().version() > 8 || pair.target().version() == 8;
    try (RunningProgram program = start(pair.target())) {
      ProgramRun.Outcome attached = attach(pair, program, file);

      String said = attached.stdout() + attached.stderr();
      assertEquals(isAnswerRead ? 0 : 1, attached.exitCode(), said);
      assertTrue(said.contains(" on the stderr of "), said);
      assertFalse(said.contains(PLANTED), said);
      assertEquals("Bearer token-alpha-1", sent(program));
    }
  }

  private static ProgramRun.Outcome attach(Pair pair, RunningProgram program, Path file)
      throws IOException {
    return ProgramRun.on(pair.command())
        .runCommand(
            "-jar", AgentJar.path().toString(), "attach", "" + program.pid(), file.toString());
  }

  private String sent(RunningProgram program) throws IOException {
    api.clear();
    assertEquals("200", program.ask("call"));
    return api.requests().get(0).authorization();
  }

  private RunningProgram start(Jdk jdk) throws IOException {
    RunningProgram program =
        RunningProgram.start(
            jdk,
            List.of("-Dpassword=" + PLANTED),
            identity.environment(),
            "ManagedProgram",
            "http://127.0.0.1:" + api.port());
    assertEquals("ready", program.line());
    return program;
  }

  private Path mapping(String members) throws IOException {
    return Files.writeString(
        folder.resolve("mapping.json"),
        """
        { %s "mappings": [ { "name": "api", "host": "127.0.0.1:*", "resource": "alpha", "allowPlainHttp": true } ] }
        """
            .formatted(members));
  }
}
