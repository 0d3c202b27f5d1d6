package io.managedidentity.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.PatternException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every problem of a configuration, word for word. */
class ConfigMessagesTest {
  private static final Path CASES = Path.of("src", "test", "resources", "config-messages.txt");

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("cases")
  void saysInFullWhatIsWrong(String text, List<String> expected) throws IOException {
    Path file = Files.writeString(folder.resolve("m.json"), json(text));
    FakeSettings environment = new FakeSettings().with("KEY", "s3cret value");

    List<String> said = said("config=" + file, new FakeSettings(), environment);

    assertEquals(expected, said.stream().map(line -> line.replace(file + ":", "")).toList());
  }

  /** A line that is not indented, and the indented ones after it. */
  static Stream<Arguments> cases() throws IOException {
    Map<String, List<String>> cases = new LinkedHashMap<>();
    List<String> expected = new ArrayList<>();
    for (String line : Files.readAllLines(CASES, StandardCharsets.UTF_8)) {
      if (line.startsWith("    ")) {
        expected.add(line.trim());
      } else if (!line.startsWith("#")) {
        expected = new ArrayList<>();
        cases.put(line, expected);
      }
    }
    return cases.entrySet().stream().map(row -> Arguments.of(row.getKey(), row.getValue()));
  }

  /**
   * What begins with a bracket is the file, after "!" too; other lines are members of a mapping.
   */
  private static String json(String line) {
    String text = line.replace('\'', '"');
    if (text.startsWith("{") || text.startsWith("[") || text.startsWith("!")) {
      return text.startsWith("!") ? text.substring(1) : text;
    }
    String members = text.replace("(no host)", "").replace("(no resource)", "");
    boolean hasHost = text.contains("\"host") || text.contains("(no host)");
    boolean hasResource = text.contains("\"resource\"") || text.contains("(no resource)");
    return "{ \"mappings\": [ { "
        + (hasHost ? "" : "\"host\": \"a.example\", ")
        + (hasResource ? "" : "\"resource\": \"api://r\", ")
        + members
        + " } ] }";
  }

  @Test
  void saysWhatIsWrongWithAnArgument() {
    assertEquals(
        List.of(
            "agent argument number 2: it has no \"=\". Write key=value pairs separated by commas, for"
                + " example config=/etc/app/mapping.json; a comma inside a value is written \"\\,\"."),
        said("mode=discover,part of a salt", new FakeSettings(), new FakeSettings()));
    assertEquals(
        List.of(
            "agent argument \"mod\": there is no such argument. Did you mean \"mode\"? Known arguments"
                + " are in docs/configuration.md."),
        said("mod=discover,mode=discover", new FakeSettings(), new FakeSettings()));
    assertEquals(
        List.of(
            "agent argument number 2: there is no such argument. Known arguments are in"
                + " docs/configuration.md."),
        said("mode=discover,part=of a salt", new FakeSettings(), new FakeSettings()));
    assertEquals(
        List.of(
            "agent argument number 1: there is no such argument. If this is a path, write \"\\=\" for an"
                + " equals sign in it."),
        said("/etc/a=b/mapping.json,mode=discover", new FakeSettings(), new FakeSettings()));
    assertEquals(
        List.of("agent argument mode: it is given twice. Keep one of them."),
        said("mode=discover,mode=off", new FakeSettings(), new FakeSettings()));
  }

  @Test
  void saysWhatIsWrongWithAPropertyOrAVariable() {
    FakeSettings properties =
        new FakeSettings()
            .with("managedidentity.agent.jmxx", "false")
            .with("managedidentity.agent.reload", "s3cret")
            .with("managedidentity.agent.mode", "discover");
    FakeSettings environment = new FakeSettings().with("MANAGED_IDENTITY_AGENT_LOG_LEVLE", "debug");

    assertEquals(
        List.of(
            "system property \"managedidentity.agent.jmxx\": there is no such setting. Did you mean"
                + " \"jmx\"? Known settings are in docs/configuration.md.",
            "environment variable MANAGED_IDENTITY_AGENT_LOG_LEVLE: there is no such setting. Did you"
                + " mean \"MANAGED_IDENTITY_AGENT_LOG_LEVEL\"? If it is not meant for the agent,"
                + " rename it.",
            "system property managedidentity.agent.reload: the value (6 characters) is not true or"
                + " false. Write true or false."),
        said("", properties, environment));
  }

  @Test
  void namesNoFileWhenThePropertyIsEmpty() {
    assertEquals(
        List.of("agent argument config: it is empty. Name the mapping file."),
        said("config=", new FakeSettings(), new FakeSettings()));
  }

  @Test
  void saysWhatIsWrongWithTheFile() throws IOException {
    Path latin =
        Files.write(folder.resolve("latin.json"), new byte[] {'{', '\n', ' ', (byte) 0xe4});
    Path large = folder.resolve("large.json");
    Files.write(large, new byte[16 * 1024 * 1024 + 1]);

    assertEquals(
        List.of(latin + ":2:2: /: the bytes here are not UTF-8. Save the file as UTF-8."),
        said(latin.toString(), new FakeSettings(), new FakeSettings()));
    assertEquals(
        List.of(
            large
                + ":1:1: /: the file is larger than 16 MiB. Check that it is the mapping file; use"
                + " patterns instead of long lists."),
        said(large.toString(), new FakeSettings(), new FakeSettings()));
  }

  /** The first page of a process's memory is not there. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void saysThatAFileCannotBeRead() {
    assertEquals(
        List.of(
            "/proc/self/mem:1:1: /: the file cannot be read (IOException). Give the user that runs the"
                + " application the right to read it."),
        said("/proc/self/mem", new FakeSettings(), new FakeSettings()));
  }

  /** In a configuration, what may be a password is not repeated. */
  @Test
  void saysThatAHostHasUserInfo() {
    PatternException refused =
        assertThrows(PatternException.class, () -> HostPattern.parse("user@a.example"));

    assertEquals(
        "\"user@a.example\" contains user info (\"@\"). Write the host alone.",
        refused.getMessage() + ". " + refused.advice());
  }

  /** What any version of the file cannot mend is not waited for. */
  @Test
  void waitsForAGoodFileOnlyIfOneWouldDo() throws IOException {
    Path file = Files.writeString(folder.resolve("m.json"), "{}");
    ConfigLoader withFault =
        new ConfigLoader(
            new FakeSettings().with("managedidentity.agent.reload", "no"), new FakeSettings());
    ConfigLoader without = new ConfigLoader(new FakeSettings(), new FakeSettings());

    AgentConfig waiting = without.load(file.toString()).waiting();

    assertNull(withFault.load(file.toString()).waiting());
    assertNotNull(waiting);
    assertEquals(Mode.OFF, waiting.mode());
  }

  private static List<String> said(
      String argument, FakeSettings properties, FakeSettings variables) {
    return new ConfigLoader(properties, variables)
        .load(argument).problems().stream().map(ConfigProblem::toString).toList();
  }
}
