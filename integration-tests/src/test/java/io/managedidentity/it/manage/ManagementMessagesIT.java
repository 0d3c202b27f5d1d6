package io.managedidentity.it.manage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProgramRun;
import io.managedidentity.it.jvm.RunningProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a running agent answers, word for word. */
class ManagementMessagesIT extends ManagedPrograms {
  private static final String ALL_JDKS = "io.managedidentity.it.jvm.Jdk#all";

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void saysThatTheModeKeepsTokensAway(Jdk jdk) throws IOException {
    Path file = mapping("\"mode\": \"off\",");
    try (RunningProgram program = start(jdk, "-javaagent:" + AgentJar.path() + "=" + file)) {
      ProgramRun.Outcome on = command(jdk, "on", "" + program.pid());

      assertEquals(
          "switched on from outside: mode off, "
              + file
              + ", 1 mapping. To put tokens on requests, change mode.\n",
          on.stdout(),
          on.stderr());
    }
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void saysThatTheFileIsInvalidByNow(Jdk jdk) throws IOException {
    Path file = mapping("\"reload\": false,");
    try (RunningProgram program = start(jdk, "-javaagent:" + AgentJar.path() + "=" + file)) {
      assertTrue(program.stderrWith("mode inject", 30).contains("mode inject"), program::stderr);
      Files.writeString(file, "{ \"reload\": false, \"mappings\": [ 5 ] }");

      ProgramRun.Outcome status = command(jdk, "status", "" + program.pid(), "--json");

      assertTrue(
          status
              .stdout()
              .contains(
                  "the configuration as it is now is invalid; the version before it is used:"),
          status.stdout());
    }
  }

  /** Without JMX nothing tells the second command that the agent is there. */
  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void saysThatTheAgentIsThereAlready(Jdk jdk) throws IOException {
    Path file = mapping("\"jmx\": false,");
    try (RunningProgram program = start(jdk)) {
      String pid = "" + program.pid();

      ProgramRun.Outcome first = command(jdk, "attach", pid, file.toString());
      command(jdk, "attach", pid, file.toString());

      assertTrue(
          (first.stdout() + first.stderr())
              .contains(
                  "the agent was loaded; its result is on the stderr of process "
                      + pid
                      + ", since \"jmx\" is false."),
          first::toString);
      String said = "the agent is in this JVM already; the one that was attached now does nothing.";
      assertTrue(program.stderrWith(said, 30).contains(said), program::stderr);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void saysThatRecordsCannotBeWrittenAndThatTheyCanBeAgain(Jdk jdk) throws IOException {
    Path records = Files.writeString(folder.resolve("records"), "in the way");
    RunningProgram program =
        start(jdk, "-javaagent:" + AgentJar.path() + "=mode=discover,discover.report=" + records);
    try (program) {
      String said = "the records of this process cannot be written to " + records + ": ";
      String stderr = program.stderrWith(said, 30);
      assertTrue(
          stderr.contains(
              said
                  + "cannot make the directory "
                  + records
                  + ". They are kept in memory, and it is tried again every 30 s. Make the directory"
                  + " writable, or name another with discover.report."),
          stderr);
      Files.delete(records);
    }

    assertTrue(program.stderr().contains("records are written again: " + records), program::stderr);
  }
}
