package io.managedidentity.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.managedidentity.agent.catalogue.Catalogue;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServicesCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void listsAllServices() {
    int exit = run("services");

    List<String> lines = out.toString().lines().toList();
    assertEquals(0, exit);
    assertEquals(Catalogue.ofThisJar().ids().size(), lines.size());
    assertTrue(
        lines.stream()
            .anyMatch(line -> line.matches("key-vault +https://vault\\.azure\\.net +high")),
        out::toString);
    assertTrue(
        lines.stream().anyMatch(line -> line.matches("sql-database +\\(not-http\\) +high")),
        out::toString);
    assertTrue(
        lines.stream()
            .anyMatch(line -> line.matches("own-api +\\(the mapping's own resource\\) +high")),
        out::toString);
  }

  @Test
  void printsAllServicesAsOneDocument() throws IOException {
    int exit = run("services", "--json");

    JsonNode answer = new ObjectMapper().readTree(out.toString());
    assertEquals(0, exit);
    assertEquals("managed-identity-agent-services/1", answer.path("schema").asText());
    assertEquals(Catalogue.ofThisJar().version(), answer.path("version").asText());
    assertEquals(Catalogue.ofThisJar().ids().size(), answer.path("services").size());
    assertEquals("key-vault", answer.path("services").get(0).path("id").asText());
  }

  @Test
  void printsEverythingAboutOne() throws IOException {
    int exit = run("services", "storage-blob", "--json");

    JsonNode row = new ObjectMapper().readTree(out.toString());
    assertEquals(0, exit);
    assertEquals("https://storage.azure.com/", row.path("resource").path("china").asText());
    assertEquals("*.blob.core.windows.net", row.path("hosts").path("public").get(0).asText());
    assertEquals(
        "{\"x-ms-version\":{\"atLeast\":\"2017-11-09\"}}", row.path("setHeaders").toString());
    assertEquals("Storage Blob Data Reader", row.path("role").path("read").asText());
    assertEquals("high", row.path("confidence").path("public").asText());
    assertTrue(row.path("hostMayBeLeftOut").asBoolean());
    assertTrue(row.path("localAuthOff").asText().contains("--allow-shared-key-access false"));
    assertTrue(row.path("removeQuery").toString().contains("\"sig\""));
    assertFalse(row.path("source").isEmpty());
  }

  @Test
  void printsOneForPeople() {
    int exit = run("services", "service-bus");

    assertEquals(0, exit);
    assertTrue(
        out.toString().contains("resource.public   https://servicebus.azure.net"), out::toString);
    assertTrue(
        out.toString().contains("role.read         Azure Service Bus Data Receiver"),
        out::toString);
    assertTrue(out.toString().contains("hostMayBeLeftOut  false"), out::toString);
  }

  @Test
  void suggestsTheNearestId() {
    int exit = run("services", "keyvault");

    assertEquals(1, exit);
    assertEquals("", out.toString());
    assertEquals(
        "\"keyvault\" is not a service of the catalogue. Did you mean \"key-vault\"? The command services without an id lists all.",
        err.toString().trim());
  }

  @Test
  void takesOneIdOnly() {
    assertEquals(2, run("services", "key-vault", "arm"));
  }

  private int run(String... arguments) {
    return Main.run(
        arguments,
        new PrintWriter(out),
        new PrintWriter(err, true),
        List.of(new ServicesCommand()));
  }
}
