package io.managedidentity.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.injection.TokenInjector;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.report.DemoRecords;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What discovery says of its report and its salt, word for word. */
class DiscoveryMessagesTest {
  @TempDir Path folder;
  private final List<String> lines = new ArrayList<>();
  private final AgentLog log =
      new AgentLog(LogLevel.INFO, (level, message) -> lines.add(level + " " + message));

  @Test
  void writesNoReportOfSeveralProcesses() throws IOException {
    DemoRecords.write(folder);

    DiscoveryReport.write(records().get(0), log);

    assertEquals(
        List.of(
            "INFO "
                + folder
                + " has the records of several processes, so no report is written. For one of all:"
                + " java -jar managed-identity-agent.jar report "
                + folder),
        lines);
  }

  @Test
  void writesTheReportOnceAndNeverOverAMappingFile() throws IOException {
    File file = oneRecord();

    DiscoveryReport.write(file, log);
    DiscoveryReport.write(file, log);

    assertEquals(
        List.of(
            "INFO the discovery report is in " + folder.resolve("report.html") + ".",
            "WARN no report is written, because "
                + folder.resolve("mapping.json")
                + " is there already. For one in another directory: java -jar"
                + " managed-identity-agent.jar report "
                + folder
                + " --out DIR"),
        lines);
  }

  @Test
  void saysWhereTheRecordsAreIfTheReportCannotBeWritten() throws IOException {
    File file = oneRecord();
    Files.createDirectories(folder.resolve("report.html").resolve("in the way"));

    DiscoveryReport.write(file, log);

    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.get(0).startsWith("WARN the report could not be written: "), lines::toString);
    assertTrue(lines.get(0).endsWith(". The records are in " + file + "."), lines::toString);
  }

  @Test
  void saysThatASaltCannotBeRead() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty"), "\nsalt\n");
    Path missing = folder.resolve("missing");

    new DiscoveryWork(config(empty), new TokenInjector(log), log);
    new DiscoveryWork(config(missing), new TokenInjector(log), log);

    assertEquals(
        List.of(
            "ERROR discover.salt: the first line of the file "
                + empty
                + " is empty, so the fingerprints of this run cannot be compared with others. Write"
                + " the salt there and start again.",
            "ERROR discover.salt: the file "
                + missing
                + " cannot be read (java.nio.file.NoSuchFileException: "
                + missing
                + "), so the fingerprints of this run cannot be compared with others. Make it"
                + " readable and start again."),
        lines);
  }

  /** A fault of ours, here that nobody counts, leaves the mappings to do their work. */
  @Test
  void saysThatItDoesNotStart() throws IOException {
    Path salt = Files.writeString(folder.resolve("salt"), "salt");

    new DiscoveryStart(null, null, null, log).configure(config(salt));

    assertEquals(1, lines.size(), lines::toString);
    assertTrue(
        lines
            .get(0)
            .startsWith(
                "ERROR discovery does not start because of a fault in the agent:"
                    + " java.lang.NullPointerException"),
        lines::toString);
    assertTrue(lines.get(0).endsWith(". Nothing is recorded; please report it."), lines::toString);
  }

  private AgentConfig config(Path salt) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("m.json"),
            "{ \"mode\": \"discover\", \"discover\": { \"report\": \"%s\", \"salt\": \"file:%s\" } }"
                .formatted(folder, salt));
    AgentConfig config = ConfigLoader.ofProcess().loadFile(file.toString()).config();
    assertNotNull(config);
    return config;
  }

  private File oneRecord() throws IOException {
    DemoRecords.write(folder);
    List<File> all = records();
    for (File other : all.subList(1, all.size())) {
      Files.delete(other.toPath());
    }
    return all.get(0);
  }

  private List<File> records() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("discovery-"))
          .sorted()
          .map(Path::toFile)
          .toList();
    }
  }
}
