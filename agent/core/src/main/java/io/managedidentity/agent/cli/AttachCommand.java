package io.managedidentity.agent.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.managedidentity.agent.attach.AttachException;
import io.managedidentity.agent.attach.RunningAgent;
import io.managedidentity.agent.attach.RunningJvms;
import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.config.ConfigProblem;
import io.managedidentity.agent.config.ConfigResult;
import java.io.File;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code attach}: loads the agent into a running JVM. */
@Command(
    name = "attach",
    description = {
      "Loads the agent, with a mapping file, into a running JVM. HTTP clients that are already"
          + " loaded are covered from their next request on.",
      "It stays until that JVM ends. Java 21 and later warn on stderr about an agent that is loaded"
          + " dynamically.",
      "Exit code 1 if the file has problems, the agent is already there, or the JVM cannot be"
          + " reached."
    })
public final class AttachCommand extends ProcessCommand {
  private final ConfigLoader loader;

  @Parameters(index = "1", paramLabel = "FILE", description = "The mapping file.")
  private String file = "";

  public AttachCommand(RunningJvms jvms, ConfigLoader loader) {
    super(jvms);
    this.loader = loader;
  }

  @Override
  Integer call(String process) throws Exception {
    String path = new File(file).getAbsolutePath();
    ConfigResult result = loader.loadFile(path);
    AgentConfig config = result.config();
    if (config == null) {
      for (ConfigProblem problem : result.problems()) {
        err().println(problem);
      }
      return Main.NO;
    }
    try {
      jvms().load(process, path);
    } catch (AttachException e) {
      err().println(e.getMessage());
      return Main.NO;
    }
    if (!config.jmx()) {
      String message =
          "the agent was loaded; its result is on the stderr of process "
              + process
              + ", since \"jmx\" is false.";
      if (asJson()) {
        printJson(new ObjectMapper().createObjectNode().put("message", message));
      } else {
        out().println(message);
        out().flush();
      }
      return Main.OK;
    }
    ObjectNode answer =
        ask(
            new Question<ObjectNode>() {
              @Override
              public ObjectNode ask(RunningAgent agent) throws Exception {
                return StatusCommand.status(agent);
              }
            });
    if (answer == null) {
      return Main.NO;
    }
    if (asJson()) {
      printJson(answer);
    } else {
      out()
          .println(
              "the agent is in process "
                  + process
                  + " now: mode "
                  + answer.path("mode").asText()
                  + ", "
                  + answer.path("configFile").asText()
                  + ", mappings: "
                  + answer.path("mappingCount").asText()
                  + ".");
      out().flush();
    }
    return Main.OK;
  }
}
