package io.managedidentity.agent.identity.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real programs; the rules are those of R-CLI. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the programs are shell scripts")
class SystemProcessLauncherTest {
  @TempDir private Path folder;
  private final ProcessLauncher launcher = new SystemProcessLauncher();

  @Test
  void keepsTheTwoOutputsApart() throws Exception {
    ProcessOutput output = run(5000, "echo out; echo err >&2; exit 3");

    assertEquals(3, output.exitCode());
    assertEquals("out\n", output.stdout());
    assertEquals("err\n", output.stderr());
  }

  @Test
  void runsInASystemFolderWithoutInputTelemetryAndThisAgent() throws Exception {
    ProcessOutput output =
        run(
            5000,
            "pwd -P; cat; echo \"$AZURE_CORE_COLLECT_TELEMETRY $AZURE_CORE_ONLY_SHOW_ERRORS\"");

    assertEquals(Path.of("/bin").toRealPath() + "\nfalse true\n", output.stdout());
  }

  @Test
  void readsAnOutputThatIsLargerThanAnyPipe() throws Exception {
    ProcessOutput output = run(20_000, "head -c 3000000 /dev/zero | tr '\\0' a; echo done >&2");

    assertEquals(1 << 20, output.stdout().length());
    assertEquals("done\n", output.stderr());
  }

  @Test
  void stopsAProgramAndItsDescendantsWhenTheTimeIsOver() throws Exception {
    Path pid = folder.resolve("pid");

    ProcessOutput output = run(700, "sleep 600 & echo $! > " + pid + "; wait");

    assertTrue(output.isTimedOut());
    long descendant = Long.parseLong(Files.readString(pid).trim());
    ProcessHandle.of(descendant).ifPresent(handle -> handle.onExit().join());
    assertFalse(ProcessHandle.of(descendant).map(ProcessHandle::isAlive).orElse(false));
  }

  @Test
  void doesNotWaitForADescendantThatKeepsTheOutputOpen() throws Exception {
    long start = System.nanoTime();

    ProcessOutput output = run(10_000, "sleep 20 & echo done");

    assertEquals("done\n", output.stdout());
    assertTrue((System.nanoTime() - start) / 1_000_000 < 8000);
  }

  @Test
  void saysThatThereIsNoSuchProgram() throws Exception {
    ProcessOutput output = launcher.run(List.of("no-such-program-here"), 1000);

    assertEquals(ProcessOutput.NOT_FOUND, output.exitCode());
  }

  @Test
  void takesOnlyThisAgentOutOfTheJvmOptions() {
    assertEquals(
        "-Xmx1g -javaagent:/opt/other.jar",
        JvmOptions.withoutAgent(
            "-Xmx1g -javaagent:/opt/managed-identity-agent.jar=/etc/m.json"
                + " -javaagent:/opt/other.jar"));
    assertEquals(
        "-Dx=1",
        JvmOptions.withoutAgent("\"-javaagent:/opt/a b/managed-identity-agent.jar\" -Dx=1"));
    assertEquals("", JvmOptions.withoutAgent("-javaagent:managed-identity-agent.jar"));
  }

  private ProcessOutput run(int limitMillis, String script) throws Exception {
    return launcher.run(List.of("sh", "-c", script), limitMillis);
  }
}
