package io.managedidentity.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.managedidentity.agent.attach.RunningAgent;
import io.managedidentity.agent.attach.RunningJvms;
import io.managedidentity.agent.identity.TokenErrorCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.InvalidPathException;
import java.nio.file.Paths;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.management.openmbean.CompositeData;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code status}: what the agent in a running JVM does and has done. */
@Command(
    name = "status",
    description = {
      "Shows what the agent in a running JVM does: mode, mapping file, counters of each mapping, tokens, HTTP clients.",
      "Exit code 1 if there is no agent in it, it cannot be reached, or something needs a person: the configuration is invalid now, a token cannot be had or refreshed, a stored secret left within the last hour (unless the mapping only observes), a service rejected the last token or all of them, the last request was held back for its placeholder, a mapping has put no token on anything and its host is asked over plain HTTP, by another port or name, or by a client whose requests cannot be looked at, an HTTP client is not covered, or the agent had a fault. The last line says which.",
      "No token is shown."
    })
public final class StatusCommand extends ProcessCommand {
  /** Of the command token, by kind of id. */
  private static final Map<String, String> OPTIONS = new LinkedHashMap<>();

  static {
    OPTIONS.put("clientId", "--client-id");
    OPTIONS.put("objectId", "--object-id");
    OPTIONS.put("resourceId", "--resource-id");
  }

  @Option(
      names = "--bundle",
      paramLabel = "FILE",
      description =
          "Also write a zip for support: status, JVM, mapping file with its values masked, decisions, last warnings and errors. It holds no secret and no command line. Resource and identity of a token and the path of the file are shown, also where they come from environment variables.")
  private @Nullable String bundle;

  public StatusCommand(RunningJvms jvms) {
    super(jvms);
  }

  @Override
  Integer call(String process) throws Exception {
    String file = bundle;
    Map<String, String> entries = new LinkedHashMap<>();
    ObjectNode answer =
        ask(
            new Question<ObjectNode>() {
              @Override
              public ObjectNode ask(RunningAgent agent) throws Exception {
                ObjectNode judged = judged(agent);
                if (file != null) {
                  entries.putAll(SupportBundle.entries(agent, process, judged));
                }
                return judged;
              }
            });
    if (answer == null) {
      return Main.NO;
    }
    if (asJson()) {
      printJson(answer);
    } else {
      new StatusText(answer, Instant.now(), table()).print();
      out().flush();
    }
    if (file != null && !write(entries, file)) {
      return Main.NO;
    }
    return answer.path("needs").isEmpty() ? Main.OK : Main.NO;
  }

  private boolean write(Map<String, String> entries, String file) {
    try {
      SupportBundle.write(entries, Paths.get(file));
      err().println("written: " + file);
      return true;
    } catch (FileAlreadyExistsException e) {
      err().println("\"" + file + "\" is there already. Name a new file.");
    } catch (IOException | InvalidPathException e) {
      err().println("\"" + file + "\" cannot be written: " + e);
    }
    return false;
  }

  /** All that the agent says of itself, and what is to be done about it. */
  static ObjectNode judged(RunningAgent agent) throws Exception {
    ObjectNode answer = status(agent);
    answer.path("tokens").forEach(token -> addAdvice((ObjectNode) token));
    CompositeData check = agent.check();
    if (check != null) {
      answer.set("file", OpenData.toJson(check, "accepted", "message", "problems"));
    }
    StatusVerdict verdict = StatusVerdict.of(answer, Instant.now());
    verdict.notes().forEach(answer.putArray("notes")::add);
    verdict.needs().forEach(answer.putArray("needs")::add);
    return answer;
  }

  private static void addAdvice(ObjectNode token) {
    String error = token.path("lastError").asText("");
    int colon = error.indexOf(':');
    for (TokenErrorCode code : TokenErrorCode.values()) {
      if (colon > 0 && code.code().equals(error.substring(0, colon))) {
        token.put("advice", code.remedy());
        token.put("check", "java -jar managed-identity-agent.jar " + check(code.command(), token));
      }
    }
  }

  /** The command, for the resource and the identity of that token. */
  static String check(String command, JsonNode token) {
    String identity = token.path("identity").asText();
    int blank = identity.indexOf(' ');
    String option = blank < 0 ? null : OPTIONS.get(identity.substring(0, blank));
    String chosen = option == null ? "" : " " + option + identity.substring(blank);
    String resource = "--resource " + token.path("resource").asText();
    return command.replace(" --client-id ID", "").replace("--resource R", resource + chosen);
  }

  static ObjectNode status(RunningAgent agent) throws Exception {
    ObjectNode answer = new ObjectMapper().createObjectNode();
    answer.set("version", OpenData.toJson(agent.attribute("Version")));
    answer.set("mode", OpenData.toJson(agent.attribute("Mode")));
    answer.set("switchedOff", OpenData.toJson(agent.attribute("SwitchedOff")));
    answer.set("configFile", OpenData.toJson(agent.attribute("ConfigFile")));
    answer.set("mappingCount", OpenData.toJson(agent.attribute("MappingCount")));
    answer.set(
        "mappings",
        rows(
            agent.attribute("Mappings"),
            "name",
            "hosts",
            "mode",
            "requests",
            "injected",
            "kept",
            "observed",
            "shadowRepeated",
            "shadowAgreed",
            "shadowUnanswered",
            "shadowRefused",
            "failed",
            "resent",
            "fellBack",
            "leftOut",
            "heldBack",
            "rejected401",
            "rejected403",
            "plainHttp",
            "cannotBeRead",
            "secretLastSeen",
            "secretSeen",
            "secretLeft",
            "lastOutcome",
            "clean"));
    answer.set(
        "tokens",
        rows(
            agent.attribute("Tokens"),
            "resource",
            "identity",
            "source",
            "expires",
            "lastRefresh",
            "nextRefresh",
            "usable",
            "lastError"));
    answer.set(
        "clients",
        rows(agent.attribute("Clients"), "name", "version", "loader", "covered", "whyNot"));
    answer.set("suppressedErrors", OpenData.toJson(agent.attribute("SuppressedErrors")));
    return answer;
  }

  private static ArrayNode rows(Object value, String... order) {
    ArrayNode rows = new ObjectMapper().createArrayNode();
    for (CompositeData row : (CompositeData[]) value) {
      rows.add(OpenData.toJson(row, order));
    }
    return rows;
  }
}
