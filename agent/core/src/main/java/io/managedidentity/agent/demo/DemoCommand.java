package io.managedidentity.agent.demo;

import io.managedidentity.agent.cli.TextTable;
import java.io.File;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code demo}: the offline demonstration. */
@Command(
    name = "demo",
    description =
        "Shows, offline, an unmodified program that an API refuses without the agent and serves with it. Ends with 1 if not.")
public final class DemoCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--apache",
      paramLabel = "FOLDER",
      description =
          "Folder with the jars of Apache HttpClient 4 and their dependencies, to show it as well.")
  private @Nullable String apache;

  @SuppressWarnings("UnusedVariable") // accepted, as by every command
  @Option(names = "--json", description = "Print one JSON document: the text is in it.")
  private boolean asJson;

  @Override
  public Integer call() throws Exception {
    CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
    if (apache != null && !hasJars(new File(apache))) {
      throw new ParameterException(
          commandLine,
          "--apache: there are no jars in the folder "
              + new File(apache).getAbsolutePath()
              + ". Name one that has httpclient-4.*.jar, httpcore-4.*.jar, commons-logging and"
              + " commons-codec.");
    }
    PrintWriter out = commandLine.getOut();
    return new Demonstration(out, TextTable.of(commandLine), apache).run() ? 0 : 1;
  }

  private static boolean hasJars(File folder) {
    String[] names = folder.list();
    if (names != null) {
      for (String name : names) {
        if (name.endsWith(".jar")) {
          return true;
        }
      }
    }
    return false;
  }
}
