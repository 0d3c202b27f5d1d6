package io.managedidentity.agent.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every claim of docs/safety.md names a test that is there, and that every build runs. */
class SafetyPageTest {
  private static final Path DOCS = Path.of("../docs");
  private static final Pattern PROOF = Pattern.compile("\\[`(\\w+)#(\\w+)`\\]\\(([^)]*)\\)");
  private static final Pattern CONDITION = Pattern.compile("@(Disabled\\b|DisabledIf|EnabledIf)");
  private static final String ON_DEMAND = "on demand";

  @Test
  void namesTestsThatAreRun() throws IOException {
    List<String> wrong = new ArrayList<>();
    int claims = 0;
    for (String row : Files.readAllLines(DOCS.resolve("safety.md"))) {
      if (!row.startsWith("| ") || row.startsWith("| Claim") || row.startsWith("| ---")) {
        continue;
      }
      claims++;
      Matcher proof = PROOF.matcher(row);
      int proofs = 0;
      while (proof.find()) {
        proofs++;
        String why = whyNot(proof.group(1), proof.group(2), proof.group(3), row);
        if (why != null) {
          wrong.add(proof.group() + ": " + why);
        }
      }
      if (proofs == 0) {
        wrong.add("no proof: " + row);
      }
    }

    assertEquals(List.of(), wrong);
    assertTrue(claims > 60, claims + " claims");
  }

  private static String whyNot(String type, String method, String link, String row)
      throws IOException {
    Path file = DOCS.resolve(link);
    if (!link.endsWith("/" + type + ".java") || !Files.exists(file)) {
      return "the link does not lead to it";
    }
    String source = Files.readString(file);
    Matcher found = Pattern.compile("\\w+(<\\w+>)? " + method + "\\(").matcher(source);
    if (!found.find()) {
      return "there is no such method";
    }
    // Of the method itself: what stands between the end of the member before it and its name.
    String before = source.substring(0, found.start());
    String own =
        before.substring(Math.max(before.lastIndexOf("\n  }\n"), before.lastIndexOf(";\n")) + 1);
    if (!Pattern.compile("@(\\w*Test|TestFactory|AfterEach)\\b").matcher(own).find()) {
      return "it is no test";
    }
    String head = source.substring(0, source.indexOf(type + " ") + 1);
    boolean isConditional = CONDITION.matcher(own).find() || CONDITION.matcher(head).find();
    return isConditional && !row.contains(ON_DEMAND)
        ? "not every build runs it, and the row does not say \"" + ON_DEMAND + "\""
        : null;
  }
}
