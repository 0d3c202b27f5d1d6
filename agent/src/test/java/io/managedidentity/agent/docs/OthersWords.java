package io.managedidentity.agent.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Texts of the source that are words of a client or the JDK, or that nobody reads: a line is {@code
 * TEXT | WHOSE}.
 */
final class OthersWords {
  static final String FILE = "words-of-others.txt";

  private OthersWords() {}

  static Set<String> read() throws IOException {
    Set<String> texts = new HashSet<>();
    Path file = Path.of("src", "test", "resources", FILE);
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      int bar = line.lastIndexOf(" | ");
      if (!line.startsWith("#") && bar > 0) {
        texts.add(line.substring(0, bar));
      }
    }
    return texts;
  }
}
