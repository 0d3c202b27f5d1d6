package io.managedidentity.premain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RecordingDoorTest {
  /** In a JVM of its own, since the line goes to the process's stderr. */
  @Test
  void saysThatRecordingsHaveNoEventsAndLetsTheClassLoad() throws Exception {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                RecordingDoorTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals(0, program.waitFor(), output);
    assertTrue(
        output.contains(
            "[managed-identity-agent] recordings of the flight recorder have no events of the agent;"
                + " everything else works: java.lang.IllegalStateException: planted at "),
        output);
    assertTrue(output.endsWith("loaded\n"), output);
  }

  /** The agent of these tests fails when it hears of a recording. */
  public static void main(String[] unused) throws Exception {
    AgentHandle handle = new AgentHandle("", null);
    handle.agent();
    byte[] woven =
        new ClientTransformer(handle)
            .transform(null, ClientTransformer.RECORDING, null, null, new byte[0]);
    System.out.print(woven == null ? "loaded\n" : "woven\n");
  }
}
