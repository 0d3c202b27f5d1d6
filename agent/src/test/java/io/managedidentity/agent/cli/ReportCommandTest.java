package io.managedidentity.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.managedidentity.agent.report.DemoRecords;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void writesEverythingIntoTheFirstDirectory() throws IOException {
    DemoRecords.write(directory);

    int exit = run("report", directory.toString());

    assertEquals(0, exit, err::toString);
    assertEquals("", err.toString());
    assertTrue(
        out.toString().startsWith("3 applications in 3 runs, from 2026-11-30 10:00 UTC to "),
        out::toString);
    for (String file :
        List.of(
            "orders/mapping.json",
            "billing/mapping.json",
            "portal/mapping.json",
            "report.json",
            "report.md",
            "report.html",
            "roles.sh",
            "roles.bicep",
            "roles.tf")) {
      assertTrue(Files.size(directory.resolve(file)) > 0, file);
      assertTrue(out.toString().contains("written: " + directory.resolve(file)), file);
    }
    assertFalse(Files.exists(directory.resolve("statement.json")));
  }

  @Test
  void leavesMappingFileThatSomebodyHasWorkedOn() throws IOException {
    DemoRecords.write(directory);
    assertEquals(0, run("report", directory.toString()), err::toString);
    Path mapping = directory.resolve("orders/mapping.json");
    String made = Files.readString(mapping);
    assertEquals(0, run("report", directory.toString()), err::toString);
    assertEquals("", err.toString());

    Files.writeString(mapping, "{}");
    assertEquals(0, run("report", directory.toString()));

    assertEquals("{}", Files.readString(mapping));
    Path other = directory.resolve("orders/mapping.new.json");
    assertEquals(made, Files.readString(other));
    assertEquals(
        "1 mapping.json has other content and stays; the new one is beside it: "
            + other
            + ". Compare the two.\n",
        err.toString().replace(System.lineSeparator(), "\n"));
  }

  @Test
  void countsMappingFilesThatSomebodyHasWorkedOn() throws IOException {
    DemoRecords.write(directory);
    for (String application : List.of("orders", "billing")) {
      Path folder = Files.createDirectories(directory.resolve(application));
      Files.writeString(folder.resolve("mapping.json"), "{}");
    }

    assertEquals(0, run("report", directory.toString()));

    assertTrue(
        err.toString()
            .startsWith(
                "2 files mapping.json have other content and stay; the new ones are beside them, for"
                    + " example "
                    + directory),
        err::toString);
    assertTrue(err.toString().contains("/mapping.new.json. Compare the two."), err::toString);
  }

  @Test
  void exitsWithOneWhereCleanCannotBeSaid() throws IOException {
    DemoRecords.write(directory);
    Path to = directory.resolve("out");

    assertEquals(
        0,
        run("report", directory.toString(), "--out", to.toString(), "--statement", "settings"),
        out::toString);
    assertEquals(
        1,
        run(
            "report",
            directory.toString(),
            "--out",
            to.toString(),
            "--statement",
            "contosoorders.blob.core.windows.net"));

    assertTrue(
        out.toString().contains("Clean cannot be said of contosoorders.blob.core.windows.net."),
        out::toString);
    assertTrue(Files.size(to.resolve("statement.html")) > 0);
    assertFalse(Files.exists(directory.resolve("report.json")));
  }

  @Test
  void namesTwentyFilesAndCountsTheOthers() throws IOException {
    DemoRecords.writeMany(directory, 25);

    assertEquals(0, run("report", directory.toString()), err::toString);

    String text = out.toString();
    assertEquals(21, text.split("written: ", -1).length - 1, text);
    assertTrue(text.contains("written: 11 more files"), text);
  }

  @Test
  void printsOneDocument() throws IOException {
    DemoRecords.write(directory);

    int exit = run("report", directory.toString(), "--json", "--statement", "settings");

    JsonNode answer = new ObjectMapper().readTree(out.toString());
    assertEquals(0, exit);
    assertEquals(3, answer.path("applicationCount").asInt());
    assertEquals(11, answer.path("written").size());
    assertTrue(answer.path("statement").path("clean").asBoolean());
    assertEquals(1, answer.path("waves").path("moved").asInt());
  }

  @Test
  void saysWhatAShadowFound() throws IOException {
    DemoRecords.writeShadow(directory);

    run("report", directory.toString());

    String sentence = "would have worked 411 of 412. Refused: 1 with 403.";
    assertTrue(Files.readString(directory.resolve("report.html")).contains(sentence));
    assertTrue(Files.readString(directory.resolve("report.md")).contains(sentence));
  }

  @Test
  void saysWhatIsWrongWithTheRecords() throws IOException {
    DemoRecords.write(directory);
    Path bad = Files.writeString(directory.resolve("discovery-x-1.jsonl"), "garbage\n");

    int exit = run("report", directory.toString());

    assertEquals(0, exit);
    assertEquals(bad + ":1: this is no line of a record; the others count", err.toString().trim());
  }

  @Test
  void writesNoCharacterThatIsNotSeen() throws IOException {
    DemoRecords.write(directory);
    Path to = directory.resolve("out");

    for (String about :
        List.of("settings", "contosoorders.blob.core.windows.net", "https://storage.azure.com")) {
      run("report", directory.toString(), "--out", to.toString(), "--statement", about);

      try (Stream<Path> files = Files.walk(to)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.readString(file)
              .chars()
              .filter(c -> (c < ' ' && c != '\n') || (c >= 0x7F && c < 0xA0) || c == 0xFFFD)
              .forEach(c -> fail(file + " has U+" + Integer.toHexString(c)));
        }
      }
      assertFalse(out.toString().contains("\uFFFD"), out::toString);
    }
    String page = Files.readString(to.resolve("statement.html"));
    assertTrue(
        page.contains("<pre><code>StorageBlobLogs\n| where TimeGenerated &gt; ago(7d) and "), page);
  }

  @Test
  void saysThatAProcessMayStillRun() throws IOException {
    DemoRecords.writeRunning(directory);

    run("report", directory.toString());

    String said = out.toString();
    assertTrue(said.contains("Newest record: "), said);
    assertTrue(said.contains("Z; the process has written no end and may still run:"), said);
  }

  @Test
  void saysThatMappingsReplacedWhatTheApplicationCarried() throws IOException {
    DemoRecords.write(directory);

    run("report", directory.toString());

    assertTrue(
        out.toString()
            .contains(
                " carried a stored secret when the application made them, and mappings replaced it"
                    + " on 412 of these; "),
        out::toString);
  }

  @Test
  void saysInMarkdownWhereEachSecretIsSent() throws IOException {
    DemoRecords.write(directory);

    run("report", directory.toString());

    String text = Files.readString(directory.resolve("report.md"));
    assertTrue(
        text.contains(
            "| `orders` | `api.partner.example` | `api-key` | `header Authorization` | 77 | `GET /v2"
                + " (77)` | `com.contoso.Invoices.load (orders-1.4.jar)` |\n"),
        text);
  }

  @Test
  void escapesInMarkdownOnlyWhatIsMarkup() throws IOException {
    DemoRecords.write(directory);

    run("report", directory.toString());

    String text = Files.readString(directory.resolve("report.md"));
    assertTrue(text.contains("from 2026-11-30 10:00 UTC to "), text);
    assertTrue(text.contains("api://CLIENT-ID"), text);
    assertFalse(text.contains("\\:"), text);
  }

  @Test
  void exitsWithOneWithoutARecord() {
    int exit = run("report", directory.toString());

    assertEquals(1, exit);
    assertEquals("", out.toString());
    assertEquals(
        "There is no record in ["
            + directory
            + "]. Start the application with discover.report=DIR.",
        err.toString().trim());
  }

  @Test
  void exitsWithTwoWhereItIsUsedWrongly() {
    assertEquals(2, run("report"));
    assertEquals(2, run("report", directory.resolve("nowhere").toString()));
    assertTrue(
        err.toString()
            .contains(
                "There is no directory \""
                    + directory.resolve("nowhere")
                    + "\". Name the one that discover.report names."),
        err::toString);
  }

  private int run(String... arguments) {
    return Main.run(
        arguments, new PrintWriter(out), new PrintWriter(err, true), List.of(new ReportCommand()));
  }
}
