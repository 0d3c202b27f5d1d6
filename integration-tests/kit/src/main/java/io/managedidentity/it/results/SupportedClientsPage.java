package io.managedidentity.it.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The table of docs/supported-clients.md, made of what the contract's runs left. {@code write PAGE
 * RESULTS} makes it anew; {@code check PAGE RESULTS} says where the two differ, and ends with 1
 * where the page names what the runs did not have, or a row failed. What the page lacks, or counts
 * otherwise, promises nothing that was not tested, so it is only said.
 */
public final class SupportedClientsPage {
  static final String BEGIN =
      "<!-- From here to the next mark: made by SupportedClientsPage from the runs of the contract. -->";
  static final String END = "<!-- End of what is made. -->";
  private static final String HEAD =
      "| Client | Version | JDKs | Rows passed | Rows skipped |\n| --- | --- | --- | --- | --- |\n";

  private SupportedClientsPage() {}

  public static void main(String[] args) throws IOException {
    Path page = Path.of(args[1]);
    List<ContractRun> runs = ContractRun.readAll(Path.of(args[2]));
    String text = Files.readString(page);
    if (args[0].equals("write")) {
      Files.writeString(page, written(text, runs));
      return;
    }
    List<String> problems = problems(text, runs);
    problems.forEach(System.err::println);
    System.out.println(
        "Supported clients: "
            + TestedClient.all(runs).size()
            + " client versions, "
            + runs.stream().mapToLong(run -> run.count("passed")).sum()
            + " rows passed on JDK "
            + TestedClient.text(jdks(runs))
            + ", "
            + problems.size()
            + " problems.");
    System.exit(problems.stream().anyMatch(SupportedClientsPage::isGrave) ? 1 : 0);
  }

  /** A promise that was not tested, or a test that failed. */
  static boolean isGrave(String problem) {
    return problem.startsWith("The page names ") || problem.contains("outcome=failed");
  }

  /** The page with the table of these runs. */
  static String written(String page, List<ContractRun> runs) {
    StringBuilder table = new StringBuilder(HEAD);
    TestedClient.all(runs).forEach(client -> table.append(client.line()).append('\n'));
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    if (begin < BEGIN.length() || end < begin) {
      throw new IllegalArgumentException("The page has not the two marks. Put them back.");
    }
    return page.substring(0, begin) + "\n\n" + table + "\n" + page.substring(end);
  }

  /** JDKs that no run was on are not looked at: not everybody has all. */
  static List<String> problems(String page, List<ContractRun> runs) {
    List<String> problems = new ArrayList<>();
    for (ContractRun run : runs) {
      for (ContractRun.Row row : run.rows()) {
        if (row.outcome().equals("failed")) {
          problems.add(run.client() + " " + run.version() + " on JDK " + run.jdk() + ": " + row);
        }
      }
    }
    List<TestedClient> tested = TestedClient.all(runs);
    List<String[]> lines = lines(page);
    for (String[] line : lines) {
      addMissing(problems, line, tested, jdks(runs));
    }
    for (TestedClient client : tested) {
      if (lines.stream().noneMatch(client::isOf)) {
        problems.add(
            "The page does not name " + client.label() + ", which was tested. Write it anew.");
      }
    }
    return problems;
  }

  private static void addMissing(
      List<String> problems, String[] line, List<TestedClient> tested, Set<Integer> jdks) {
    String label = line[0] + " " + line[1];
    TestedClient client = tested.stream().filter(one -> one.isOf(line)).findFirst().orElse(null);
    if (client == null) {
      problems.add("The page names " + label + ", which no run had. Test it, or write it anew.");
      return;
    }
    Set<Integer> named = new TreeSet<>();
    for (String jdk : line[2].split(", ")) {
      named.add(Integer.parseInt(jdk));
    }
    Set<Integer> comparable = new TreeSet<>(named);
    comparable.retainAll(jdks);
    if (!comparable.equals(client.jdks())) {
      String beginning =
          client.jdks().containsAll(comparable) ? "The page lacks JDKs of " : "The page names ";
      problems.add(
          beginning
              + label
              + ": on JDK "
              + TestedClient.text(comparable)
              + " there, on "
              + TestedClient.text(client.jdks())
              + " in the runs. Write it anew.");
    } else if (named.equals(client.jdks()) && !client.line().equals(lineOf(line))) {
      problems.add(
          "The page says of "
              + label
              + ": "
              + lineOf(line)
              + " but the runs say: "
              + client.line()
              + " Write it anew.");
    }
  }

  private static Set<Integer> jdks(List<ContractRun> runs) {
    Set<Integer> jdks = new TreeSet<>();
    runs.forEach(run -> jdks.add(run.jdk()));
    return jdks;
  }

  /** The cells of the table's lines. */
  private static List<String[]> lines(String page) {
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    String table = begin < 0 || end < begin ? "" : page.substring(begin, end);
    List<String[]> lines = new ArrayList<>();
    for (String line : table.lines().toList()) {
      if (line.startsWith("| ") && !HEAD.contains(line)) {
        lines.add(line.substring(2, line.length() - 2).split(" \\| ", -1));
      }
    }
    return lines;
  }

  private static String lineOf(String[] cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
