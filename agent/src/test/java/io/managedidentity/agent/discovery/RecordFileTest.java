package io.managedidentity.agent.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFileTest {
  private static final String NO_LINE = "0".repeat(64);
  private static final String NAME = "x";

  @TempDir private Path folder;

  /** What nobody holds is closed with the next collection, and its lock is gone. */
  private final List<RecordFile> living = new ArrayList<>();

  @Test
  void eachLineHasTheHashOfTheOneBefore() throws Exception {
    RecordFile file = open("a", Long.MAX_VALUE);

    assertTrue(file.write(List.of(start(), line("d1", 1), line("d2", 1)), 0));
    assertTrue(file.write(List.of(start(), line("d1", 2), line("d2", 1)), 30_000));

    List<String> lines = lines("x.jsonl");
    assertEquals(4, lines.size());
    assertEquals(NO_LINE, read(lines.get(0)).get("previous").asText());
    assertChain(lines);
    assertEquals("1970-01-01T00:00:30.000Z", read(lines.get(3)).get("time").asText());
    assertEquals(2, read(lines.get(3)).get("n").asLong());
    assertEquals(4, read(lines.get(3)).get("seq").asLong());
  }

  /** A hundred processes in one directory each have a file; this JVM holds as many. */
  @Test
  void saysThatOthersHaveAllNames() throws Exception {
    for (int i = 0; i < 100; i++) {
      open("a" + i, Long.MAX_VALUE).write(List.of(start()), 0);
    }

    IOException refused =
        assertThrows(IOException.class, () -> open("b", Long.MAX_VALUE).write(List.of(start()), 0));

    assertEquals("other processes have " + NAME + ".jsonl and its like", refused.getMessage());
  }

  @Test
  void whatIsNotNewIsNotWritten() throws IOException {
    RecordFile file = open("a", Long.MAX_VALUE);
    file.write(List.of(start(), line("d1", 1)), 0);

    assertFalse(file.write(List.of(start(), line("d1", 1)), 1));

    assertEquals(2, lines("x.jsonl").size());
  }

  @Test
  void anotherProcessGoesOnInTheFile() throws Exception {
    RecordFile first = open("a", Long.MAX_VALUE);
    first.write(List.of(start()), 0);
    first.close();

    open("b", Long.MAX_VALUE).write(List.of(start()), 0);

    List<String> lines = lines("x.jsonl");
    assertEquals(2, lines.size());
    assertChain(lines);
    assertEquals(2, read(lines.get(1)).get("seq").asLong());
    assertEquals("b", read(lines.get(1)).get("run").asText());
  }

  @Test
  void aLineThatWasCutShortStaysAndIsEnded() throws Exception {
    RecordFile first = open("a", Long.MAX_VALUE);
    first.write(List.of(start()), 0);
    first.close();
    Files.writeString(
        folder.resolve("x.jsonl"), "{\"v\":1,\"type\":\"des", StandardOpenOption.APPEND);

    open("b", Long.MAX_VALUE).write(List.of(start()), 0);

    List<String> lines = lines("x.jsonl");
    assertEquals("{\"v\":1,\"type\":\"des", lines.get(1));
    assertChain(lines);
  }

  @Test
  void twoLivingProcessesHaveTwoFiles() throws IOException {
    open("a", Long.MAX_VALUE).write(List.of(start()), 0);
    open("b", Long.MAX_VALUE).write(List.of(start()), 0);

    assertEquals(1, lines("x.jsonl").size());
    assertEquals(1, lines("x-2.jsonl").size());
  }

  @Test
  void aFileThatIsTooLongIsReplacedByWhatCounts() throws Exception {
    RecordFile file = open("a", 2000);
    file.write(List.of(start(), line("d1", 0), line("d2", 0)), 0);
    int i = 0;
    while (Files.size(folder.resolve("x.jsonl")) <= 2000) {
      file.write(List.of(start(), line("d1", ++i), line("d2", 0)), 0);
    }
    String last = lines("x.jsonl").get(lines("x.jsonl").size() - 1);

    file.write(List.of(start(), line("d1", i), line("d2", 1)), 0);
    file.write(List.of(start(), line("d1", i), line("d2", 2)), 0);

    List<String> lines = lines("x.jsonl");
    assertEquals(4, lines.size());
    assertTrue(read(lines.get(0)).get("compacted").asBoolean());
    assertFalse(read(lines.get(1)).has("compacted"));
    assertEquals(sha256(last), read(lines.get(0)).get("previous").asText());
    assertEquals(read(last).get("seq").asLong() + 1, read(lines.get(0)).get("seq").asLong());
    assertChain(lines);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  /** As where another program keeps it open, on Windows. */
  @Test
  void saysThatTheFileCannotBeReplaced() throws Exception {
    RecordFile file = open("a", 100);
    file.write(List.of(start(), line("d1", 0)), 0);
    Path inTheWay = folder.resolve("x.jsonl");
    Files.delete(inTheWay);
    Files.createDirectories(inTheWay.resolve("of-somebody"));

    IOException refused =
        assertThrows(IOException.class, () -> file.write(List.of(start(), line("d1", 1)), 0));

    assertTrue(
        String.valueOf(refused.getMessage()).startsWith("cannot replace " + inTheWay + " by "),
        refused::getMessage);
  }

  @Test
  void whatIsNoMoreIsKeptWhereTheFileIsReplaced() throws Exception {
    RecordFile first = open("a", Long.MAX_VALUE);
    first.write(List.of(start()), 0);
    first.close();
    RecordFile file = open("b", 500);
    file.write(List.of(start(), line("gone", 7), line("d1", 0)), 0);

    file.write(List.of(start(), line("d1", 1)), 0);

    List<String> lines = lines("x.jsonl");
    assertEquals(
        List.of("start", "destination", "destination", "limit"),
        lines.stream().map(RecordFileTest::typeOf).toList());
    assertEquals("gone", read(lines.get(2)).get("id").asText());
    assertEquals("runs", read(lines.get(3)).get("what").asText());
    assertChain(lines);
  }

  @Test
  void partOfALineThatCouldNotBeWrittenIsTakenBack() throws Exception {
    RecordFile file = open("a", Long.MAX_VALUE);
    file.write(List.of(start()), 0);
    Files.writeString(folder.resolve("x.jsonl"), "{\"v\":1", StandardOpenOption.APPEND);

    file.write(List.of(start(), line("d1", 1)), 0);

    List<String> lines = lines("x.jsonl");
    assertEquals(2, lines.size());
    assertChain(lines);
  }

  @Test
  void aFileThatSomebodyEmptiedIsBegunAnew() throws Exception {
    RecordFile file = open("a", Long.MAX_VALUE);
    file.write(List.of(start(), line("d1", 1)), 0);
    Files.write(folder.resolve("x.jsonl"), new byte[0]);

    file.write(List.of(start(), line("d1", 1)), 0);

    List<String> lines = lines("x.jsonl");
    assertEquals(2, lines.size());
    assertTrue(read(lines.get(0)).get("compacted").asBoolean());
  }

  private static String typeOf(String line) {
    try {
      return read(line).get("type").asText();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFileThatSomebodyTookAwayIsBegunAnew() throws Exception {
    RecordFile file = open("a", Long.MAX_VALUE);
    file.write(List.of(start(), line("d1", 1)), 0);
    Files.move(folder.resolve("x.jsonl"), folder.resolve("x.jsonl.1"));

    file.write(List.of(start(), line("d1", 2)), 0);

    List<String> lines = lines("x.jsonl");
    assertEquals(2, lines.size());
    assertTrue(read(lines.get(0)).get("compacted").asBoolean());
    assertChain(lines);
  }

  @Test
  void whatCouldNotBeWrittenIsWrittenLater() throws IOException {
    Path blocked = folder.resolve("blocked");
    Files.writeString(blocked, "a file");
    RecordFile file = new RecordFile(blocked.toFile(), "x", "a");

    IOException e = assertThrows(IOException.class, () -> file.write(List.of(start()), 0));
    assertTrue(e.getMessage().contains(blocked.toString()), e.getMessage());
    Files.delete(blocked);
    file.write(List.of(start()), 0);

    assertEquals(1, Files.readAllLines(blocked.resolve("x.jsonl")).size());
  }

  private RecordFile open(String run, long longest) {
    RecordFile file = new RecordFile(folder.toFile(), NAME, run, longest);
    living.add(file);
    return file;
  }

  private static RecordLine start() {
    return new RecordLine("start", "", new RecordText().add("agent", "1"));
  }

  private static RecordLine line(String id, long n) {
    return new RecordLine("destination", id, new RecordText().add("id", id).add("n", n));
  }

  private List<String> lines(String name) throws IOException {
    return new ArrayList<>(Files.readAllLines(folder.resolve(name)));
  }

  private static JsonNode read(String line) throws IOException {
    return new ObjectMapper().readTree(line);
  }

  private static void assertChain(List<String> lines) throws Exception {
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).endsWith("}")) {
        assertEquals(sha256(lines.get(i - 1)), read(lines.get(i)).get("previous").asText());
      }
    }
  }

  private static String sha256(String line) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8)));
  }
}
