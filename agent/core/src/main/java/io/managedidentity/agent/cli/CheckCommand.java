package io.managedidentity.agent.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.managedidentity.agent.cli.lint.Doubt;
import io.managedidentity.agent.cli.lint.MappingLint;
import io.managedidentity.agent.cli.live.LiveCheck;
import io.managedidentity.agent.cli.live.LiveJson;
import io.managedidentity.agent.cli.live.LiveReport;
import io.managedidentity.agent.cli.live.LiveText;
import io.managedidentity.agent.cli.live.Verdict;
import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.config.ConfigProblem;
import io.managedidentity.agent.config.ConfigResult;
import io.managedidentity.agent.routing.RequestUrl;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.security.NoSuchAlgorithmException;
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

/** {@code check}: everything that is wrong or doubtful in a mapping file. */
@Command(
    name = "check",
    description = {
      "Reports every problem of a mapping file with line, column and JSON pointer, and what is legal"
          + " but doubtful.",
      "With --live it tries each mapping from here: it fetches a token, looks the host up, sets up"
          + " TLS, and sends a GET (a HEAD where the mapping takes no GET), without the token and then"
          + " with it: for some services a list, of one element where it can be limited, else /. Where"
          + " the mapping covers neither, name a URL. Do not use it where a GET changes something."
          + " Redirects are not followed, and no proxy is used. A token goes only where the mapping"
          + " would put it; a mapping that is off is tried as if it were on. It ends after two and a"
          + " half minutes at the latest.",
      "Exit code 1 if there is a problem or, with --live, a mapping does not work: no token, no"
          + " connection, no trusted certificate, or an answer 401 or 403; or no mapping is for a --host or --url. With --strict also if"
          + " anything is doubtful or could not be tried."
    })
public final class CheckCommand implements Callable<Integer> {
  private final ConfigLoader loader;
  private final LiveCheck live;
  private final List<String> identityEndpoints;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The mapping file.")
  private String file = "";

  @Option(names = "--live", description = "Also try each mapping from here.")
  private boolean isLive;

  @Option(
      names = "--host",
      paramLabel = "HOST[:PORT]",
      description =
          "With --live: a host to try as well, for a mapping with a pattern; can be given several"
              + " times.")
  private List<String> hosts = new ArrayList<>();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "With --live: a URL to send a GET to as well, with the token of the mapping that it falls"
              + " under and without the query parameters that this removes; can be given several"
              + " times.")
  private List<String> urls = new ArrayList<>();

  @Option(names = "--strict", description = "Exit code 1 also for what is doubtful.")
  private boolean isStrict;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean asJson;

  /**
   * @param identityEndpoints hosts that the environment names as identity endpoints
   */
  public CheckCommand(ConfigLoader loader, LiveCheck live, List<String> identityEndpoints) {
    this.loader = loader;
    this.live = live;
    this.identityEndpoints = identityEndpoints;
  }

  @Override
  public Integer call() throws Exception {
    checkOptions();
    ConfigResult result = loader.loadFile(file);
    AgentConfig config = result.config();
    MappingLint lint =
        config == null ? null : MappingLint.of(config, text(config), identityEndpoints);
    LiveReport report =
        config == null || !isLive ? null : live.run(config, identityEndpoints, hosts, urls);
    if (asJson) {
      ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
      out().println(json.writeValueAsString(document(json, result, lint, report)));
    } else {
      print(result, lint, report);
    }
    out().flush();
    boolean isWell =
        config != null
            && (report == null || report.verdict() != Verdict.FAILS)
            && !isDoubt(lint, report);
    return isWell ? Main.OK : Main.NO;
  }

  private boolean isDoubt(@Nullable MappingLint lint, @Nullable LiveReport report) {
    return isStrict
        && ((lint != null && !lint.warnings().isEmpty())
            || (report != null && report.verdict() != Verdict.WORKS));
  }

  private void checkOptions() {
    if (!isLive && !(hosts.isEmpty() && urls.isEmpty())) {
      throw wrong("--host and --url are for --live. Add it.");
    }
    for (String host : hosts) {
      if (host.isEmpty() || host.matches(".*[/?#@*\\s].*")) {
        throw wrong("A --host is a name and no URL. Write it as orders.vault.azure.net.");
      }
      url("https://" + host + "/");
    }
    for (String url : urls) {
      url(url);
    }
  }

  private void url(String text) {
    try {
      RequestUrl url = RequestUrl.parse(text);
      if (!url.scheme().equals("https")) {
        throw wrong("This command sends a token over https only. Write the URL with https://.");
      }
      if (url.hasUserInfo() || text.indexOf('#') >= 0) { // secrets, both; so neither is shown
        throw wrong(
            "A --url has no user info before an @ and no fragment after a #: leave them out.");
      }
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(commandSpec().commandLine(), message);
  }

  /** Empty if it cannot be read any more. */
  private static String text(AgentConfig config) {
    try {
      return new String(Files.readAllBytes(Paths.get(config.file())), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private ObjectNode document(
      ObjectMapper json,
      ConfigResult result,
      @Nullable MappingLint lint,
      @Nullable LiveReport report)
      throws NoSuchAlgorithmException {
    ObjectNode answer = json.createObjectNode();
    answer.put("file", ConfigLoader.absolute(file));
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
    if (config == null || lint == null) {
      return answer;
    }
    ArrayNode notes = answer.putArray("notes");
    result.notes().forEach(notes::add);
    lint.notes().forEach(note -> notes.add(placed(note)));
    ArrayNode warnings = answer.putArray("warnings");
    ArrayNode doubts = answer.putArray("doubts");
    for (Doubt doubt : lint.warnings()) {
      warnings.add(doubt.toString());
      ObjectNode row = doubts.addObject();
      row.put("line", doubt.line());
      row.put("column", doubt.column());
      row.put("pointer", doubt.pointer());
      row.put("what", doubt.what());
    }
    answer.put("mappings", config.mappings().size());
    if (report != null) {
      LiveJson.put(report, answer);
    }
    return answer;
  }

  private String placed(Doubt doubt) {
    return ConfigLoader.absolute(file) + ":" + doubt.line() + ":" + doubt.column() + ": " + doubt;
  }

  private void print(ConfigResult result, @Nullable MappingLint lint, @Nullable LiveReport report) {
    PrintWriter out = out();
    String path = ConfigLoader.absolute(file);
    result.problems().forEach(out::println);
    result.notes().forEach(note -> out.println("note: " + note));
    AgentConfig config = result.config();
    if (config == null || lint == null) {
      int problems = result.problems().size();
      out.println(path + ": " + count(problems, "problem") + "; the agent would stay off");
      return;
    }
    lint.notes().forEach(note -> out.println("note: " + placed(note)));
    for (Doubt doubt : lint.warnings()) {
      out.println(path + ":" + doubt.line() + ":" + doubt.column() + ": doubtful: " + doubt);
    }
    int doubts = lint.warnings().size();
    if (report == null) {
      out.println(
          path
              + ": no problems, "
              + (doubts == 0 ? "" : count(doubts, "doubt") + ", ")
              + count(config.mappings().size(), "mapping"));
      return;
    }
    TextTable table = TextTable.of(commandSpec().commandLine());
    LiveText.print(report, table);
    table.text(
        path
            + ": "
            + report.summary()
            + (doubts == 0 ? "" : "; " + count(doubts, "doubt") + " about the file"));
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private PrintWriter out() {
    return commandSpec().commandLine().getOut();
  }

  private CommandSpec commandSpec() {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the specification before it calls");
    }
    return spec;
  }
}
