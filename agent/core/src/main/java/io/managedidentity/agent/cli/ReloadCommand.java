package io.managedidentity.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.managedidentity.agent.attach.RunningAgent;
import io.managedidentity.agent.attach.RunningJvms;
import picocli.CommandLine.Command;

/** {@code reload}: the agent in a running JVM reads its mapping file now. */
@Command(
    name = "reload",
    description = {
      "Makes the agent in a running JVM read its mapping file now, even if it does not watch it.",
      "Exit code 1 if the file has problems; the version in use then stays."
    })
public final class ReloadCommand extends ProcessCommand {
  public ReloadCommand(RunningJvms jvms) {
    super(jvms);
  }

  @Override
  Integer call(String process) throws Exception {
    ObjectNode answer =
        ask(
            new Question<ObjectNode>() {
              @Override
              public ObjectNode ask(RunningAgent agent) throws Exception {
                return OpenData.toJson(agent.reload(), "accepted", "message", "problems");
              }
            });
    if (answer == null) {
      return Main.NO;
    }
    boolean isAccepted = answer.path("accepted").asBoolean();
    if (asJson()) {
      printJson(answer);
    } else {
      out().println(answer.path("message").asText());
      for (JsonNode problem : answer.path("problems")) {
        out().println(problem.asText());
      }
      out().flush();
    }
    return isAccepted ? Main.OK : Main.NO;
  }
}
