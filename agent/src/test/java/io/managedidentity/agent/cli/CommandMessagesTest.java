package io.managedidentity.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.Program;
import io.managedidentity.agent.report.DemoRecords;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What commands say of wrong usage and of what they are given, word for word. */
class CommandMessagesTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | Give a command.",
        "completion fish | There is no script for \"fish\". Write bash or zsh.",
        "explain m.json https://a.example/ --method G(T | \"G(T\" is not an HTTP method. Write it as the application sends it, such as POST.",
        "token m.json | NAME of a mapping is missing after FILE.",
        "token m.json a --resource r | Give FILE and NAME, or --resource, not both.",
      })
  void saysWhatIsWrongInUsage(String arguments, String message) {
    int exit = run(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));

    assertEquals(2, exit);
    assertTrue(err.toString().contains(message), err::toString);
  }

  @Test
  void takesVersionOnlyAsItsFirstWord() throws IOException {
    Path arguments = Files.writeString(folder.resolve("arguments"), "--version");

    assertEquals(2, run("@" + arguments));

    assertTrue(err.toString().contains("Give --version first, and no command."), err::toString);
  }

  @Test
  void saysWhichServiceIsUnknown() {
    assertEquals(1, run("services", "quite-another"));

    assertEquals(
        "\"quite-another\" is not a service of the catalogue. The command services without an id"
            + " lists all.\n",
        err.toString());
  }

  @Test
  void saysThatAFileHasProblems() throws IOException {
    Path file = Files.writeString(folder.resolve("m.json"), "{ }");

    run("token", file.toString(), "a");
    run("check", file.toString());

    assertTrue(
        err.toString()
            .startsWith(
                "\""
                    + file
                    + "\" has problems, the first: "
                    + file
                    + ":1:1: /: mappings is missing."),
        err::toString);
    assertTrue(err.toString().contains(" The command check shows all."), err::toString);
    assertTrue(out.toString().contains("1 problem; the agent would stay off"), out::toString);
  }

  @Test
  void saysWhichMappingsHaveATokenIfTheNamedOneHasNone() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("m.json"),
            """
            { "mappings": [
              { "name": "a", "host": "a.example", "resource": "r" },
              { "name": "left", "host": "left.example", "skip": true },
              { "name": "b", "host": "b.example", "resource": "r" } ] }
            """);

    assertEquals(1, run("token", file.toString(), "left"));

    assertEquals(
        "\"" + file + "\" has no mapping \"left\" with a token. It has: a, b.\n", err.toString());
  }

  @Test
  void saysWhichSourceIsChosen() {
    run("sources");

    assertTrue(out.toString().contains(" (only when configured)"), out::toString);
    assertTrue(
        out.toString().endsWith("* is what \"source\": \"auto\" chooses here.\n"), out::toString);
    for (String reason :
        new String[] {
          "the first token will show whether az is installed and signed in",
          "the first token will show whether azd is installed and signed in",
          "the default if nothing else is found; the first token will show whether it answers"
        }) {
      assertTrue(out.toString().contains(reason), () -> reason + "\n" + out);
    }
  }

  @Test
  void saysThatAReportCannotBeWritten() throws IOException {
    Path records = Files.createDirectory(folder.resolve("records"));
    DemoRecords.write(records);
    Path file = Files.writeString(folder.resolve("file"), "");

    assertEquals(1, run("report", records.toString(), "--out", file.resolve("in").toString()));

    assertTrue(err.toString().startsWith("The report cannot be written: "), err::toString);
    assertTrue(err.toString().endsWith(". Name another directory with --out.\n"), err::toString);
  }

  private int run(String... arguments) {
    return Main.run(
        arguments, new PrintWriter(out, true), new PrintWriter(err, true), Program.commands());
  }
}
