package io.managedidentity.it.manage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProgramRun;
import io.managedidentity.it.jvm.RunningProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code attach} run by one Java for a JVM of another: their answers to it differ. */
class AttachAcrossVersionsIT extends ManagedPrograms {
  private static final String PLANTED = "planted-in-the-command-line";

  record Pair(Jdk command, Jdk target) {
    @Override
    public String toString() {
      return command + " to " + target;
    }
  }

  /** Of all JDKs of this run and the one that runs the tests. */
  static List<Pair> pairs() {
    Set<Jdk> jdks = new LinkedHashSet<>(Jdk.all());
    if (jdks.stream().noneMatch(jdk -> jdk.version() == Jdk.current().version())) {
      jdks.add(Jdk.current());
    }
    List<Pair> pairs = new ArrayList<>();
    for (Jdk command : jdks) {
      for (Jdk target : jdks) {
        pairs.add(new Pair(command, target));
      }
    }
    return pairs;
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
      if (!isAnswerRead) {
        String unknown =
            "this Java cannot read what process "
                + program.pid()
                + " answers, and the agent has no JMX object there. Look for its lines on the stderr"
                + " of that process: with \"jmx\": false it may be in it all the same. Or run this"
                + " command with the Java of that process.";
        assertTrue(said.contains(unknown), said);
      }
      assertFalse(said.contains(PLANTED), said);
      assertEquals("Bearer token-alpha-1", sent(program));
    }
  }

  private static ProgramRun.Outcome attach(Pair pair, RunningProgram program, Path file)
      throws IOException {
    return command(pair.command(), "attach", "" + program.pid(), file.toString());
  }

  private RunningProgram start(Jdk jdk) throws IOException {
    return start(jdk, "-Dpassword=" + PLANTED);
  }
}
