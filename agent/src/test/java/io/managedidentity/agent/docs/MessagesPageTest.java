package io.managedidentity.agent.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The last section of {@code docs/troubleshooting.md} has every message of the source, and the
 * lines of its first sections are messages of the source. To write the section anew: {@code
 * -Ddocs.write=true}.
 */
class MessagesPageTest {
  private static final Path PAGE = Path.of("..", "docs", "troubleshooting.md");
  private static final String START = "<!-- messages: made from the source -->\n";
  private static final String END = "<!-- end of messages -->\n";
  private static final String OF_THE_JVM = "(the JVM says it)";
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** First package that fits; what has none is a request's. */
  private static final Map<String, String> AREAS = areas();

  private static Map<String, String> areas() {
    Map<String, String> areas = new LinkedHashMap<>();
    for (String name : List.of("premain.", "agent.runtime.", "agent.reload.", "agent.log.")) {
      areas.put(name, "Start, log and reload");
    }
    for (String name : List.of("agent.config.", "agent.json.", "agent.target.")) {
      areas.put(name, "Problems of a configuration");
    }
    areas.put("agent.identity.", "Identity sources");
    areas.put("agent.token.", "Tokens");
    areas.put("agent.refusal.", "Why a service refuses a token");
    areas.put("agent.discovery.", "Discovery");
    for (String name :
        List.of("agent.cli.", "agent.attach.", "agent.management.", "agent.report.")) {
      areas.put(name, "Commands");
    }
    areas.put("agent.routing.", "Commands");
    return areas;
  }

  @Test
  void hasEveryMessage() throws IOException {
    String made = section();
    if (Boolean.getBoolean("docs.write")) {
      String page = Files.readString(PAGE, StandardCharsets.UTF_8);
      int start = page.indexOf(START) + START.length();
      Files.writeString(PAGE, page.substring(0, start) + made + page.substring(page.indexOf(END)));
    }

    String page = Files.readString(PAGE, StandardCharsets.UTF_8);
    int start = page.indexOf(START);
    int end = page.indexOf(END);

    assertTrue(start >= 0 && end > start, "the page has lost the marks of this section");
    assertEquals(
        made,
        page.substring(start + START.length(), end),
        "docs/troubleshooting.md lacks a message of the code: run this test with -Ddocs.write=true");
  }

  @Test
  void beginsWithLinesThatTheCodeSays() throws IOException {
    List<SourceMessage> messages = SourceMessages.read();
    String page = Files.readString(PAGE, StandardCharsets.UTF_8);
    List<String> unknown = new ArrayList<>();

    for (String row : page.substring(0, page.indexOf("## Error codes")).split("\n", -1)) {
      String line = row.startsWith("| ") ? row.substring(2).split(" \\| ", 2)[0] : "";
      Matcher code = CODE.matcher(line);
      while (!line.contains(OF_THE_JVM) && code.find()) {
        for (String piece : code.group(1).split("…", -1)) {
          String text = piece.trim();
          boolean isSaid = messages.stream().anyMatch(message -> message.text().contains(text));
          if (SourceMessage.words(text) >= 3 && !isSaid) {
            unknown.add(text);
          }
        }
      }
    }

    assertEquals(List.of(), unknown, "no message has these words any more: correct the page");
  }

  private static String section() throws IOException {
    Map<String, TreeSet<String>> byArea = new LinkedHashMap<>();
    AREAS.values().forEach(area -> byArea.put(area, new TreeSet<>(String.CASE_INSENSITIVE_ORDER)));
    byArea.put("Requests and clients", new TreeSet<>(String.CASE_INSENSITIVE_ORDER));
    for (SourceMessage message : SourceMessages.read()) {
      String area =
          AREAS.entrySet().stream()
              .filter(entry -> message.place().startsWith(entry.getKey()))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElse("Requests and clients");
      byArea.get(area).add(message.text().trim().replace("\n", " ").replace('`', '\''));
    }
    StringBuilder section = new StringBuilder();
    byArea.forEach(
        (area, texts) -> {
          section.append("\n### ").append(area).append("\n\n");
          texts.forEach(text -> section.append("- `").append(text).append("`\n"));
        });
    return section.append('\n').toString();
  }
}
