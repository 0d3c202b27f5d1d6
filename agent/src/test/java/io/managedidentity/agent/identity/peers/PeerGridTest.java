package io.managedidentity.agent.identity.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same source, identity and resource asked of MSAL for Java, Azure Identity and us: the
 * requests are equal, or the difference is a row with its reason. To write the page anew: {@code
 * -Dtest=PeerGridTest -Ddocs.write=true}.
 */
class PeerGridTest {
  private static final Path PAGE = Path.of("..", "docs", "peer-differences.md");

  @TempDir private Path folder;

  @Test
  void explainsEveryDifferenceFromThePeers() throws Exception {
    TreeSet<String> observed = new TreeSet<>();
    int compared = 0;
    for (PeerSource source : PeerSource.values()) {
      PeerComparison comparison = new PeerComparison(source, folder).run();
      observed.addAll(comparison.differences());
      compared += comparison.comparedCells();
    }

    TreeSet<String> explained = new TreeSet<>();
    PeerDifferences.ROWS.forEach(row -> explained.add(row.observed()));

    assertEquals(String.join("\n", explained), String.join("\n", observed));
    assertTrue(compared >= 140, "only " + compared + " cells were compared");
  }

  @Test
  void holdsTheRows() throws Exception {
    String made = page();
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(PAGE, made, StandardCharsets.UTF_8);
    }

    String written = Files.readString(PAGE, StandardCharsets.UTF_8);

    assertEquals(made, written, "docs/peer-differences.md is stale: run with -Ddocs.write=true");
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            "# Differences from MSAL and Azure Identity on the wire\n\n"
                + "Generated from `PeerDifferences` in the tests, which run the same grid of sources,"
                + " identities and resources through msal4j 1.26.0, azure-identity 1.19.0 and the"
                + " agent, and compare method, path, query, form and the headers that carry"
                + " meaning. Whatever is not in this table is equal. For Azure Arc, the first request is"
                + " compared; the second needs the folder of key files.\n\n"
                + "| Peer | Source | Identity | Difference | Why |\n| --- | --- | --- | --- | --- |\n");
    List<PeerDifference> rows = PeerDifferences.ROWS;
    rows.forEach(
        row ->
            page.append("| ")
                .append(
                    String.join(
                        " | ",
                        row.peer(),
                        row.source(),
                        row.identities(),
                        row.difference(),
                        row.reason()))
                .append(" |\n"));
    return page.toString();
  }
}
