package io.managedidentity.agent.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.managedidentity.agent.attach.RunningAgent;
import io.managedidentity.agent.attach.RunningJvms;
import picocli.CommandLine.Command;

/** {@code off}: the switch above the mapping file. */
@Command(
    name = "off",
    description = {
      "Switches the agent in a running JVM off: from the next request on, every request passes as the application makes it.",
      "It stays off until the command on or the end of the JVM, even if the mapping file changes."
    })
public final class OffCommand extends ProcessCommand {
  public OffCommand(RunningJvms jvms) {
    super(jvms);
  }

  @Override
  Integer call(String process) throws Exception {
    ObjectNode answer =
        ask(
            new Question<ObjectNode>() {
              @Override
              public ObjectNode ask(RunningAgent agent) throws Exception {
                ObjectNode object = new ObjectMapper().createObjectNode();
                object.put("message", agent.switchOff());
                object.put("mode", agent.attribute("Mode").toString());
                return object;
              }
            });
    if (answer == null) {
      return Main.NO;
    }
    if (asJson()) {
      printJson(answer);
    } else {
      out().println(answer.path("message").asText());
      out().flush();
    }
    return Main.OK;
  }
}
