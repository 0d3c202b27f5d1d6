package io.managedidentity.it.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The form of the first lines, and how long they get. */
class StartMessagesIT {
  private static final String ALL_JDKS = "io.managedidentity.it.jvm.Jdk#all";
  private static final String PREFIX = "[managed-identity-agent] ";

  /** A whole object: no quote is in its texts but escaped ones. */
  private static final Pattern JSON =
      Pattern.compile(
          "\\{\"time\":\\d{13},\"level\":\"(\\w+)\",\"logger\":\"managed-identity-agent\","
              + "\"message\":\"((?:[^\"\\\\]|\\\\.)*)\"}");

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void writesJsonFromTheFirstLineOn(Jdk jdk) throws IOException {
    String agent = "-javaagent:" + AgentJar.path();
    Path valid = Mapping.valid(folder);
    Path inFile =
        Mapping.write(
            folder, "json.json", "{ \"log\": { \"format\": \"json\" }, \"mappings\": [ 5 ] }");
    Map<String, String> byVariable = Map.of("MANAGED_IDENTITY_AGENT_LOG_FORMAT", "json");

    assertJson(
        "INFO no configuration, so nothing is done.",
        ProgramRun.on(jdk).environment(byVariable).options(agent));
    assertJson(
        "ERROR the configuration is invalid",
        ProgramRun.on(jdk).agent("config=" + folder.resolve("none.json") + ",log.format=json"));
    assertJson("ERROR the configuration is invalid", ProgramRun.on(jdk).agent(inFile.toString()));
    assertJson(
        "WARN the agent is on the command line twice",
        ProgramRun.on(jdk)
            .options("-Dmanagedidentity.agent.log.format=json", agent + "=" + valid, agent));
  }

  private static void assertJson(String words, ProgramRun program) throws IOException {
    ProgramRun.Outcome outcome = program.run("HelloProgram");

    List<String> said = new ArrayList<>();
    for (String line : outcome.errorLines()) {
      Matcher json = JSON.matcher(line);
      assertTrue(json.matches(), line);
      said.add(json.group(1) + " " + json.group(2));
    }
    assertFalse(said.isEmpty());
    assertTrue(said.stream().anyMatch(line -> line.startsWith(words)), said::toString);
    assertEquals("hello\n", outcome.stdout());
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void endsAHundredProblemsInASum(Jdk jdk) throws IOException {
    StringBuilder mappings = new StringBuilder("{ \"mappings\": [\n");
    for (int i = 0; i < 100; i++) {
      mappings.append("{ \"host\": \"a.example\", \"resource\": \"r\", \"hsot\": 1 },\n");
    }
    Path file = Files.writeString(folder.resolve("m.json"), mappings + "] }");

    List<String> lines = ProgramRun.on(jdk).agent(file.toString()).run("HelloProgram").errorLines();

    assertEquals(22, lines.size(), lines::toString);
    assertTrue(lines.get(1).contains("Known keys: name, host, "), lines.get(1));
    assertTrue(
        lines
            .get(20)
            .endsWith(
                ":21:41: /mappings/19/hsot: the key \"hsot\" is not known here. Did you mean"
                    + " \"host\"?"),
        lines.get(20));
    assertEquals(PREFIX + "ERROR and 80 more. The command check shows all of them.", lines.get(21));
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void saysThatAFaultOutsideTheFileTakesARestart(Jdk jdk) throws IOException {
    Path file = Mapping.valid(folder);

    ProgramRun.Outcome outcome =
        ProgramRun.on(jdk)
            .options("-Dmanagedidentity.agent.reload=no")
            .agent(file.toString())
            .run("HelloProgram");

    assertEquals(
        List.of(
            PREFIX
                + "ERROR the configuration is invalid, so the agent stays off and the application"
                + " runs without it. Correct this, and start the application again:",
            PREFIX
                + "ERROR system property managedidentity.agent.reload: \"no\" is not true or false."
                + " Write true or false."),
        outcome.errorLines());
    assertEquals("hello\n", outcome.stdout());
  }
}
