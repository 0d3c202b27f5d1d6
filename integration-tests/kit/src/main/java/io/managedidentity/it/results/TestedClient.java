package io.managedidentity.it.results;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One client in one version over all its runs: a line of the page's table. */
record TestedClient(String client, String version, List<ContractRun> runs) {
  /** All clients of the runs, by name and version. */
  static List<TestedClient> all(List<ContractRun> runs) {
    Map<String, List<ContractRun>> grouped =
        runs.stream().collect(Collectors.groupingBy(run -> run.client() + "\t" + run.version()));
    List<TestedClient> clients = new ArrayList<>();
    for (List<ContractRun> group : grouped.values()) {
      clients.add(new TestedClient(group.get(0).client(), group.get(0).version(), group));
    }
    clients.sort(
        Comparator.comparing((TestedClient one) -> one.client().toLowerCase())
            .thenComparing(one -> sortable(one.version())));
    return clients;
  }

  String label() {
    return client + " " + version;
  }

  boolean isOf(String[] cells) {
    return cells[0].equals(client) && cells[1].equals(version);
  }

  Set<Integer> jdks() {
    return runs.stream().map(ContractRun::jdk).collect(Collectors.toCollection(TreeSet::new));
  }

  String line() {
    return "| " + String.join(" | ", client, version, text(jdks()), passed(), skipped()) + " |";
  }

  static String text(Set<Integer> jdks) {
    return jdks.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** On each JDK; a range where they differ. */
  private String passed() {
    Map<Integer, Long> byJdk =
        runs.stream()
            .collect(
                Collectors.groupingBy(
                    ContractRun::jdk, Collectors.summingLong(run -> run.count("passed"))));
    long least = byJdk.values().stream().mapToLong(Long::longValue).min().orElse(0);
    long most = byJdk.values().stream().mapToLong(Long::longValue).max().orElse(0);
    return least == most ? String.valueOf(most) : least + " to " + most;
  }

  /** Reasons, each with the number of rows that it keeps from running on some JDK. */
  private String skipped() {
    Map<String, Set<String>> rows = new TreeMap<>();
    for (ContractRun run : runs) {
      for (ContractRun.Row row : run.rows()) {
        if (row.outcome().equals("skipped")) {
          rows.computeIfAbsent(row.reason(), unused -> new TreeSet<>()).add(row.name());
        }
      }
    }
    return rows.isEmpty()
        ? "none"
        : rows.entrySet().stream()
            .map(reason -> reason.getValue().size() + ": " + reason.getKey())
            .collect(Collectors.joining("; "));
  }

  /** Numbers with leading zeros, so that 4.10 comes after 4.9. */
  private static String sortable(String version) {
    StringBuilder sortable = new StringBuilder();
    for (String part : version.split("(?<=\\D)(?=\\d)|(?<=\\d)(?=\\D)")) {
      sortable.append(
          Character.isDigit(part.charAt(0))
              ? "0".repeat(Math.max(0, 6 - part.length())) + part
              : part);
    }
    return sortable.toString();
  }
}
