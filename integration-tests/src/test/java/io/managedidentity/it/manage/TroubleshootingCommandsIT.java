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
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Runs the commands of docs/troubleshooting.md that leave out the jar, with the reader's values put
 * in. {@code DocumentedCommandsTest} parses those of all pages.
 */
class TroubleshootingCommandsIT extends ManagedPrograms {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```$");
  private static final Pattern NAME = Pattern.compile("(?m)^## ([a-z]+)$");

  /** With words after it, or alone in the cell for commands: elsewhere it may be a setting. */
  private static final Pattern COMMAND =
      Pattern.compile("`([a-z]+ [^`\\n]+)`|(?<=\\| )`([a-z]+)`(?= \\|)");

  /** What fails here: nobody is signed in, and nobody listens at the URL. */
  private static final Set<String> FAILING =
      Set.of("check FILE --live --url URL", "token --resource R --source azure-cli");

  @Test
  void runsEach() throws IOException {
    Jdk jdk = Jdk.current();
    Path file = mapping("");
    Map<String, String> environment = new TreeMap<>(identity.environment());
    environment.put("PATH", folder.toString()); // whatever this machine has of the Azure CLI
    Map<String, Integer> exitCodes = new TreeMap<>();
    Map<String, Integer> wanted = new TreeMap<>();
    StringBuilder said = new StringBuilder();
    try (RunningProgram program = start(jdk, "-javaagent:" + AgentJar.path() + "=" + file);
        RunningProgram without = start(jdk)) {
      assertEquals("Bearer token-alpha-1", sent(program));
      for (String command : commands()) {
        RunningProgram asked = command.startsWith("attach ") ? without : program;
        List<String> all = new ArrayList<>(List.of("-jar", AgentJar.path().toString()));
        all.addAll(filled(command, "" + asked.pid(), file));

        ProgramRun.Outcome outcome =
            ProgramRun.on(jdk).environment(environment).runCommand(all.toArray(new String[0]));

        exitCodes.put(command, outcome.exitCode());
        wanted.put(command, FAILING.contains(command) ? 1 : 0);
        said.append(all).append('\n').append(outcome.stdout()).append(outcome.stderr());
      }
    }

    assertEquals(wanted, exitCodes, said::toString);
    assertTrue(wanted.keySet().containsAll(FAILING), wanted::toString);
    assertTrue(
        wanted.keySet().containsAll(List.of("attach PID FILE", "explain PID URL", "sources")),
        wanted::toString);
  }

  private List<String> filled(String command, String pid, Path file) {
    Map<String, String> values =
        Map.of(
            "PID", pid,
            "FILE", file.toString(),
            "NAME", "api",
            "R", "alpha",
            "URL", "https://127.0.0.1:9/x");
    return Stream.of(
            command.replace("--bundle FILE", "--bundle " + folder.resolve("bundle.zip")).split(" "))
        .map(word -> values.getOrDefault(word, word))
        .toList();
  }

  /** Each once, in the order of the page: {@code off} comes before {@code on}. */
  private static Set<String> commands() throws IOException {
    Path docs = AgentJar.project().resolve("docs");
    Set<String> names =
        NAME.matcher(Files.readString(docs.resolve("commands.md")))
            .results()
            .map(name -> name.group(1))
            .collect(Collectors.toSet());
    String page = Files.readString(docs.resolve("troubleshooting.md"));
    Matcher found = COMMAND.matcher(BLOCK.matcher(page).replaceAll(""));
    Set<String> commands = new LinkedHashSet<>();
    while (found.find()) {
      String command = found.group(1) == null ? found.group(2) : found.group(1);
      if (names.contains(command.split(" ")[0])) {
        commands.add(command);
      }
    }
    return commands;
  }
}
