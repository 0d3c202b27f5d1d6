package io.managedidentity.agent.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever meets a rule's number in a comment finds its heading in {@code docs/protocol.md}. */
class ProtocolDocumentTest {
  private static final Path ROOT = Path.of("..");
  private static final List<String> PLACES =
      List.of(
          "agent/core/src",
          "agent/clients",
          "agent/src",
          "agent/build-support/src",
          "bootstrap/src",
          "integration-tests/clients",
          "integration-tests/kit/src",
          "integration-tests/programs/src",
          "integration-tests/src",
          "docs");

  /** Such as {@code R-CAE}; not the end of a longer word, of which host names are made. */
  private static final Pattern CITED =
      Pattern.compile("(?<![A-Za-z0-9-])R-[A-Z]{2,}(?:-[0-9]+)?(?![A-Za-z0-9])");

  private static final Pattern HEADING =
      Pattern.compile("^#+ (R-[A-Z]{2,}(?:-[0-9]+)?)$", Pattern.MULTILINE);

  @Test
  void hasHeadingOfEveryRuleThatIsCited() throws IOException {
    Set<String> explained = found(HEADING, 1, Files.readString(ROOT.resolve("docs/protocol.md")));

    Set<String> missing = new TreeSet<>();
    int files = 0;
    for (String place : PLACES) {
      for (Path file : texts(ROOT.resolve(place))) {
        files++;
        for (String rule : found(CITED, 0, Files.readString(file))) {
          if (!explained.contains(rule)) {
            missing.add(rule + " in " + file);
          }
        }
      }
    }

    assertTrue(files > 100, "looked at " + files + " files only");
    assertEquals(Set.of(), missing, "docs/protocol.md has no heading for them");
  }

  private static List<Path> texts(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(ProtocolDocumentTest::isText).sorted().toList();
    }
  }

  private static boolean isText(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".java") || name.endsWith(".md");
  }

  private static Set<String> found(Pattern pattern, int group, String text) {
    Set<String> all = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      all.add(matcher.group(group));
    }
    return all;
  }
}
