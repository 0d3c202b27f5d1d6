package io.managedidentity.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import picocli.CommandLine;

/**
 * One JSON document on standard output whatever happens: what a command says on standard error
 * only, such as wrong usage, is in it as well.
 */
final class JsonOutcome {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonOutcome() {}

  static int run(CommandLine commandLine, String[] arguments, PrintWriter out, PrintWriter err) {
    StringWriter answer = new StringWriter();
    StringWriter said = new StringWriter();
    // A text in the document is not for this terminal.
    commandLine.setUsageHelpAutoWidth(false);
    commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    int exitCode =
        commandLine
            .setOut(new PrintWriter(answer))
            .setErr(new PrintWriter(new Both(err, said), true))
            .execute(arguments);
    String text = answer.toString();
    out.print(isDocument(text) ? text : document(text, said.toString().trim(), exitCode));
    out.flush();
    return exitCode;
  }

  private static boolean isDocument(String text) {
    try {
      return JSON.readTree(text).isContainerNode();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static String document(String text, String said, int exitCode) {
    ObjectNode document = JSON.createObjectNode();
    if (exitCode != Main.OK) {
      document.put("error", exitCode == Main.NO ? "failed" : "usage");
      document.put("message", said);
    }
    if (!text.trim().isEmpty()) {
      document.put("text", text.trim());
    }
    try {
      return JSON.writeValueAsString(document) + System.lineSeparator();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a text that JSON cannot express", e);
    }
  }

  /** Standard error as it is, and what went there. */
  private static final class Both extends Writer {
    private final PrintWriter err;
    private final StringWriter said;

    Both(PrintWriter err, StringWriter said) {
      this.err = err;
      this.said = said;
    }

    @Override
    public void write(char[] text, int from, int length) {
      err.write(text, from, length);
      said.write(text, from, length);
    }

    @Override
    public void flush() {
      err.flush();
    }

    @Override
    public void close() {
      flush();
    }
  }
}
