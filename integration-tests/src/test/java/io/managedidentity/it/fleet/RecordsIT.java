package io.managedidentity.it.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProgramRun;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records come out of a collector as they went in. */
class RecordsIT {
  private static final String PATTERN = "/var/log/managed-identity/discovery-*.jsonl";

  @TempDir private Path folder;
  private Path records;

  @BeforeEach
  void record() throws IOException {
    records = folder.resolve("records");
    try (FleetJvm jvm = new FleetJvm(Jdk.current(), folder)) {
      jvm.call();
    }
  }

  @Test
  void everyCollectorReadsTheFilesThatTheAgentWrites() throws IOException {
    String name = contents(records).keySet().iterator().next();

    for (String file :
        List.of("rsyslog.conf", "fluent-bit.conf", "otel-collector.yaml", "log-analytics.json")) {
      assertTrue(Files.readString(Engines.example(file)).contains(PATTERN), file);
    }
    assertTrue(
        FileSystems.getDefault().getPathMatcher("glob:discovery-*.jsonl").matches(Path.of(name)),
        name);
  }

  @Test
  void commandOfThePagePutsLinesRight() throws Exception {
    Path record = first(records);
    List<String> lines = Files.readAllLines(record);
    List<String> mixed = new ArrayList<>(lines);
    Collections.reverse(mixed);
    mixed.add(lines.get(1));

    assertEquals(lines, mended(mixed));
  }

  @Test
  void commandOfThePageKeepsEachLineOfASecondRunInTheSameFile() throws Exception {
    List<String> both = new ArrayList<>();
    for (String line : Files.readAllLines(first(records))) {
      both.add(line);
      both.add(line.replaceFirst("\"run\":\"[0-9a-f]+\"", "\"run\":\"ffffffffffffffff\""));
    }

    List<String> mended = mended(both);

    assertEquals(both.size(), mended.size());
    assertTrue(mended.containsAll(both), mended::toString);
  }

  private List<String> mended(List<String> lines) throws Exception {
    assumeTrue(Engines.program("sed") != null, "there is no Unix shell");
    String page = Files.readString(AgentJar.project().resolve("docs/fleet.md"));
    String command =
        page.lines().filter(line -> line.startsWith("sed -E")).findFirst().orElseThrow();
    Files.write(folder.resolve("discovery-of-test.jsonl"), lines);
    Files.createDirectories(folder.resolve("mended"));

    Process shell =
        new ProcessBuilder("sh", "-c", "file=discovery-of-test.jsonl; " + command)
            .directory(folder.toFile())
            .inheritIO()
            .start();

    assertEquals(0, shell.waitFor());
    return Files.readAllLines(folder.resolve("mended/discovery-of-test.jsonl"));
  }

  @Test
  void rsyslogBringsThemTogetherForTheReport() throws Exception {
    String rsyslog = Engines.program("rsyslogd");
    assumeTrue(rsyslog != null, "rsyslog is not installed: apt-get install rsyslog");
    int port = Engines.freePort();
    Path collected = Files.createDirectories(folder.resolve("collected"));
    Process collector = start(rsyslog, "rsyslog-collector.conf", port, collected);
    Engines.awaitListener(port); // else the sender tries again only after a while
    Process sender = start(rsyslog, "rsyslog.conf", port, collected);
    try {
      awaitCopies(collected);
      // A line as long as those of a host with many paths, and bytes that a collector could change.
      Files.writeString(
          first(records),
          "{\"v\":1,\"note\":\"" + "é\\t%m$".repeat(5_000) + "\"}\n",
          StandardOpenOption.APPEND);
      awaitCopies(collected);
    } finally {
      Engines.stop(sender);
      Engines.stop(collector);
    }

    removeLastLine(first(records));
    removeLastLine(first(collected));
    assertEquals(report(records), report(collected));
  }

  private void awaitCopies(Path collected) throws InterruptedException, IOException {
    String written = contents(records).toString();
    Engines.await("records", () -> contents(collected).toString(), written::equals);
  }

  private Process start(String rsyslog, String example, int port, Path collected)
      throws IOException {
    Path spool = Files.createDirectories(folder.resolve("spool-" + example));
    String text =
        Files.readString(Engines.example(example))
            .replace("/var/spool/rsyslog", spool.toString())
            .replace("/var/log/managed-identity", records.toString())
            .replace("/srv/managed-identity", collected.toString())
            .replace("records.contoso.internal", "127.0.0.1")
            .replace("\"10514\"", "\"" + port + "\"");
    Path config = Files.writeString(folder.resolve(example), text);
    return Engines.start(
        folder.resolve(example + ".log"),
        List.of(rsyslog, "-n", "-f", config.toString(), "-i", config + ".pid"));
  }

  private String report(Path from) throws IOException {
    Path out = folder.resolve("report-" + from.getFileName());
    ProgramRun.Outcome outcome =
        ProgramRun.on(Jdk.current())
            .runCommand(
                "-jar",
                AgentJar.path().toString(),
                "report",
                from.toString(),
                "--out",
                out.toString());
    assertEquals(0, outcome.exitCode(), outcome.stderr());
    String json = Files.readString(out.resolve("report.json"));
    assertTrue(json.contains("\"faultCount\": 0"), json);
    return json;
  }

  /** By name of the file, whatever folder it is in. */
  private static Map<String, String> contents(Path place) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return all;
  }

  private static Path first(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      return files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
  }

  private static void removeLastLine(Path file) throws IOException {
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1));
  }
}
