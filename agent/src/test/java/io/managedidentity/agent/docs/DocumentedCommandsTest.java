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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Commands, agent arguments and variables on all pages are ones that the program knows, in blocks
 * and in sentences. {@code DocumentedCommandsIT} runs those in blocks.
 */
class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern COMMAND =
      Pattern.compile("java -jar \\S*managed-identity-agent\\.jar ([^`\\n]*)");
  private static final Pattern ARGUMENTS =
      Pattern.compile("-javaagent:\\S*managed-identity-agent\\.jar=([^\\s`\"']*)");
  private static final Pattern VARIABLE = Pattern.compile("MANAGED_IDENTITY_AGENT_([A-Z0-9_]+)");
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
        try {
          CommandModels.of(Program.commands()).parseArgs(words);
        } catch (CommandLine.ParameterException e) {
          wrong.add(page.getFileName() + ": " + command.group() + ": " + e.getMessage());
        }
      }
    }

    assertEquals(List.of(), wrong);
    assertTrue(parsed > 20, parsed + " commands");
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
