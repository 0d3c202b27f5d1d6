package io.managedidentity.agent.runtime;

import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.report.Reports;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;

/**
 * The report of a process that was alone in its directory, as the command {@code report} would
 * write it.
 */
final class DiscoveryReport {
  private static final String MAPPING = "mapping.json";

  /** How a mapping file of a report begins: another one is somebody's work. */
  private static final String WRITTEN = "// Written from the records of ";

  private DiscoveryReport() {}

  /**
   * @param file the records of this process
   */
  static void write(File file, AgentLog log) {
    File folder = file.getParentFile();
    String[] others =
        folder.list((place, name) -> name.startsWith("discovery-") && name.endsWith(".jsonl"));
    if (others == null || others.length != 1) {
      log.info(
          folder
              + " has the records of several processes, so no report is written. For one of all: java -jar"
              + " managed-identity-agent.jar report "
              + folder);
      return;
    }
    Path to = folder.toPath();
    try {
      if (!isOurs(to.resolve(MAPPING))) {
        log.warn(
            "no report is written, because "
                + to.resolve(MAPPING)
                + " is none of a report. For one in another directory: report "
                + folder
                + " --out DIR");
        return;
      }
      Reports.write(Collections.singletonList(to), to, null);
      log.info("what was found out is in " + to.resolve("report.html") + ".");
    } catch (IOException | RuntimeException e) {
      log.warn("the report could not be written: " + e + ". The records are in " + file + ".");
    }
  }

  private static boolean isOurs(Path mapping) throws IOException {
    if (!Files.exists(mapping)) {
      return true;
    }
    try (BufferedReader in = Files.newBufferedReader(mapping, StandardCharsets.UTF_8)) {
      String first = in.readLine();
      return first != null && first.startsWith(WRITTEN);
    }
  }
}
