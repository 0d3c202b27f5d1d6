package io.managedidentity.agent.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The texts of all tests: their literals, joined where the source joins them, and their data. What
 * is given to an assertion that something is not so is no text of a test.
 */
final class TestTexts {
  private static final Path ROOT = Path.of("..");
  private static final List<String> DENIALS = List.of("assertFalse", "assertNotEquals");

  private TestTexts() {}

  /** Every two to five words that follow each other in one of the texts. */
  static Set<String> runs() throws IOException {
    Set<String> runs = new HashSet<>();
    for (String module : List.of("agent", "bootstrap", "integration-tests")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module))) {
        for (Path file : files.filter(TestTexts::isOfTests).toList()) {
          runs.addAll(SourceMessage.allRuns(texts(file)));
        }
      }
    }
    return runs;
  }

  private static boolean isOfTests(Path file) {
    String path = file.toString().replace('\\', '/');
    boolean isText = path.endsWith(".java") || path.endsWith(".json") || path.endsWith(".txt");
    return isText
        && (path.contains("/src/test/") || path.contains("integration-tests/"))
        && !path.contains("/target/")
        && !path.endsWith(OthersWords.FILE)
        && Files.isRegularFile(file);
  }

  private static String texts(Path file) throws IOException {
    String content = Files.readString(file, StandardCharsets.UTF_8);
    return file.toString().endsWith(".java")
        ? literals(content)
        : content.replace("\\\"", "\"").replace("…", " ");
  }

  /** With an ellipsis between texts that are not joined. */
  static String literals(String source) {
    StringBuilder all = new StringBuilder();
    boolean isJoined = false;
    int depth = 0;
    int denied = 0; // depth of the arguments of a denial; 0 outside
    int at = 0;
    while (at < source.length()) {
      char c = source.charAt(at);
      if (source.startsWith("//", at)) {
        at = end(source, "\n", at);
      } else if (source.startsWith("/*", at)) {
        at = end(source, "*/", at + 2);
      } else if (c == '\'') {
        at = endOfQuoted(source, at, "'");
      } else if (c == '"') {
        String quote = source.startsWith("\"\"\"", at) ? "\"\"\"" : "\"";
        int end = endOfQuoted(source, at, quote);
        if (denied == 0) {
          all.append(isJoined ? "" : "…");
          all.append(unescaped(source.substring(at + quote.length(), end - quote.length())));
          isJoined = true;
        }
        at = end;
      } else {
        if (c == '(') {
          depth++;
          denied = denied == 0 && isDenial(source, at) ? depth : denied;
        } else if (c == ')') {
          denied = denied == depth ? 0 : denied;
          depth--;
        }
        isJoined &= c == '+' || Character.isWhitespace(c);
        at++;
      }
    }
    return all.toString();
  }

  private static boolean isDenial(String source, int parenthesis) {
    return DENIALS.stream().anyMatch(name -> source.startsWith(name, parenthesis - name.length()));
  }

  private static int end(String source, String mark, int from) {
    int end = source.indexOf(mark, from);
    return end < 0 ? source.length() : end + mark.length();
  }

  private static int endOfQuoted(String source, int start, String quote) {
    int at = start + quote.length();
    while (!source.startsWith(quote, at)) {
      at += source.charAt(at) == '\\' ? 2 : 1;
    }
    return at + quote.length();
  }

  private static String unescaped(String literal) {
    return literal.replace("\\\"", "\"").replace("\\n", " ").replace("\\\\", "\\");
  }
}
