package io.managedidentity.it.manage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Help at a terminal: {@code script} of util-linux makes one, {@code stty} its width. */
class TerminalWidthIT {
  private static final int NARROW = 60;
  private static final int WIDE = 120;

  /** The parser of commands asks for the width for two seconds, and takes 80 after that. */
  private static final int TRIES = 5;

  @Test
  void isNoWiderThanTheTerminal() throws Exception {
    assumeTrue(
        answer("script", "--version").contains("util-linux")
            && !answer("stty", "--version").isEmpty(),
        "there is no script of util-linux, or no stty");

    List<String> narrow = help(NARROW);
    for (int i = 1; i < TRIES && widest(narrow) > NARROW; i++) {
      narrow = help(NARROW);
    }
    List<String> wide = help(WIDE);
    for (int i = 1; i < TRIES && widest(wide) <= 80; i++) {
      wide = help(WIDE);
    }

    assertTrue(widest(narrow) <= NARROW, String.join("\n", narrow));
    assertTrue(widest(wide) > 80 && widest(wide) <= WIDE, String.join("\n", wide));
  }

  /** What the list of commands and the longest help of one of them show. */
  private static List<String> help(int width) throws Exception {
    String java =
        "'" + Jdk.current().java() + "' -XX:TieredStopAtLevel=1 -jar '" + AgentJar.path() + "'";
    String shown =
        answer(
            "script",
            "-qec",
            "stty cols " + width + "; " + java + " help; " + java + " check --help",
            "/dev/null");
    List<String> lines =
        shown
            .replaceAll("\u001B\\[[;\\d]*m", "")
            .lines()
            .map(line -> line.replace("\r", "").stripTrailing())
            .toList();
    assertEquals(
        2, lines.stream().filter(line -> line.startsWith("Usage: ")).count(), lines::toString);
    return lines;
  }

  private static int widest(List<String> lines) {
    return lines.stream().mapToInt(String::length).max().orElse(0);
  }

  /** With stderr; an empty text if there is no such program. */
  private static String answer(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return answer;
    } catch (IOException e) {
      return "";
    }
  }
}
