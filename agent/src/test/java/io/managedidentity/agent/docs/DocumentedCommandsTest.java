package io.managedidentity.agent.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.Program;
import io.managedidentity.agent.cli.CommandModels;
import io.managedidentity.agent.config.ConfigOption;
import io.managedidentity.agent.config.ConfigOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Commands, agent arguments and variables on all pages are ones that the program knows, in blocks,
 * in sentences and in cells of tables. {@code DocumentedCommandsIT} runs those in blocks, {@code
 * TroubleshootingCommandsIT} those in cells.
 */
class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern COMMAND =
      Pattern.compile("java -jar \\S*managed-identity-agent\\.jar ([^`\\n]*)");
  private static final Pattern ARGUMENTS =
      Pattern.compile("-javaagent:\\S*managed-identity-agent\\.jar=([^\\s`\"']*)");
  private static final Pattern VARIABLE = Pattern.compile("MANAGED_IDENTITY_AGENT_([A-Z0-9_]+)");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```$");
  private static final Pattern SPAN = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|'[^']*'|\\S+");

  @Test
  void parsesEveryCommand() throws IOException {
    List<String> wrong = new ArrayList<>();
    int parsed = 0;
    for (Path page : pages()) {
      Matcher command = COMMAND.matcher(Files.readString(page));
      while (command.find()) {
        String[] words = words(command.group(1));
        if (words.length == 0 || words[0].matches("COMMAND.*|\\$@")) {
          continue;
        }
        parsed++;
        parse(words).ifPresent(why -> wrong.add(page.getFileName() + ": " + why));
      }
    }

    assertEquals(List.of(), wrong);
    assertTrue(parsed > 20, parsed + " commands");
  }

  /** One word alone may be a setting of that name; only a cell for commands says what it is. */
  @Test
  void parsesCommandsThatLeaveOutTheJar() throws IOException {
    Set<String> names = CommandModels.of(Program.commands()).getSubcommands().keySet();
    List<String> wrong = new ArrayList<>();
    int parsed = 0;
    for (Path page : pages()) {
      Matcher span = SPAN.matcher(BLOCK.matcher(Files.readString(page)).replaceAll(""));
      while (span.find()) {
        String[] words = words(span.group(1));
        boolean isKey = span.group(1).startsWith("\"");
        if (!isKey && words.length > 1 && names.contains(words[0])) {
          parsed++;
          parse(words).ifPresent(why -> wrong.add(page.getFileName() + ": " + why));
        }
      }
    }

    assertEquals(List.of(), wrong);
    assertTrue(parsed > 40, parsed + " commands");
  }

  @Test
  void knowsEveryCommandThatACellBeginsWith() throws IOException {
    Set<String> names = CommandModels.of(Program.commands()).getSubcommands().keySet();
    List<String> wrong = new ArrayList<>();
    Set<String> ofOthers = new TreeSet<>();
    int parsed = 0;
    for (String cell : cells()) {
      String[] words = words(cell);
      if (names.contains(words[0])) {
        parsed++;
        parse(words).ifPresent(wrong::add);
      } else {
        ofOthers.add(words[0]);
      }
    }

    assertEquals(List.of(), wrong);
    assertTrue(parsed > 45, parsed + " commands");
    assertEquals(
        Set.of("az", "date", "java", "jcmd", "keytool", "ls", "time"),
        ofOthers,
        "programs of the machine; anything else in a cell is a mistake");
  }

  @Test
  void seesWhatIsWrong() {
    assertEquals(Optional.empty(), parse(words("explain FILE URL --method PUT")));
    assertTrue(parse(words("explain FILE --url URL")).orElse("").contains("'--url'"));
    assertTrue(parse(words("explain PID")).orElse("").contains("URL"));
  }

  @Test
  void knowsEveryAgentArgument() throws IOException {
    Set<String> known = keys();
    known.add("config");
    List<String> wrong = new ArrayList<>();
    int pairs = 0;
    for (Path page : pages()) {
      Matcher arguments = ARGUMENTS.matcher(Files.readString(page));
      while (arguments.find()) {
        for (String pair : arguments.group(1).split("(?<!\\\\),")) {
          int equals = pair.indexOf('=');
          if (equals > 0) {
            pairs++;
            if (!known.contains(pair.substring(0, equals))) {
              wrong.add(page.getFileName() + ": " + arguments.group());
            }
          }
        }
      }
    }

    assertEquals(List.of(), wrong);
    assertTrue(pairs > 2, pairs + " pairs");
  }

  @Test
  void knowsEveryVariable() throws IOException {
    Set<String> known =
        keys().stream()
            .map(key -> key.replaceAll("[.-]", "_").replaceAll("([a-z])([A-Z])", "$1_$2"))
            .flatMap(
                key ->
                    Stream.of(
                        key.toUpperCase(), key.replaceAll("_(?=[A-Z][a-z])", "").toUpperCase()))
            .collect(Collectors.toCollection(TreeSet::new));
    known.addAll(List.of("CONFIG", "A_B"));
    Set<String> wrong = new TreeSet<>();
    for (Path page : pages()) {
      Matcher variable = VARIABLE.matcher(Files.readString(page));
      while (variable.find()) {
        if (!known.contains(variable.group(1))) {
          wrong.add(page.getFileName() + ": " + variable.group());
        }
      }
    }

    assertEquals(Set.of(), wrong);
  }

  /** What the cells for commands of the troubleshooting page begin with. */
  private static List<String> cells() throws IOException {
    List<String> found = new ArrayList<>();
    int column = -1;
    for (String line : Files.readAllLines(ROOT.resolve("docs/troubleshooting.md"))) {
      List<String> cells = Stream.of(line.split("\\|")).map(String::strip).toList();
      if (!line.startsWith("|")) {
        column = -1;
      } else if (column < 0) {
        column = cells.indexOf("Command");
      } else {
        Matcher span = SPAN.matcher(cells.get(column));
        if (span.lookingAt()) {
          found.add(span.group(1));
        }
      }
    }
    return found;
  }

  /** What is wrong with a command, if anything is. */
  private static Optional<String> parse(String... words) {
    try {
      CommandModels.of(Program.commands()).parseArgs(words);
      return Optional.empty();
    } catch (CommandLine.ParameterException e) {
      return Optional.of(String.join(" ", words) + ": " + e.getMessage());
    }
  }

  private static Set<String> keys() {
    return ConfigOptions.topLevelOptions().stream()
        .map(ConfigOption::key)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Without a comment of the shell. */
  private static String[] words(String line) {
    Matcher word = WORD.matcher(line.replaceFirst("\\s+#.*", "").replaceFirst("[),.;]+$", ""));
    List<String> words = new ArrayList<>();
    while (word.find()) {
      words.add(word.group().replaceAll("^[\"']|[\"']$", ""));
    }
    return words.toArray(new String[0]);
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      return Stream.concat(
              docs.filter(file -> file.toString().endsWith(".md")),
              Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md", "benchmarks/README.md")
                  .map(ROOT::resolve))
          .sorted()
          .toList();
    }
  }
}
