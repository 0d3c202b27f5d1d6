package io.managedidentity.agent;

import io.managedidentity.agent.demo.DemoCommand;
import java.util.Arrays;
import picocli.CommandLine;

/** What {@code java -jar managed-identity-agent.jar} runs. */
public final class Program {
  private Program() {}

  public static void main(String[] arguments) {
    boolean isNamed = arguments.length > 0 && arguments[0].equals("demo");
    String[] options = isNamed ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments;
    System.exit(new CommandLine(new DemoCommand()).execute(options));
  }
}
