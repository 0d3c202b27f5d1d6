package io.managedidentity.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.config.ConfigProblem;
import io.managedidentity.agent.config.ConfigResult;
import io.managedidentity.agent.config.HeaderSetting;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.injection.AuthorizationPolicy;
import io.managedidentity.agent.routing.MappingMismatch;
import io.managedidentity.agent.routing.RequestUrl;
import io.managedidentity.agent.routing.Route;
import io.managedidentity.agent.routing.RouteDecision;
import io.managedidentity.agent.routing.RouteTable;
import io.managedidentity.agent.token.TokenRequest;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code explain}: what would be done with a request, and why. */
@Command(
    name = "explain",
    description = {
      "Says what would be done with a request and why, and for each mapping above the deciding one why it does not match.",
      "Ends with 0 where a token would be injected, else with 1. No request is made."
    })
public final class ExplainCommand implements Callable<Integer> {
  private final ConfigLoader loader;
  private final List<String> identityEndpoints;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FILE", description = "The mapping file.")
  private String file = "";

  @Parameters(index = "1", paramLabel = "URL", description = "The URL of the request.")
  private String url = "";

  @Option(names = "--method", paramLabel = "M", description = "Its method; default: GET.")
  private String method = "GET";

  @Option(
      names = "--header",
      paramLabel = "'N: V'",
      description = "A header that the application sets itself; can be given several times.")
  private List<String> headers = new ArrayList<>();

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean asJson;

  /**
   * @param identityEndpoints hosts that the environment names as identity endpoints
   */
  public ExplainCommand(ConfigLoader loader, List<String> identityEndpoints) {
    this.loader = loader;
    this.identityEndpoints = identityEndpoints;
  }

  @Override
  public Integer call() throws Exception {
    ConfigResult result = loader.loadFile(file);
    AgentConfig config = result.config();
    if (config == null) {
      for (ConfigProblem problem : result.problems()) {
        commandSpec().commandLine().getErr().println(problem);
      }
      return Main.NO;
    }
    RequestUrl request;
    try {
      request = RequestUrl.parse(url);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(commandSpec().commandLine(), e.getMessage(), e);
    }
    ObjectNode answer = explain(config, request);
    print(answer);
    return answer.path("decision").asText().equals("inject") ? Main.OK : Main.NO;
  }

  private ObjectNode explain(AgentConfig config, RequestUrl request) {
    RouteDecision decision =
        RouteTable.compile(config, identityEndpoints)
            .decide(request.scheme(), request.host(), request.port(), method, request.target());
    Route route = decision.route();
    ObjectNode answer = new ObjectMapper().createObjectNode();
    MappingConfig mapping = route == null ? null : route.config();
    String kept = mapping == null ? null : keptHeader(mapping);
    boolean isInjected = decision.kind() == RouteDecision.Kind.INJECT && kept == null;
    answer.put("decision", isInjected ? "inject" : "skip");
    answer.put("reason", reason(decision, kept));
    answer.put("explanation", explanation(decision, kept));
    if (mapping != null) {
      describe(answer, mapping, isInjected);
    }
    answer.put("host", request.host());
    if (request.hasUserInfo()) {
      answer.put("note", "What stands before @ is user info, not a host.");
    }
    ArrayNode above = answer.putArray("above");
    int end = mapping == null ? config.mappings().size() : mapping.index();
    for (MappingConfig earlier : config.mappings().subList(0, end)) {
      ObjectNode row = above.addObject();
      row.put("mapping", earlier.name());
      row.put("index", earlier.index());
      String mismatch = MappingMismatch.of(earlier, request, method);
      row.put(
          "because",
          mismatch == null ? "it is not reached: " + decision.reason().sentence() : mismatch);
    }
    return answer;
  }

  private @Nullable String keptHeader(MappingConfig mapping) {
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon > 0
          && header.substring(0, colon).trim().equalsIgnoreCase(mapping.header())
          && AuthorizationPolicy.keeps(
              mapping.existingAuthorization(), header.substring(colon + 1).trim())) {
        return mapping.header();
      }
    }
    return null;
  }

  private static String reason(RouteDecision decision, @Nullable String kept) {
    if (decision.kind() == RouteDecision.Kind.SKIP) {
      return decision.reason().label();
    }
    return kept != null
        ? "authorization-kept"
        : decision.kind() == RouteDecision.Kind.OBSERVE ? "mode-observe" : "mapped";
  }

  private static String explanation(RouteDecision decision, @Nullable String kept) {
    if (decision.kind() == RouteDecision.Kind.SKIP) {
      return decision.reason().sentence();
    }
    if (kept != null) {
      return "The application's own "
          + kept
          + " is kept. Set \"existingAuthorization\" to replace it.";
    }
    return decision.kind() == RouteDecision.Kind.OBSERVE
        ? "The mode is observe: a token is fetched, and the request stays as it is."
        : "The mapping matches, and a token goes on the request.";
  }

  private static void describe(ObjectNode answer, MappingConfig mapping, boolean isInjected) {
    answer.put("mapping", mapping.name());
    answer.put("index", mapping.index());
    TokenRequest request = mapping.tokenRequest();
    if (request == null) {
      return;
    }
    answer.put("resource", request.resource());
    answer.put("identity", request.identity().toString());
    ArrayNode remove = answer.putArray("remove");
    ObjectNode set = answer.putObject("set");
    if (!isInjected) {
      return;
    }
    mapping.removeHeaders().forEach(remove::add);
    mapping.removeQuery().forEach(name -> remove.add("?" + name));
    set.put(mapping.header(), mapping.format());
    for (HeaderSetting setting : mapping.setHeaders()) {
      set.put(setting.name(), setting.atLeast() ? "at least " + setting.value() : setting.value());
    }
  }

  private void print(ObjectNode answer) throws Exception {
    PrintWriter out = commandSpec().commandLine().getOut();
    if (asJson) {
      ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
      out.println(json.writeValueAsString(answer));
    } else {
      JsonNode above = answer.remove("above");
      TextTable.print(answer, out);
      for (JsonNode row : above) {
        out.println("not " + row.path("mapping").asText() + ": " + row.path("because").asText());
      }
    }
    out.flush();
  }

  private CommandSpec commandSpec() {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the specification before it calls");
    }
    return spec;
  }
}
