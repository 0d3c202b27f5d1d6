package io.managedidentity.agent.cli;

import java.util.List;
import picocli.CommandLine;

/** Lets tests of other packages see the model of the commands. */
public final class CommandModels {
  private CommandModels() {}

  public static CommandLine of(List<?> commands) {
    return Main.commandLine(commands);
  }
}
