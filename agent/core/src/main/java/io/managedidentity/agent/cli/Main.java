package io.managedidentity.agent.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program: its commands, their output and exit codes. */
@Command(
    name = "managed-identity-agent",
    description = {
      "Puts Azure managed identity tokens on the HTTP requests of an unmodified Java application:",
      "  java -javaagent:managed-identity-agent.jar=mapping.json -jar app.jar",
      "The commands below check a mapping file and explain what the agent would do."
    },
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Callable<Integer> {
  /** All is well. */
  static final int OK = 0;

  /** The answer is "no": problems found, no token, not matched. */
  static final int NO = 1;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean isHelpAsked;

  private Main() {}

  /**
   * @param commands objects annotated with {@link Command}
   * @return 0 fine; 1 the answer is "no"; 2 wrong usage
   */
  public static int run(String[] arguments, PrintWriter out, PrintWriter err, List<?> commands) {
    return commandLine(commands).setOut(out).setErr(err).execute(arguments);
  }

  /** The model of all commands, which the reference page is made from. */
  static CommandLine commandLine(List<?> commands) {
    CommandLine commandLine = new CommandLine(new Main());
    for (Object command : commands) {
      commandLine.addSubcommand(command);
    }
    return commandLine;
  }

  @Override
  public Integer call() {
    CommandSpec model = spec;
    if (model == null) {
      throw new IllegalStateException("picocli sets the specification before it calls");
    }
    throw new ParameterException(
        model.commandLine(), isHelpAsked ? "Give no command with --help." : "Give a command.");
  }
}
