package io.managedidentity.it.results;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes down how the rows of one contract class ended, for one client in one version on one JDK:
 * one file, a line for each row, written at once so that a run that is cut short leaves what it
 * had. Later runs on other JDKs add files.
 */
public final class ContractResults {
  private final Path file;

  private ContractResults(Path file) {
    this.file = file;
  }

  public static ContractResults open(String contract, String client, String version, int jdk)
      throws IOException {
    Path folder = folder();
    Files.createDirectories(folder);
    Path file =
        folder.resolve(
            contract + "-" + version.replaceAll("[^A-Za-z0-9.]", "_") + "-jdk" + jdk + ".tsv");
    Files.writeString(file, ContractRun.head(client, version, jdk) + "\n");
    return new ContractResults(file);
  }

  /** Where the files are: below the module's target. */
  static Path folder() {
    return Path.of(System.getProperty("contract.results", "target/contract-results"));
  }

  /**
   * @param outcome {@code passed}, {@code skipped} or {@code failed}
   */
  public void add(String row, String outcome, String reason) {
    try {
      Files.writeString(
          file, line(row) + "\t" + outcome + "\t" + line(reason) + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(String text) {
    return text.replaceAll("\\s+", " ").trim();
  }
}
