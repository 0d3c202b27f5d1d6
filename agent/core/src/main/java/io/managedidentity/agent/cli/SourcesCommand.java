package io.managedidentity.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.managedidentity.agent.identity.Detection;
import io.managedidentity.agent.identity.IdentitySource;
import io.managedidentity.agent.identity.IdentitySources;
import io.managedidentity.agent.token.ManagedIdentityId;
import io.managedidentity.agent.token.TokenRequest;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sources}: which identity sources are present on this host, and why or why not. */
@Command(
    name = "sources",
    description = {
      "Lists the identity sources in the order in which they are looked for, and says which are"
          + " present on this host and why.",
      "No request is made."
    })
public final class SourcesCommand implements Callable<Integer> {
  private static final int ID_WIDTH = 25;
  private static final int PRESENT_WIDTH = 9;

  private final IdentitySources sources;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean asJson;

  public SourcesCommand(IdentitySources sources) {
    this.sources = sources;
  }

  @Override
  public Integer call() throws Exception {
    ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode answer = json.createObjectNode();
    ArrayNode rows = answer.putArray("sources");
    TokenRequest any =
        new TokenRequest(
            "", ManagedIdentityId.systemAssigned(), Collections.<String>emptyList(), null);
    String chosen = null;
    for (IdentitySource source : sources.all()) {
      Detection detection = source.detect(any);
      boolean looksFor = sources.detected().contains(source);
      if (chosen == null && looksFor && detection.isPresent()) {
        chosen = source.id();
      }
      ObjectNode row = rows.addObject();
      row.put("id", source.id());
      row.put("name", source.label());
      row.put("present", detection.isPresent());
      row.put("reason", detection.reason());
      row.put("auto", looksFor);
      row.put("chosen", source.id().equals(chosen));
    }
    answer.put("chosen", chosen);
    CommandLine commandLine = commandLine();
    PrintWriter out = commandLine.getOut();
    if (asJson) {
      out.println(json.writeValueAsString(answer));
    } else {
      print(rows, TextTable.of(commandLine));
    }
    out.flush();
    return 0;
  }

  static void print(ArrayNode sources, TextTable table) {
    List<String[]> rows = new ArrayList<>();
    for (JsonNode source : sources) {
      rows.add(
          new String[] {
            (source.path("chosen").asBoolean() ? "* " : "  ") + source.path("id").asText(),
            source.path("present").asBoolean() ? "present" : "absent",
            source.path("reason").asText()
                + (source.path("auto").asBoolean() ? "" : " (only when configured)")
          });
    }
    table.rows(rows, 2, ID_WIDTH, PRESENT_WIDTH);
    table.text("");
    table.text("* is what \"source\": \"auto\" chooses here.");
  }

  private CommandLine commandLine() {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the specification before it calls");
    }
    return spec.commandLine();
  }
}
