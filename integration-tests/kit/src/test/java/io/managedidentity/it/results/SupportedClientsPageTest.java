package io.managedidentity.it.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;

class SupportedClientsPageTest {
  private static final String EMPTY =
      "before\n" + SupportedClientsPage.BEGIN + "\n" + SupportedClientsPage.END + "\nafter\n";
  private static final String REASON = "Assumption failed: the client has no proxies";

  @Test
  void listsVersionsInOrderWithJdksAndReasons() {
    String page =
        SupportedClientsPage.written(
            EMPTY,
            List.of(
                run("Client", "4.10", 8, "a\tpassed\t", "b\tpassed\t"),
                run("Client", "4.9", 17, "a\tpassed\t", "b\tskipped\t" + REASON),
                run("Client", "4.9", 8, "a\tpassed\t", "b\tskipped\t" + REASON)));

    assertEquals(
        "before\n"
            + SupportedClientsPage.BEGIN
            + """


            | Client | Version | JDKs | Rows passed | Rows skipped |
            | --- | --- | --- | --- | --- |
            | Client | 4.9 | 8, 17 | 1 | 1: the client has no proxies |
            | Client | 4.10 | 8 | 2 | none |

            """
            + SupportedClientsPage.END
            + "\nafter\n",
        page);
  }

  @Test
  void agreesWithWhatItWrote() {
    List<ContractRun> runs =
        List.of(run("Client", "1", 8, "a\tpassed\t"), run("Client", "1", 17, "a\tpassed\t"));

    String page = SupportedClientsPage.written(EMPTY, runs);

    assertEquals(List.of(), SupportedClientsPage.problems(page, runs));
  }

  @Test
  void doesNotMissJdksThatNoRunWasOn() {
    ContractRun on17 = run("Client", "1", 17, "a\tpassed\t");
    String page =
        SupportedClientsPage.written(EMPTY, List.of(run("Client", "1", 8, "a\tpassed\t"), on17));

    assertEquals(List.of(), SupportedClientsPage.problems(page, List.of(on17)));
  }

  @Test
  void namesVersionsThatNoRunHadAndThoseThatThePageLacks() {
    String page =
        SupportedClientsPage.written(EMPTY, List.of(run("Client", "1", 17, "a\tpassed\t")));

    assertEquals(
        List.of(
            "The page names Client 1, which no run had. Test it, or write it anew.",
            "The page does not name Client 2, which was tested. Write it anew."),
        SupportedClientsPage.problems(page, List.of(run("Client", "2", 17, "a\tpassed\t"))));
  }

  @Test
  void namesJdkThatIsMissingForOneClientOnly() {
    ContractRun one = run("Client", "1", 17, "a\tpassed\t");
    ContractRun other = run("Other", "1", 8, "a\tpassed\t");
    String page =
        SupportedClientsPage.written(
            EMPTY, List.of(one, run("Client", "1", 8, "a\tpassed\t"), other));

    assertEquals(
        List.of("The page names Client 1: on JDK 8, 17 there, on 17 in the runs. Write it anew."),
        SupportedClientsPage.problems(page, List.of(one, other)));
  }

  @Test
  void doesNotFailBecauseTheRunsHadMoreJdksThanThePage() {
    ContractRun on8 = run("Client", "1", 8, "a\tpassed\t");
    ContractRun on17 = run("Client", "1", 17, "a\tpassed\t");
    String page = SupportedClientsPage.written(EMPTY, List.of(on17));

    List<String> problems = SupportedClientsPage.problems(page, List.of(on8, on17));

    assertEquals(
        List.of(
            "The page lacks JDKs of Client 1: on JDK 17 there, on 8, 17 in the runs. Write it anew."),
        problems);
    assertFalse(SupportedClientsPage.isGrave(problems.get(0)));
  }

  @Test
  void namesRowsThatFailedOrWereSkippedSince() {
    String page =
        SupportedClientsPage.written(EMPTY, List.of(run("Client", "1", 8, "a\tpassed\t")));

    assertEquals(
        List.of(
            "Client 1 on JDK 8: Row[name=a, outcome=failed, reason=expected 1]",
            "The page says of Client 1: | Client | 1 | 8 | 1 | none | but the runs say: | Client | 1 | 8 | 0 | none | Write it anew."),
        SupportedClientsPage.problems(
            page, List.of(run("Client", "1", 8, "a\tfailed\texpected 1"))));
  }

  @Test
  void findsPromisesAndFailuresGraveAndOmissionsNot() {
    String page =
        SupportedClientsPage.written(EMPTY, List.of(run("Client", "1", 17, "a\tpassed\t")));

    List<Boolean> grave =
        SupportedClientsPage.problems(page, List.of(run("Client", "2", 17, "a\tfailed\tno")))
            .stream()
            .map(SupportedClientsPage::isGrave)
            .toList();

    assertEquals(List.of(true, true, false), grave);
  }

  private static ContractRun run(String client, String version, int jdk, String... rows) {
    List<String> lines = new java.util.ArrayList<>();
    lines.add(ContractRun.head(client, version, jdk));
    lines.addAll(List.of(rows));
    return ContractRun.parse(lines);
  }
}
