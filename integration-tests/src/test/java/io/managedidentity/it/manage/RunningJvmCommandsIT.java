package io.managedidentity.it.manage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProgramRun;
import io.managedidentity.it.jvm.RunningProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands for a running JVM, each run by the same Java as the JVM that it speaks to. */
class RunningJvmCommandsIT extends ManagedPrograms {
  private static final String ALL_JDKS = "io.managedidentity.it.jvm.Jdk#all";

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void saysAndSteersWhatTheAgentDoes(Jdk jdk) throws IOException {
    Path file = mapping("\"mode\": \"inject\",");
    try (RunningProgram program = start(jdk, "-javaagent:" + AgentJar.path() + "=" + file)) {
      String pid = "" + program.pid();
      assertEquals("Bearer token-alpha-1", sent(program));

      ProgramRun.Outcome status = command(jdk, "status", pid, "--json");
      assertEquals(0, status.exitCode(), status.stderr());
      for (String part :
          List.of(
              "\"mode\" : \"inject\"",
              "\"switchedOff\" : false",
              "\"injected\" : 1",
              "\"source\" : \"app-service\"",
              "\"name\" : \"http-url-connection\"",
              "\"covered\" : true",
              "\"suppressedErrors\" : 0")) {
        assertTrue(status.stdout().contains(part), part + " is not in " + status.stdout());
      }
      assertFalse(status.stdout().contains("token-alpha"), status.stdout());

      ProgramRun.Outcome mapped = command(jdk, "explain", pid, "http://127.0.0.1:81/x", "--json");
      assertEquals(0, mapped.exitCode(), mapped.stderr());
      assertEquals(
          command(jdk, "explain", file.toString(), "http://127.0.0.1:81/x", "--json").stdout(),
          mapped.stdout().replace("  \"token\" : \"usable\",\n", ""),
          "the answer of the file and of the running agent are one, but for the token");
      assertTrue(mapped.stdout().contains("\"token\" : \"usable\""), mapped.stdout());
      assertEquals(1, command(jdk, "explain", pid, "http://other.example/").exitCode());

      ProgramRun.Outcome off = command(jdk, "off", pid);
      assertEquals(0, off.exitCode(), off.stderr());
      assertEquals(
          "switched off from outside: requests pass as the application makes them until it is"
              + " switched on again; a new version of the mapping file does not change that.\n",
          off.stdout());
      assertNull(sent(program));

      mapping("\"mode\": \"inject\", \"token\": { \"prefetch\": true },");
      ProgramRun.Outcome reload = command(jdk, "reload", pid);
      assertEquals(0, reload.exitCode(), reload.stderr());
      assertTrue(
          reload.stdout().endsWith("; it stays switched off from outside\n"), reload.stdout());
      assertNull(sent(program), "a reload does not switch on");

      ProgramRun.Outcome on = command(jdk, "on", pid, "--json");
      assertEquals(0, on.exitCode(), on.stderr());
      assertTrue(on.stdout().contains("\"mode\" : \"inject\""), on.stdout());
      assertEquals("Bearer token-alpha-1", sent(program), "the token is kept");

      Files.writeString(file, "{ \"mappings\": [ {} ] }");
      ProgramRun.Outcome invalid = command(jdk, "status", pid);
      assertEquals(1, invalid.exitCode(), "somebody has to correct the file");
      assertTrue(
          invalid.stdout().contains(" " + file + ":1:17: /mappings/0: the mapping has no host."),
          invalid.stdout());
      assertTrue(invalid.stdout().contains("injected 2\n"), invalid.stdout());
      assertTrue(
          invalid
              .stdout()
              .endsWith(
                  "needs a person: the configuration as it is now is invalid (2 problems): correct it"
                      + " before the next start.\n"),
          invalid.stdout());
      ProgramRun.Outcome bad = command(jdk, "reload", pid);
      assertEquals(1, bad.exitCode());
      assertTrue(
          bad.stdout().contains(":1:17: /mappings/0: the mapping has no host."), bad.stdout());
      assertEquals("Bearer token-alpha-1", sent(program));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void saysWhyItCannotReachTheAgent(Jdk jdk) throws IOException {
    assertSays(jdk, "999999999", "there is no process 999999999. Look it up with jps or jcmd.\n");
    ProgramRun.Outcome noPid = command(jdk, "status", "mapping.json");
    assertEquals(2, noPid.exitCode());
    assertTrue(
        noPid.stderr().startsWith("\"mapping.json\" is not a process id. See jps or jcmd.\n"),
        noPid.stderr());
    try (RunningProgram without = start(jdk)) {
      assertSays(
          jdk,
          "" + without.pid(),
          "the agent is not in process "
              + without.pid()
              + ". Start it with -javaagent:managed-identity-agent.jar=mapping.json, or see the command attach.\n");
    }
    Path file = mapping("\"jmx\": false,");
    String agent = "-javaagent:" + AgentJar.path() + "=" + file;
    try (RunningProgram silent = start(jdk, agent)) {
      assertSays(
          jdk,
          "" + silent.pid(),
          "process "
              + silent.pid()
              + " was started with the agent, but has no JMX object: \"jmx\" is false, or the agent stays"
              + " off (look for its lines on the stderr of that process). With \"jmx\": false only the mapping"
              + " file controls it.\n");
    }
    try (RunningProgram closed = start(jdk, agent, "-XX:+DisableAttachMechanism")) {
      assertSays(
          jdk,
          "" + closed.pid(),
          "process "
              + closed.pid()
              + " does not let anybody attach to it (-XX:+DisableAttachMechanism). Change its mapping file"
              + " instead, which it watches.\n");
    }
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void saysThatAJavaWithoutTheAttachApiCannotAttach(Jdk jdk) throws IOException {
    Assumptions.assumeTrue(jdk.version() > 8, "8 has it in a jar of the JDK");
    try (RunningProgram program = start(jdk)) {
      ProgramRun.Outcome outcome =
          ProgramRun.on(jdk)
              .options("--limit-modules", "java.instrument,java.management.rmi")
              .runCommand("-jar", AgentJar.path().toString(), "status", "" + program.pid());

      assertEquals(1, outcome.exitCode());
      assertTrue(
          outcome
              .stderr()
              .startsWith(
                  "this Java cannot attach to another JVM (there is no attach API in "
                      + jdk.home()
                      + "). Run this command with a JDK"),
          outcome.stderr());
    }
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void neverSignalsAProcessThatIsNoJvm(Jdk jdk) throws IOException {
    Process cat = new ProcessBuilder("cat").start();
    try {
      assertSays(jdk, "" + cat.pid(), "process " + cat.pid() + " is not a JVM.\n");
      assertTrue(cat.isAlive());
    } finally {
      cat.destroy();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void attachesTheAgentToAJvmThatRunsAlready(Jdk jdk) throws IOException {
    Path file = mapping("");
    try (RunningProgram program = start(jdk)) {
      String pid = "" + program.pid();
      assertNull(sent(program));
      Path bad = Files.writeString(folder.resolve("bad.json"), "{}");
      ProgramRun.Outcome refused = command(jdk, "attach", pid, bad.toString());
      assertEquals(1, refused.exitCode());
      assertTrue(refused.stderr().contains("mappings is missing"), refused.stderr());

      ProgramRun.Outcome attached = command(jdk, "attach", pid, file.toString());

      assertEquals(0, attached.exitCode(), attached.stderr());
      assertEquals(
          "the agent is in process " + pid + " now: mode inject, " + file + ", mappings: 1.\n",
          attached.stdout());
      assertEquals("Bearer token-alpha-1", sent(program));
      ProgramRun.Outcome again = command(jdk, "attach", pid, file.toString());
      assertEquals(1, again.exitCode());
      assertEquals(
          "the agent is in process "
              + pid
              + " already. Change its mapping file, or see the command reload.\n",
          again.stderr());
    }
  }

  private void assertSays(Jdk jdk, String pid, String expected) throws IOException {
    ProgramRun.Outcome outcome = command(jdk, "status", pid);

    assertEquals(expected, outcome.stderr());
    assertEquals(1, outcome.exitCode());
    assertEquals("", outcome.stdout());
  }
}
