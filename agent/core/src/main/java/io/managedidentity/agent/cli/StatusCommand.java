package io.managedidentity.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.managedidentity.agent.attach.RunningAgent;
import io.managedidentity.agent.attach.RunningJvms;
import java.io.PrintWriter;
import javax.management.openmbean.CompositeData;
import picocli.CommandLine.Command;

/** {@code status}: what the agent in a running JVM does and has done. */
@Command(
    name = "status",
    description = {
      "Shows what the agent in a running JVM does: mode, mapping file, counters of each mapping, tokens, HTTP clients.",
      "Exit code 1 if there is no agent in it, or it cannot be reached. No token is shown."
    })
public final class StatusCommand extends ProcessCommand {
  public StatusCommand(RunningJvms jvms) {
    super(jvms);
  }

  @Override
  Integer call(String process) throws Exception {
    ObjectNode answer =
        ask(
            new Question<ObjectNode>() {
              @Override
              public ObjectNode ask(RunningAgent agent) throws Exception {
                return status(agent);
              }
            });
    if (answer == null) {
      return Main.NO;
    }
    if (asJson()) {
      printJson(answer);
    } else {
      print(answer, out());
    }
    return Main.OK;
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
            "rejected401",
            "rejected403",
            "plainHttp",
            "cannotBeRead",
            "secretLastSeen",
            "secretSeen",
            "secretLeft",
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

  private static void print(ObjectNode answer, PrintWriter out) {
    for (String list : new String[] {"mappings", "tokens", "clients"}) {
      JsonNode rows = answer.path(list);
      answer.put(list, rows.size());
    }
    TextTable.print(answer, out);
  }
}
