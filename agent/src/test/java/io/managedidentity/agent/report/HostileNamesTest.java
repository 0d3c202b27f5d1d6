package io.managedidentity.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Hosts, paths and names in a record come from the network: none of them may become markup. */
class HostileNamesTest {
  private static final String HTML = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&";
  private static final String SHELL =
      "'; touch HACKED; $(touch HACKED) `touch HACKED` \" \n touch HACKED";
  private static final String CODE =
      "'${evil()}' %{ for x in y } \"${evil}\" */ // \\ \u2028 \u202E";
  private static final String MARKDOWN = "[x](javascript:alert(1)) | `code` <b> ![y](http://z)";

  @TempDir Path directory;

  @BeforeEach
  void writesAReportOfHostileNames() throws IOException {
    int file = 0;
    for (String name : List.of(HTML, SHELL, CODE, MARKDOWN, "..", "../../etc", "CON")) {
      RecordFile record = RecordFile.started(name, "inject", "000000000000000" + file);
      int id = 0;
      for (String host : List.of(HTML, SHELL, CODE, MARKDOWN, "orders.blob.core.windows.net")) {
        record.destination(
            "d" + id++,
            host,
            host,
            "shared-key",
            5,
            host,
            null,
            "{\"method\":%s,\"path\":%s,\"count\":5}"
                .formatted(Escapes.json(host), Escapes.json("/" + host)));
        record.add(
            "connection",
            "{\"id\":\"c%d\",\"protocol\":%s,\"host\":%s,\"port\":1,\"count\":1,\"site\":{\"class\":%s,\"method\":\"m\"}}"
                .formatted(id, Escapes.json(host), Escapes.json(host), Escapes.json(host)));
      }
      record.add(
          "key",
          "{\"id\":\"k\",\"fingerprint\":%s,\"algorithm\":\"HmacSHA256\",\"signatures\":2,\"madeForOthers\":2}"
              .formatted(Escapes.json(name)));
      record.add("limit", "{\"what\":%s,\"dropped\":2}".formatted(Escapes.json(name)));
      record.mapping(name, name, "").end().write(directory, "discovery-h" + file++ + "-1.jsonl");
    }
    Files.writeString(directory.resolve("discovery-bad-1.jsonl"), HTML + "\n" + SHELL + "\n");
  }

  @Test
  void writesPagesInWhichNoNameIsMarkup() throws Exception {
    Reports.write(List.of(directory), directory.resolve("out"), HTML);

    for (String page : List.of("report.html", "statement.html")) {
      String text = Files.readString(directory.resolve("out").resolve(page));
      Document document = parse(text);
      for (String tag : List.of("script", "img", "link", "iframe", "a", "b", "object", "base")) {
        NodeList found = document.getElementsByTagName(tag);
        for (int i = 0; i < found.getLength(); i++) {
          // Numbers of tiles and what to do are set in bold.
          assertEquals("b", ((Element) found.item(i)).getTagName());
          assertFalse(found.item(i).getTextContent().contains("alert"));
        }
      }
      NodeList all = document.getElementsByTagName("*");
      for (int i = 0; i < all.getLength(); i++) {
        Element element = (Element) all.item(i);
        for (int a = 0; a < element.getAttributes().getLength(); a++) {
          String name = element.getAttributes().item(a).getNodeName();
          assertFalse(name.startsWith("on") || name.matches("src|href|action"), name);
        }
      }
      assertTrue(document.getDocumentElement().getTextContent().contains("<script>alert(1)"));
      assertTrue(text.contains("default-src 'none'"));
      assertFalse(text.contains("url("), page);
    }
  }

