package io.managedidentity.agent.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.config.ConfigProblem;
import io.managedidentity.agent.config.ConfigResult;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.TokenDigest;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenFetcher;
import io.managedidentity.agent.token.TokenRequest;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code check}: everything that is wrong or doubtful in a mapping file. */
@Command(
    name = "check",
    description = {
      "Reports every problem of a mapping file with line, column and JSON pointer, and what is legal but doubtful.",
      "Exit code 1 if there is a problem or, with --live, a token cannot be fetched; a doubt alone is not a problem."
    })
public final class CheckCommand implements Callable<Integer> {
  private final ConfigLoader loader;
  private final TokenFetcher fetcher;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The mapping file.")
  private String file = "";

  @Option(names = "--live", description = "Also fetch a token for each mapping, and describe it.")
  private boolean isLive;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean asJson;

  public CheckCommand(ConfigLoader loader, TokenFetcher fetcher) {
    this.loader = loader;
    this.fetcher = fetcher;
  }

  @Override
  public Integer call() throws Exception {
    ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ConfigResult result = loader.loadFile(file);
    ObjectNode answer = json.createObjectNode();
    answer.put("file", file);
    ArrayNode problems = answer.putArray("problems");
    for (ConfigProblem problem : result.problems()) {
      ObjectNode row = problems.addObject();
      row.put("line", problem.line());
      row.put("column", problem.column());
      row.put("pointer", problem.pointer());
      row.put("what", problem.what());
      row.put("advice", problem.advice());
    }
    AgentConfig config = result.config();
    boolean isWell = config != null;
    if (config != null) {
      ServiceLint services = ServiceLint.of(config);
      List<String> warnings = MappingLint.warnings(config, services);
      ArrayNode notes = answer.putArray("notes");
      result.notes().forEach(notes::add);
      if (services != null) {
        services.notes().forEach(note -> notes.add(file + ": " + note));
      }
      ArrayNode doubts = answer.putArray("warnings");
      warnings.forEach(doubts::add);
      answer.put("mappings", config.mappings().size());
      isWell = !isLive || fetchAll(config, answer.putArray("tokens"));
    }
    if (asJson) {
      out().println(json.writeValueAsString(answer));
    } else {
      print(result, answer);
    }
    out().flush();
    return isWell ? Main.OK : Main.NO;
  }

  private boolean fetchAll(AgentConfig config, ArrayNode tokens) throws Exception {
    boolean isEveryOneThere = true;
    for (MappingConfig mapping : config.mappings()) {
      TokenRequest request = mapping.tokenRequest();
      if (request == null) {
        continue;
      }
      ObjectNode row = tokens.addObject();
      row.put("mapping", mapping.name());
      row.put("resource", mapping.shown("resource", request.resource()));
      row.put("identity", mapping.shownIdentity());
      try {
        AccessToken token = fetcher.fetch(request);
        row.put("source", token.source());
        row.put("expiresInSeconds", token.expiresInSeconds());
        row.put("tokenSha256", TokenDigest.sha256(token.value()));
      } catch (TokenException e) {
        row.put("error", e.code());
        row.put("message", e.getMessage());
        isEveryOneThere = false;
      }
    }
    return isEveryOneThere;
  }

  private void print(ConfigResult result, ObjectNode answer) {
    PrintWriter out = out();
    for (ConfigProblem problem : result.problems()) {
      out.println(problem);
    }
    answer.path("notes").forEach(note -> out.println("note: " + note.asText()));
    answer
        .path("warnings")
        .forEach(warning -> out.println(file + ": doubtful: " + warning.asText()));
    answer
        .path("tokens")
        .forEach(
            row ->
                out.println(
                    row.path("mapping").asText()
                        + ": "
                        + (row.has("error")
                            ? "no token: "
                                + row.path("error").asText()
                                + ": "
                                + row.path("message").asText()
                            : "a token for "
                                + row.path("resource").asText()
                                + " from "
                                + row.path("source").asText()
                                + ", good for "
                                + row.path("expiresInSeconds").asText()
                                + " s")));
    int problems = result.problems().size();
    out.println(
        problems == 0
            ? file + ": no problems, " + count(answer.path("mappings").asInt(), "mapping")
            : file + ": " + count(problems, "problem") + "; the agent would stay off");
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private PrintWriter out() {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the specification before it calls");
    }
    return spec.commandLine().getOut();
  }
}
