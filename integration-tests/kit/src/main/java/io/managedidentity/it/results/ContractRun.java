package io.managedidentity.it.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How the rows of one contract class ended for a client in one version on one JDK. */
record ContractRun(String client, String version, int jdk, List<Row> rows) {
  private static final String HEAD = "contract of";
  private static final String ASSUMPTION = "Assumption failed: ";

  record Row(String name, String outcome, String reason) {}

  static String head(String client, String version, int jdk) {
    return HEAD + "\t" + client + "\t" + version + "\t" + jdk;
  }

  /** All that is in the folder, ordered by file name. */
  static List<ContractRun> readAll(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder)) {
      files = entries.filter(file -> file.toString().endsWith(".tsv")).sorted().toList();
    }
    List<ContractRun> runs = new ArrayList<>();
    for (Path file : files) {
      runs.add(parse(Files.readAllLines(file)));
    }
    return runs;
  }

  static ContractRun parse(List<String> lines) {
    String[] head = lines.get(0).split("\t");
    List<Row> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] parts = line.split("\t", -1);
      String reason =
          parts[2].startsWith(ASSUMPTION) ? parts[2].substring(ASSUMPTION.length()) : parts[2];
      rows.add(new Row(parts[0], parts[1], reason));
    }
    return new ContractRun(head[1], head[2], Integer.parseInt(head[3]), rows);
  }

  long count(String outcome) {
    return rows.stream().filter(row -> row.outcome().equals(outcome)).count();
  }
}
