package io.managedidentity.agent.runtime;

import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.report.Reports;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;

/**
 * The report of a process that was alone in its directory, as the command {@code report} would
 * write it.
 */
final class DiscoveryReport {
  private static final String MAPPING = "mapping.json";

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
    if (Files.exists(to.resolve(MAPPING))) { // somebody may have worked on it
      log.warn(
          "no report is written, because "
              + to.resolve(MAPPING)
              + " is there already. For one in another directory: java -jar managed-identity-agent.jar report "
              + folder
              + " --out DIR");
      return;
    }
    try {
      Reports.write(Collections.singletonList(to), to, null);
      log.info("the discovery report is in " + to.resolve("report.html") + ".");
    } catch (IOException | RuntimeException e) {
      log.warn("the report could not be written: " + e + ". The records are in " + file + ".");
    }
  }
}
