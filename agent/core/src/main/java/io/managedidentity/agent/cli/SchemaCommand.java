package io.managedidentity.agent.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code schema}: what an editor checks a mapping file with. */
@Command(
    name = "schema",
    description = {
      "Prints the JSON Schema of the mapping file, for editors and pipelines.",
      "The command check knows more: what one key means for another, and what this host has."
    })
final class SchemaCommand implements Callable<Integer> {
  private static final String FILE = "/io/managedidentity/agent/managed-identity-agent.schema.json";

  @Spec private @Nullable CommandSpec spec;

  @SuppressWarnings("UnusedVariable") // accepted, as by every command that answers
  @Option(names = "--json", description = "The same; it is JSON anyway.")
  private boolean asJson;

  @Override
  public Integer call() throws IOException {
    CommandSpec model = spec;
    InputStream schema = SchemaCommand.class.getResourceAsStream(FILE);
    if (model == null || schema == null) {
      throw new IllegalStateException(FILE + " is not in this jar");
    }
    PrintWriter out = model.commandLine().getOut();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(schema, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        out.println(line);
      }
    }
    out.flush();
    return Main.OK;
  }
}
