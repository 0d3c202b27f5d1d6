package io.managedidentity.agent.docs;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files for collectors: those that no engine of the build reads are JSON at least. */
class FleetExamplesTest {
  private static final Path FILES = Path.of("../config-examples/fleet");

  @Test
  void pageNamesEveryFile() throws IOException {
    String page = Files.readString(Path.of("../docs/fleet.md"));

    try (Stream<Path> files = Files.list(FILES)) {
      for (Path file : files.toList()) {
        assertTrue(page.contains("`" + file.getFileName() + "`"), file.toString());
      }
    }
  }

  @Test
  void transformationTakesWhatRecordsHaveAndTheTableKeeps() throws IOException {
    JsonNode resources = json("log-analytics.json").get("resources");
    List<String> columns = resources.get(0).findValuesAsText("name");
    String flow = resources.get(1).findValue("transformKql").asText();

    for (String member : List.of("r.time", "r.type", "r.run", "r.seq")) {
      assertTrue(flow.contains(member), member);
    }
    for (String part : flow.substring(flow.indexOf("project ") + 8).split(", ")) {
      String column = part.split(" ")[0];
      assertTrue(columns.contains(column), column);
    }
    String queries = Files.readString(FILES.resolve("log-analytics.kql"));
    assertTrue(queries.contains("ManagedIdentityRecords_CL"), "the table");
  }

  @Test
  void panelsOfTheDashboardHaveQueries() throws IOException {
    for (JsonNode panel : json("grafana-dashboard.json").get("panels")) {
      assertFalse(panel.get("targets").get(0).get("expr").asText().isEmpty(), panel.toString());
    }
  }

  private static JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(FILES.resolve(file).toFile());
  }
}
