package io.managedidentity.agent.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code help}: the same as {@code --help}. */
@Command(name = "help", description = "Shows the help of a command, or the list of commands.")
final class HelpCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "A command, such as check.")
  private @Nullable String command;

  @SuppressWarnings("UnusedVariable") // accepted, as by every command
  @Option(names = "--json", description = "Print one JSON document: the text is in it.")
  private boolean asJson;

  @Override
  public Integer call() {
    CommandSpec model = spec;
    if (model == null) {
      throw new IllegalStateException("picocli sets the specification before it calls");
    }
    CommandLine all = model.commandLine().getParent();
    CommandLine subject = command == null ? all : all.getSubcommands().get(command);
    if (subject == null) {
      throw new ParameterException(
          model.commandLine(),
          "There is no command \""
              + command
              + "\". There are: "
              + String.join(", ", all.getSubcommands().keySet())
              + ".");
    }
    subject.usage(model.commandLine().getOut());
    model.commandLine().getOut().flush();
    return Main.OK;
  }
}
