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
  private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)\\]\\(([^)]*\\.java[^)]*)\\)");
  private static final Pattern METHOD = Pattern.compile("`(\\w+)#(\\w+)`");
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
      wrong.addAll(wrong(row));
    }

    assertEquals(List.of(), wrong);
    assertTrue(claims > 60, claims + " claims");
  }

  @Test
  void takesNoProofWithoutItsMethod() throws IOException {
    String path = "../agent/src/test/java/io/managedidentity/agent/docs/SafetyPageTest.java";
    String whole = "[`SafetyPageTest`](" + path + ")";
    String other = "[`SafetyPageTest#whyNot`](" + path + ")";
    String proof = "[`SafetyPageTest#namesTestsThatAreRun`](" + path + ")";

    assertEquals(List.of(), wrong("| A claim | " + proof + " |"));
    assertEquals(
        List.of(whole + ": it names no method", other + ": it is no test"),
        wrong("| A claim | " + proof + ", " + whole + ", " + other + " |"));
    assertEquals(List.of("no proof: | A claim | |"), wrong("| A claim | |"));
  }

  private static List<String> wrong(String row) throws IOException {
    List<String> wrong = new ArrayList<>();
    Matcher link = LINK.matcher(row);
    int proofs = 0;
    while (link.find()) {
      proofs++;
      Matcher method = METHOD.matcher(link.group(1));
      String why =
          method.matches()
              ? whyNot(method.group(1), method.group(2), link.group(2), row)
              : "it names no method";
      if (why != null) {
        wrong.add(link.group() + ": " + why);
      }
    }
    if (proofs == 0) {
      wrong.add("no proof: " + row);
    }
    return wrong;
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
