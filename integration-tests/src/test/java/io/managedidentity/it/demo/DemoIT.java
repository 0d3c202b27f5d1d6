package io.managedidentity.it.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProgramRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code java -jar managed-identity-agent.jar demo}, offline. */
class DemoIT {
  /** An answer as the demonstration shows it: client and status. */
  private static final String ANSWER = " {5}(HttpURLConnection|Apache HttpClient) +(401|200) .*";

  /** The JVMs that it starts live as shortly as those of other tests; 8 ignores the first. */
  private static final Map<String, String> FOR_ITS_PROGRAMS =
      Map.of(
          "JDK_JAVA_OPTIONS",
          String.join(" ", Jdk.FOR_SHORT_LIVES),
          "JAVA_TOOL_OPTIONS", // keytool's; the demonstration keeps it from its programs
          String.join(" ", Jdk.FOR_SHORT_LIVES));

  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void showsTheJdksClientRefusedAndThenServed(Jdk jdk) throws IOException {
    ProgramRun.Outcome outcome = demo(jdk);

    assertEquals(List.of("HttpURLConnection 401", "HttpURLConnection 200"), answers(outcome));
    assertEquals(0, outcome.exitCode(), outcome.stdout() + outcome.stderr());
    assertEquals("", outcome.stderr());
  }

  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void showsApacheHttpClientAsWellWhereItsJarsAreNamed(Jdk jdk) throws IOException {
    Path jars = Path.of(AgentJar.clientJars("apache-httpclient-4/4.5.14")).getParent();

    ProgramRun.Outcome outcome = demo(jdk, "--apache", jars.toString());

    assertEquals(
        List.of(
            "HttpURLConnection 401",
            "Apache HttpClient 401",
            "HttpURLConnection 200",
            "Apache HttpClient 200"),
        answers(outcome));
    assertEquals(0, outcome.exitCode(), outcome.stdout() + outcome.stderr());
    assertTrue(outcome.stdout().contains("Refused without the agent, served with it."));
  }

  /** The README's command, with the jar and the client's jars that this build has made. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it is a shell script")
  void showsBothClientsByTheScript() throws Exception {
    Path root = AgentJar.project();
    ProcessBuilder script = new ProcessBuilder("./demo").directory(root.toFile());
    script.environment().put("JAVA_HOME", Jdk.current().home().toString());
    script.environment().putAll(FOR_ITS_PROGRAMS);
    Process run = script.redirectErrorStream(true).start();
    run.getOutputStream().close();

    String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals(0, run.waitFor(), output);
    assertFalse(output.contains("Building"), output);
    assertTrue(output.contains("Apache HttpClient   200"), output);
  }

  @Test
  void saysWhatIsMissingInFolderWithoutJars(@TempDir Path folder) throws IOException {
    ProgramRun.Outcome outcome = demo(Jdk.current(), "--apache", folder.toString());

    assertEquals(2, outcome.exitCode());
    assertTrue(
        outcome.stderr().contains("--apache: there are no jars in the folder " + folder),
        outcome.stderr());
  }

  private static ProgramRun.Outcome demo(Jdk jdk, String... options) throws IOException {
    return ProgramRun.on(jdk)
        .environment(FOR_ITS_PROGRAMS)
        .options("-jar", AgentJar.path().toString(), "demo")
        .runCommand(options);
  }

  private static List<String> answers(ProgramRun.Outcome outcome) {
    return outcome
        .stdout()
        .lines()
        .filter(line -> line.matches(ANSWER))
        .map(line -> line.replaceFirst(ANSWER, "$1 $2"))
        .toList();
  }
}
