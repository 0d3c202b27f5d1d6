package io.managedidentity.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Words of a status that are rare. */
class StatusMessagesTest {
  private static final Instant NOW = Instant.parse("2026-11-30T03:00:00Z");

  @Test
  void saysThatATokenWasNotAskedFor() throws IOException {
    StringWriter out = new StringWriter();

    new StatusText(
            status("{ 'tokens': [ { 'resource': 'r', 'identity': 'system-assigned' } ] }"),
            NOW,
            new TextTable(new PrintWriter(out, true), TextTable.UNLIMITED))
        .print();

    assertTrue(out.toString().contains("not asked for yet"), out::toString);
  }

  @Test
  void countsTheSecretsThatLeaveAndTheRequestsWithoutToken() throws IOException {
    StatusVerdict verdict =
        StatusVerdict.of(
            status(
                "{ 'mappings': [ { 'name': 'm', 'failed': 2, 'secretLeft': [ { 'kind': 'basic', 'why':"
                    + " 'kept', 'count': 3, 'last': '2026-11-30T02:59:00Z' } ] } ] }"),
            NOW);

    assertEquals(
        "mapping \"m\": a stored secret leaves (basic): kept, 3 times, last at 2026-11-30T02:59:00Z",
        verdict.needs().get(0));
    assertTrue(
        verdict.notes().toString().contains("mapping \"m\": requests were without a token"),
        verdict.notes()::toString);
  }

  private static ObjectNode status(String json) throws IOException {
    return (ObjectNode) new ObjectMapper().readTree(json.replace('\'', '"'));
  }
}
