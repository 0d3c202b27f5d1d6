package io.managedidentity.agent.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Messages that no test provokes, each with the reason: a line is {@code TEXT | REASON}. */
final class UnprovokedMessages {
  static final String FILE = "unprovoked-messages.txt";

  private UnprovokedMessages() {}

  static Map<String, String> read() throws IOException {
    Map<String, String> reasons = new LinkedHashMap<>();
    Path file = Path.of("src", "test", "resources", FILE);
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      int bar = line.lastIndexOf(" | ");
      if (!line.startsWith("#") && bar > 0) {
        reasons.put(line.substring(0, bar), line.substring(bar + 3));
      }
    }
    return reasons;
  }
}
