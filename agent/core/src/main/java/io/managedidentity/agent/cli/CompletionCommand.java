package io.managedidentity.agent.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code completion}: what a shell needs to complete commands and options. */
@Command(
    name = "completion",
    description = {
      "Prints a script that completes commands and options in bash or zsh.",
      "In a start file of the shell:",
      "  managed-identity-agent() { java -jar /opt/managed-identity-agent.jar \"$@\"; }",
      "  source <(managed-identity-agent completion bash)"
    })
final class CompletionCommand implements Callable<Integer> {
  private static final List<String> SHELLS = Arrays.asList("bash", "zsh");

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "bash|zsh",
      completionCandidates = Shells.class,
      description = "The shell.")
  private String shell = "";

  @SuppressWarnings("UnusedVariable") // accepted, as by every command
  @Option(names = "--json", description = "Print one JSON document: the text is in it.")
  private boolean asJson;

  /** What can be written for {@code bash|zsh}. */
  static final class Shells implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return SHELLS.iterator();
    }
  }

  @Override
  public Integer call() {
    CommandSpec model = spec;
    if (model == null) {
      throw new IllegalStateException("picocli sets the specification before it calls");
    }
    CommandLine commandLine = model.commandLine();
    if (!SHELLS.contains(shell)) {
      throw new ParameterException(
          commandLine, "There is no script for \"" + shell + "\". Write bash or zsh.");
    }
    CommandLine all = commandLine.getParent();
    commandLine.getOut().print(AutoComplete.bash(all.getCommandName(), all)); // zsh reads it too
    commandLine.getOut().flush();
    return Main.OK;
  }
}
