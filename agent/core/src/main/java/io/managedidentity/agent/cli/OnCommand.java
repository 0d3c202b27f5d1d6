package io.managedidentity.agent.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.managedidentity.agent.attach.RunningAgent;
import io.managedidentity.agent.attach.RunningJvms;
import picocli.CommandLine.Command;

/** {@code on}: the switch above the mapping file. */
@Command(
    name = "on",
    description = {
      "Undoes the command off. If the mapping file says mode off, requests still pass."
    })
public final class OnCommand extends ProcessCommand {
  public OnCommand(RunningJvms jvms) {
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
                object.put("message", agent.switchOn());
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
