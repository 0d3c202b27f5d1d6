package io.managedidentity.agent.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
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

  private static final String VERSION = "--version";

  @Spec private @Nullable CommandSpec spec;

  @Option(names = VERSION, description = "The same as the command version.")
  private boolean isVersionAsked;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli sets it, and prints the help
  private boolean isHelpAsked;

  private Main() {}

  /**
   * @param commands objects annotated with {@link Command}
   * @return 0 fine; 1 the answer is "no"; 2 wrong usage
   */
  public static int run(String[] arguments, PrintWriter out, PrintWriter err, List<?> commands) {
    List<String> given = new ArrayList<>(Arrays.asList(arguments));
    if (!given.isEmpty() && given.get(0).equals(VERSION)) {
      given.set(0, "version");
    }
    CommandLine commandLine = commandLine(commands);
    commandLine.setUsageHelpAutoWidth(true);
    commandLine.setExecutionExceptionHandler(Main::fault);
    String[] all = given.toArray(new String[0]);
    return isJsonAsked(given)
        ? JsonOutcome.run(commandLine, all, out, err)
        : commandLine.setOut(out).setErr(err).execute(all);
  }

  private static boolean isJsonAsked(List<String> arguments) {
    for (String argument : arguments) {
      if (argument.equals("--json") || argument.startsWith("--json=")) {
        return true;
      }
    }
    return false;
  }

  /** No message of the exception: nobody knows what is in it. */
  private static int fault(Exception e, CommandLine commandLine, @Nullable ParseResult ignored) {
    StackTraceElement[] trace = e.getStackTrace();
    commandLine
        .getErr()
        .println(
            "this program failed: "
                + e.getClass().getName()
                + (trace.length == 0 ? "" : " at " + trace[0])
                + ". Please report this.");
    return NO;
  }

  /** The model of all commands, which the reference page is made from. */
  static CommandLine commandLine(List<?> commands) {
    CommandLine commandLine = new CommandLine(new Main());
    for (Object command : commands) {
      commandLine.addSubcommand(command);
    }
    commandLine.addSubcommand(new SchemaCommand());
    commandLine.addSubcommand(new CompletionCommand());
    commandLine.addSubcommand(new HelpCommand());
    return commandLine;
  }

  @Override
  public Integer call() {
    CommandSpec model = spec;
    if (model == null) {
      throw new IllegalStateException("picocli sets the specification before it calls");
    }
    throw new ParameterException(
        model.commandLine(),
        isVersionAsked ? "Give --version first, and no command." : "Give a command.");
  }
}
