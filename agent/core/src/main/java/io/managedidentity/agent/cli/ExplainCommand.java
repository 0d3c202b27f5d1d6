package io.managedidentity.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.managedidentity.agent.attach.RunningAgent;
import io.managedidentity.agent.attach.RunningJvms;
import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.config.ConfigProblem;
import io.managedidentity.agent.config.ConfigResult;
import io.managedidentity.agent.management.Explainer;
import io.managedidentity.agent.management.Explanation;
import io.managedidentity.agent.routing.RequestUrl;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
      "Says what would be done with a request and why, and why each mapping above the deciding one"
          + " does not match.",
      "With a process id, it asks the agent in that JVM; write a file whose name is a number as"
          + " ./123.",
      "Exit code 0 if a token would be injected, otherwise 1. No request is made."
    })
public final class ExplainCommand implements Callable<Integer> {
  private final ConfigLoader loader;
  private final List<String> identityEndpoints;
  private final RunningJvms jvms;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "FILE|PID",
      description = "The mapping file, or the process id of a running JVM.")
  private String subject = "";

  @Parameters(index = "1", paramLabel = "URL", description = "The URL of the request.")
  private String url = "";

  @Option(
      names = "--method",
      paramLabel = "M",
      description = "The method of the request; default: GET.")
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
  public ExplainCommand(ConfigLoader loader, List<String> identityEndpoints, RunningJvms jvms) {
    this.loader = loader;
    this.identityEndpoints = identityEndpoints;
    this.jvms = jvms;
  }

  @Override
  public Integer call() throws Exception {
    checkOptions();
    RequestUrl request;
    try {
      request = RequestUrl.parse(url);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(commandSpec().commandLine(), e.getMessage(), e);
    }
    ObjectNode answer = ProcessCommand.isPid(subject) ? ofJvm() : ofFile(request);
    if (answer == null) {
      return Main.NO;
    }
    print(answer);
    return answer.path("decision").asText().equals("inject") ? Main.OK : Main.NO;
  }

  private void checkOptions() {
    if (!isToken(method)) {
      throw new ParameterException(
          commandSpec().commandLine(),
          "\""
              + method
              + "\" is not an HTTP method. Write it as the application sends it, such as POST.");
    }
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon < 0 || !isToken(header.substring(0, colon).trim())) {
        throw new ParameterException(
            commandSpec().commandLine(), "A --header has no name. Write it as 'Name: value'.");
      }
    }
  }

  /** RFC 9110, 5.6.2. */
  private static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isLetterOrDigit = c < 128 && Character.isLetterOrDigit(c);
      if (!isLetterOrDigit && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Null after the reason was said. */
  private @Nullable ObjectNode ofJvm() {
    return ProcessCommand.ask(
        jvms,
        subject,
        commandSpec(),
        new ProcessCommand.Question<ObjectNode>() {
          @Override
          public ObjectNode ask(RunningAgent agent) throws Exception {
            return OpenData.toJson(agent.explain(url, method, headers), JSON_ORDER);
          }
        });
  }

  /** Null after the file's problems were said. */
  private @Nullable ObjectNode ofFile(RequestUrl request) {
    ConfigResult result = loader.loadFile(subject);
    AgentConfig config = result.config();
    if (config == null) {
      for (ConfigProblem problem : result.problems()) {
        commandSpec().commandLine().getErr().println(problem);
      }
      return null;
    }
    return toJson(
        new Explainer(config, identityEndpoints).explain(request, method, headers, false));
  }

  private static final String[] JSON_ORDER = {
    "decision",
    "reason",
    "explanation",
    "mapping",
    "index",
    "service",
    "resource",
    "identity",
    "remove",
    "set",
    "share",
    "token",
    "replaces",
    "leaves",
    "host",
    "note",
    "above"
  };

  private static ObjectNode toJson(Explanation explanation) {
    ObjectNode answer = new ObjectMapper().createObjectNode();
    answer.put("decision", explanation.getDecision());
    answer.put("reason", explanation.getReason());
    answer.put("explanation", explanation.getExplanation());
    if (explanation.getMapping() != null) {
      answer.put("mapping", explanation.getMapping());
      answer.put("index", explanation.getIndex());
    }
    if (explanation.getService() != null) {
      answer.put("service", explanation.getService());
    }
    List<String> remove = explanation.getRemove();
    Map<String, String> set = explanation.getSet();
    if (remove != null && set != null) {
      answer.put("resource", explanation.getResource());
      answer.put("identity", explanation.getIdentity());
      remove.forEach(answer.putArray("remove")::add);
      set.forEach(answer.putObject("set")::put);
    }
    if (explanation.getShare() != null) {
      answer.put("share", explanation.getShare());
    }
    explanation.getReplaces().forEach(answer.putArray("replaces")::add);
    explanation.getLeaves().forEach(answer.putArray("leaves")::add);
    answer.put("host", explanation.getHost());
    if (explanation.getNote() != null) {
      answer.put("note", explanation.getNote());
    }
    ArrayNode above = answer.putArray("above");
    for (Explanation.Mismatch mismatch : explanation.getAbove()) {
      ObjectNode row = above.addObject();
      row.put("mapping", mismatch.getMapping());
      row.put("index", mismatch.getIndex());
      row.put("because", mismatch.getBecause());
    }
    return answer;
  }

  private void print(ObjectNode answer) throws Exception {
    PrintWriter out = commandSpec().commandLine().getOut();
    if (asJson) {
      ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
      out.println(json.writeValueAsString(answer));
    } else {
      JsonNode above = answer.remove("above");
      for (String list : new String[] {"replaces", "leaves"}) {
        if (answer.path(list).isEmpty()) {
          answer.remove(list);
        }
      }
      TextTable table = TextTable.of(commandSpec().commandLine());
      table.print(answer);
      for (JsonNode row : above) {
        table.text("not " + row.path("mapping").asText() + ": " + row.path("because").asText());
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
