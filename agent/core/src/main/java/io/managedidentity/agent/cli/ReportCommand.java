package io.managedidentity.agent.cli;

import io.managedidentity.agent.report.ReportResult;
import io.managedidentity.agent.report.Reports;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code report}: what the records of one JVM or of thousands come to. */
@Command(
    name = "report",
    description = {
      "Merges the records of discover.report (discovery-*.jsonl in the directories and below them) into"
          + " a mapping.json for each application, report.html, report.md and report.json, and role"
          + " assignments (roles.sh, roles.bicep, roles.tf).",
      "Exit code 1 if there is no record, or if --statement cannot say \"clean\"."
    })
public final class ReportCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "DIR", description = "Directories with records.")
  private List<Path> directories = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The directory to write to; default: the first one.")
  private @Nullable Path to;

  @Option(
      names = "--statement",
      paramLabel = "RESOURCE",
      description = {
        "Also write statement.json and statement.html: whether a stored secret still leaves for this"
            + " host, mapping or resource."
      })
  private @Nullable String statement;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean asJson;

  @Override
  public Integer call() throws Exception {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the specification before it calls");
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    for (Path directory : directories) {
      if (!Files.exists(directory)) {
        throw new ParameterException(
            spec.commandLine(),
            "There is no directory \""
                + directory.toAbsolutePath()
                + "\". Name the one that discover.report names.");
      }
    }
    Path target = (to == null ? folder(directories.get(0)) : to).toAbsolutePath().normalize();
    ReportResult result;
    try {
      result = Reports.write(directories, target, statement);
    } catch (IOException e) {
      err.println("The report cannot be written: " + e + ". Name another directory with --out.");
      return Main.NO;
    }
    for (String fault : result.faults()) {
      err.println(fault);
    }
    if (!result.kept().isEmpty()) {
      err.println(result.kept());
    }
    if (asJson) {
      out.print(result.toJson());
    } else {
      print(result, out);
    }
    out.flush();
    if (!result.isAny()) {
      err.println(
          "There is no record in "
              + directories
              + ". Start the application with discover.report=DIR.");
      return Main.NO;
    }
    return result.isClean() ? Main.OK : Main.NO;
  }

  private static Path folder(Path place) {
    Path parent = place.toAbsolutePath().getParent();
    return Files.isDirectory(place) || parent == null ? place : parent;
  }

  private static void print(ReportResult result, PrintWriter out) {
    if (!result.isAny()) {
      return;
    }
    for (String sentence : result.sentences()) {
      out.println(sentence);
    }
    int most = 20;
    List<Path> written = result.written();
    for (int i = 0; i < written.size() && i < most; i++) {
      out.println("written: " + written.get(i));
    }
    if (written.size() > most) {
      out.println("written: " + (written.size() - most) + " more files");
    }
    for (String line : result.statement()) {
      out.println(line);
    }
  }
}