  @Test
  void writesMarkdownWithoutHtmlAndLinks() throws Exception {
    Reports.write(List.of(directory), directory.resolve("out"), null);

    String text = Files.readString(directory.resolve("out").resolve("report.md"));
    for (String line : text.split("\n", -1)) {
      String outside = line.replaceAll("`[^`]*`", "").replaceAll("\\\\.", "");
      assertFalse(outside.contains("<"), line);
      assertFalse(outside.contains("]("), line);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void writesAShellScriptThatRunsNothingElse() throws Exception {
    Path out = directory.resolve("out");
    Reports.write(List.of(directory), out, null);
    Path bin = Files.createDirectories(directory.resolve("bin"));
    Path az = bin.resolve("az");
    Files.writeString(az, "#!/bin/sh\nprintf '%s\\n' \"$@\" >> \"" + directory + "/calls\"\n");
    assertTrue(az.toFile().setExecutable(true));
    String script = Files.readString(out.resolve("roles.sh"));
    StringBuilder set = new StringBuilder();
    script
        .lines()
        .filter(line -> line.startsWith(": \"${"))
        .map(line -> line.substring(5, line.indexOf(":?")))
        .forEach(name -> set.append(name).append("=p "));

    Process shell =
        new ProcessBuilder(
                "sh",
                "-c",
                "PATH=\"" + bin + ":$PATH\"; export PATH; " + set + " sh " + out + "/roles.sh")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String said =
        new String(shell.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertTrue(shell.waitFor(60, TimeUnit.SECONDS));

    assertEquals("", said);
    assertEquals(0, shell.exitValue());
    assertFalse(Files.exists(directory.resolve("HACKED")));
    assertTrue(
        Files.readString(directory.resolve("calls"))
            .contains(
                "/subscriptions/p/resourceGroups/p/providers/Microsoft.Storage/storageAccounts/orders"));
  }

  @Test
  void writesBicepAndTerraformWithoutExpressionsOfOthers() throws Exception {
    Reports.write(List.of(directory), directory.resolve("out"), null);

    String bicep = Files.readString(directory.resolve("out").resolve("roles.bicep"));
    String terraform = Files.readString(directory.resolve("out").resolve("roles.tf"));
    for (String line : bicep.split("\n", -1)) {
      if (!line.startsWith("//")) {
        assertFalse(line.replace("\\${", "").contains("${evil"), line);
        assertEquals(0, quotes(line.replace("\\\\", "").replace("\\'", ""), '\'') % 2, line);
      }
    }
    for (String line : terraform.split("\n", -1)) {
      if (!line.startsWith("#")) {
        String plain = line.replace("$${", "").replace("%%{", "");
        assertFalse(plain.contains("${evil") || plain.contains("%{"), line);
        assertEquals(0, quotes(plain.replace("\\\\", "").replace("\\\"", ""), '"') % 2, line);
      }
    }
  }

  @Test
  void writesEachMappingIntoAFolderOfItsOwn() throws Exception {
    Path out = directory.resolve("a/b/out");
    ReportResult result = Reports.write(List.of(directory), out, null);

    long mappings = 0;
    for (Path file : result.written()) {
      assertTrue(file.normalize().startsWith(out.normalize()), file::toString);
      if (file.endsWith("mapping.json")) {
        mappings++;
        assertEquals(out.normalize(), file.normalize().getParent().getParent());
      }
    }
    assertEquals(7, mappings);
  }

  @Test
  void writesJsonThatHoldsTheNamesAsTheyAre() throws Exception {
    ReportResult result = Reports.write(List.of(directory), directory.resolve("out"), HTML);

    ObjectMapper json = new ObjectMapper();
    JsonNode report = json.readTree(directory.resolve("out").resolve("report.json").toFile());
    assertEquals("managed-identity-agent-report/1", report.path("schema").asText());
    assertEquals(7, report.path("applications").size());
    assertTrue(report.path("applications").findValuesAsText("name").contains(HTML));
    assertEquals(3, report.path("faultCount").asInt());
    assertEquals(
        "managed-identity-agent-statement/1",
        json.readTree(directory.resolve("out").resolve("statement.json").toFile())
            .path("schema")
            .asText());
    assertFalse(json.readTree(result.toJson()).path("statement").path("clean").asBoolean());
  }

  @Test
  void saysNothingOnATerminalThatMovesIt() throws Exception {
    RecordFile.started("\u001B[2J\u202Eevil", "discover", "00000000000000aa")
        .destination("d", "\u001B]0;x\u0007", null, "basic", 1, null)
        .write(directory, "discovery-h9-1.jsonl");

    ReportResult result = Reports.write(List.of(directory), directory.resolve("out"), "\u001B[2J");

    String said =
        String.join("", result.sentences())
            + String.join("", result.faults())
            + String.join("", result.statement());
    assertFalse(said.chars().anyMatch(c -> c < ' ' || c == 0x202E), said);
  }

  private static long quotes(String text, char quote) {
    return text.chars().filter(c -> c == quote).count();
  }

  private static Document parse(String page) throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    return builder.parse(new InputSource(new StringReader(page)));
  }
}
