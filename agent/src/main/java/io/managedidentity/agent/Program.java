package io.managedidentity.agent;

import io.managedidentity.agent.demo.DemoCommand;
import picocli.CommandLine;

/** What {@code java -jar managed-identity-agent.jar} runs. */
public final class Program {
  private Program() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new DemoCommand()).execute(new String[0]));
  }
}
