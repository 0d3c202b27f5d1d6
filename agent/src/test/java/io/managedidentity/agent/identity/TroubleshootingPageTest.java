package io.managedidentity.agent.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The error codes of {@code docs/troubleshooting.md} are made from {@link TokenErrorCode}. To write
 * them anew: {@code mvn -pl agent -am test -Dtest=TroubleshootingPageTest -Ddocs.write=true}.
 */
class TroubleshootingPageTest {
  private static final Path PAGE = Path.of("..", "docs", "troubleshooting.md");
  private static final String START = "<!-- error codes: made from TokenErrorCode -->\n";
  private static final String END = "<!-- end of error codes -->\n";

  @Test
  void explainsEveryErrorCode() throws Exception {
    String made = section();
    if (Boolean.getBoolean("docs.write")) {
      write(made);
    }

    String page = Files.readString(PAGE, StandardCharsets.UTF_8);
    int start = page.indexOf(START);
    int end = page.indexOf(END);

    assertTrue(start >= 0 && end > start, "the page has lost the marks of this section");
    assertEquals(
        made,
        page.substring(start + START.length(), end),
        "docs/troubleshooting.md is stale: run this test with -Ddocs.write=true");
  }

  private static String section() {
    StringBuilder section = new StringBuilder();
    for (TokenErrorCode code : TokenErrorCode.values()) {
      section.append("\n### `").append(code.code()).append("`\n\n");
      section.append(code.meaning()).append("\n\n");
      section.append("**What to do.** ").append(code.remedy()).append("\n\n");
      section
          .append("**Check.** `java -jar managed-identity-agent.jar ")
          .append(code.command())
          .append("`\n");
    }
    return section.append('\n').toString();
  }

  private static void write(String made) throws IOException {
    String page =
        Files.exists(PAGE)
            ? Files.readString(PAGE, StandardCharsets.UTF_8)
            : "# Troubleshooting\n\n## No token: error codes\n\nEach message of the agent about a"
                + " token begins with one of these codes, or names it as `error` in the JSON of the"
                + " command `token`.\n\n"
                + START
                + END;
    int start = page.indexOf(START) + START.length();
    String written = page.substring(0, start) + made + page.substring(page.indexOf(END));
    Files.writeString(PAGE, written, StandardCharsets.UTF_8);
  }
}
