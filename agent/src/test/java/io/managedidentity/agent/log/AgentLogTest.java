package io.managedidentity.agent.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentLogTest {
  private final List<String> lines = new ArrayList<>();
  private final AgentLog log =
      new AgentLog(LogLevel.INFO, (level, message) -> lines.add(level + " " + message));

  @Test
  void leavesOutWhatTheLevelDoesNotAskFor() {
    log.debug("d");
    log.info("i");
    log.error("e");

    assertEquals(List.of("INFO i", "ERROR e"), lines);
  }

  @Test
  void saysTheSameFaultOnce() {
    log.once("k", LogLevel.WARN, "first");
    log.once("k", LogLevel.WARN, "again");
    log.once("other", LogLevel.WARN, "second");

    assertEquals(List.of("WARN first", "WARN second"), lines);
  }

  @Test
  void remembersABoundedNumberOfFaults() {
    for (int i = 0; i < 5000; i++) {
      log.once("key " + i, LogLevel.WARN, "fault");
    }

    assertEquals(1000, lines.size());
  }

  @Test
  void keepsTheLastWarningsAndErrors() {
    log.info("not kept");
    for (int i = 0; i < 40; i++) {
      log.warn("fault " + i);
    }
    log.error("x".repeat(5000));

    List<String> kept = log.lastProblems();

    assertEquals(32, kept.size());
    assertTrue(kept.get(0).matches("[0-9]+ WARN fault 9"), kept.get(0));
    assertTrue(kept.get(31).endsWith("xx…"), kept.get(31));
    assertEquals(List.of(), new AgentLog(LogLevel.INFO, (level, message) -> {}).lastProblems());
  }

  @Test
  void writesJsonThatAParserReads() throws Exception {
    String line = JsonLine.of(LogLevel.WARN, "a \"quoted\" path C:\\x\nand a tab\t, ä, \u0001");

    JsonNode json = new ObjectMapper().readTree(line);
    assertEquals("a \"quoted\" path C:\\x\nand a tab\t, ä, \u0001", json.get("message").asText());
    assertEquals("WARN", json.get("level").asText());
    assertTrue(json.get("time").isNumber());
  }

  @Test
  void goesToStderrWhenTheFileCannotBeWritten(@TempDir Path folder) {
    LogSink sink = LogSinks.of(folder.resolve("missing").resolve("agent.log").toString(), false);

    assertEquals(StderrSink.class, sink.getClass());
  }

  @Test
  void writesToAFileByTinylog(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("agent.log"), "what was there before\n");

    LogSinks.of(file.toString(), false).write(LogLevel.WARN, "a message with {} braces");

    String text = Files.readString(file);
    assertTrue(
        text.matches(
            "what was there before\n\\[managed-identity-agent] \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN a message with \\{} braces\\R"),
        text);
  }
}
