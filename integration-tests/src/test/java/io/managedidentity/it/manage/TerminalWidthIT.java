package io.managedidentity.it.manage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.RunningProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands at a terminal: {@code script} of util-linux makes one, {@code stty} its width. */
class TerminalWidthIT extends ManagedPrograms {
  private static final String JDKS = "oldestAndNewest";
  private static final int NARROW = 60;
  private static final int WIDE = 120;

  /** The parser of commands asks for the width for two seconds, and takes none after that. */
  private static final int TRIES = 5;

  static List<Jdk> oldestAndNewest() {
    return Jdk.outermost(8);
  }

  @BeforeEach
  void findTerminal() throws Exception {
    assumeTrue(
        answer("script", "--version").contains("util-linux")
            && !answer("stty", "--version").isEmpty(),
        "there is no script of util-linux, or no stty");
  }

  @ParameterizedTest
  @MethodSource(JDKS)
  void helpIsNoWiderThanTheTerminal(Jdk jdk) throws Exception {
    for (String command : List.of("help", "check --help")) {
      List<String> narrow = at(NARROW, jdk, command, lines -> widest(lines) <= NARROW);
      List<String> wide = at(WIDE, jdk, command, lines -> widest(lines) > 80);

      assertTrue(narrow.stream().anyMatch(line -> line.startsWith("Usage: ")), narrow::toString);
      assertTrue(widest(narrow) <= NARROW, String.join("\n", narrow));
      assertTrue(widest(wide) > 80 && widest(wide) <= WIDE, String.join("\n", wide));
    }
  }

  @ParameterizedTest
  @MethodSource(JDKS)
  void tablesAreNoWiderThanTheTerminal(Jdk jdk) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("mapping.json"),
            """
            { "mappings": [
                { "name": "blobs", "service": "storage-blob", "host": "a-storage-account-of-orders.blob.core.windows.net" },
                { "name": "api", "host": "127.0.0.1:*", "resource": "alpha", "allowPlainHttp": true,
                  "identity": { "clientId": "11111111-2222-3333-4444-555555555555" } } ] }
            """);
    try (RunningProgram program = start(jdk, "-javaagent:" + AgentJar.path() + "=" + file)) {
      sent(program);
      for (String command :
          List.of(
              "sources",
              "services",
              "services storage-file",
              "status " + program.pid(),
              "explain " + file + " http://127.0.0.1:81/x",
              "token --resource alpha --client-id 11111111-2222-3333-4444-555555555555",
              "version")) {
        checkTable(jdk, command);
      }
    }
  }

  @ParameterizedTest
  @MethodSource(JDKS)
  void aTextInADocumentIsThatOfAPipe(Jdk jdk) throws Exception {
    String command = "help --json";

    assertEquals(
        lines(answer("sh", "-c", commandLine(jdk, command) + " | cat")),
        at(NARROW, jdk, command, lines -> true));
  }

  private void checkTable(Jdk jdk, String command) throws Exception {
    List<String> piped = lines(answer("sh", "-c", commandLine(jdk, command) + " | cat"));
    List<String> narrow = at(NARROW, jdk, command, lines -> fits(lines, NARROW));
    List<String> wide = at(WIDE, jdk, command, lines -> fits(lines, WIDE));

    assertTrue(fits(narrow, NARROW), String.join("\n", narrow));
    assertTrue(fits(wide, WIDE), String.join("\n", wide));
    assertTrue(
        widest(wide) > NARROW || widest(piped) <= NARROW,
        () -> "there is room: " + String.join("\n", wide));
    for (List<String> shown : List.of(narrow, wide)) {
      assertEquals(words(piped), words(shown), () -> String.join("\n", shown));
      assertTrue(shown.stream().noneMatch(line -> line.endsWith(" ")), shown::toString);
    }
  }

  /**
   * But for what is searched for or copied as a whole: a word, an element of an array, a command.
   */
  private static boolean fits(List<String> lines, int width) {
    return lines.stream()
        .allMatch(
            line ->
                line.length() <= width
                    || line.strip().matches("\\S+|\\[?\"[^\"]*\"[],]|az .*|java .*"));
  }

  /** In any order, as a cell may stand below its row; without times, numbers and new tokens. */
  private static List<String> words(List<String> lines) {
    String text =
        String.join("\n", lines)
            .replace("\",\"", "\", \"")
            .replaceAll("\\((in\\s+)?\\d+\\s+(s|min|h|days)(\\s+ago)?\\)", "")
            .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:]+Z", "TIME")
            .replaceAll("\\b(\\p{XDigit}{64}|\\d+)\\b", "");
    return Arrays.stream(text.split("\\s+")).sorted().toList();
  }

  /** The first answer that is as it should be, or the last one. */
  private List<String> at(int width, Jdk jdk, String command, Predicate<List<String>> isGood)
      throws Exception {
    String shell = "stty cols " + width + "; " + commandLine(jdk, command);
    List<String> lines = List.of();
    for (int i = 0; i < TRIES && (i == 0 || !isGood.test(lines)); i++) {
      lines = lines(answer("script", "-qec", shell, "/dev/null"));
    }
    return lines;
  }

  private static String commandLine(Jdk jdk, String command) {
    return "'"
        + jdk.java()
        + "' "
        + String.join(" ", Jdk.FOR_SHORT_LIVES)
        + " -jar '"
        + AgentJar.path()
        + "' "
        + command;
  }

  private static List<String> lines(String shown) {
    return shown.replaceAll("\u001B\\[[;\\d]*m", "").replace("\r", "").lines().toList();
  }

  private static int widest(List<String> lines) {
    return lines.stream().mapToInt(String::length).max().orElse(0);
  }

  /** With stderr; an empty text if there is no such program. */
  private String answer(String... command) throws InterruptedException {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder
          .environment()
          .keySet()
          .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "MSI_ENDPOINT"));
      builder.environment().putAll(identity.environment());
      Process process = builder.start();
      process.getOutputStream().close();
      String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return answer;
    } catch (IOException e) {
      return "";
    }
  }
}
