package io.managedidentity.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.catalogue.Catalogue;
import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.config.ConfigResult;
import io.managedidentity.agent.config.MappingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappingFileTest {
  private static final String[] KINDS = {
    "basic",
    "shared-key",
    "sas",
    "sas-copy-source",
    "cosmos-master-key",
    "cosmos-resource-token",
    "hmac",
    "api-key",
    "subscription-key",
    "digest",
    "client-secret",
    "none",
    "entra-token",
    "odd"
  };

  private static final String[] ODD = {
    "*.contoso.com",
    "a\nb",
    "*/ \"skip\": true",
    "${env:HOME}",
    "x\u2028y",
    "\"}]}",
    "[::1]",
    "10.0.0.1",
    "",
    "a..b",
    "münchen.de",
    "*",
    "login.microsoftonline.com",
    "westeurope.login.microsoft.com",
    "login.partner.microsoftonline.cn",
    "//",
    "\\",
    "\u0000",
    "\uD800"
  };

  @TempDir Path directory;

  @Test
  void mapsWhatIsSureAndCommentsTheRest() throws IOException {
    RecordFile.started("orders")
        .destination("d1", "orders.blob.core.windows.net", "storage-blob", "shared-key", 4, "aa")
        .destination("d2", "api.contoso.com", null, "api-key", 5, "bb")
        .destination("d3", "eastus.stt.speech.microsoft.com", "speech", "subscription-key", 6, "cc")
        .destination(
            "d4",
            "login.microsoftonline.com",
            null,
            "client-secret",
            7,
            "dd",
            null,
            "{\"method\":\"POST\",\"path\":\"/contoso.onmicrosoft.com\",\"count\":7}")
        .destination("d5", "www.example.com", null, "none", 8, null)
        .end()
        .write(directory);

    Reports.write(List.of(directory), directory, null);

    AgentConfig config = load(directory.resolve("mapping.json"));
    assertEquals(
        List.of("orders.blob.core.windows.net", "login.microsoftonline.com"),
        config.mappings().stream().map(MappingConfig::name).toList());
    assertEquals("storage-blob", config.mappings().get(0).service());
    String text = Files.readString(directory.resolve("mapping.json"));
    assertTrue(
        text.contains(
            "    // { \"name\": \"api.contoso.com\", \"host\": \"api.contoso.com\", \"resource\":"
                + " \"RESOURCE\", \"fallbackOnRejection\": true },\n"),
        text);
    assertTrue(
        text.contains(
            "\"tokenEndpoint\": \"https://login.microsoftonline.com/contoso.onmicrosoft.com\""),
        text);
    assertTrue(text.contains("    // The catalogue is not sure of this service"), text);
    assertTrue(text.contains("    // 1 more host gets no stored secret.\n"), text);
  }

  @Test
  void turnsNoFallbackOnForWhatIsMoved() throws IOException {
    RecordFile.started("orders", "inject", "0000000000000001")
        .mapping("blobs", "orders.blob.core.windows.net", "")
        .destination(
            "d1",
            "orders.blob.core.windows.net",
            "storage-blob",
            "shared-key",
            412,
            "aa",
            "blobs",
            "{\"method\":\"GET\",\"path\":\"/invoices\",\"count\":412}")
        .destination("d2", "orders.queue.core.windows.net", "storage-queue", "sas", 4, "bb")
        .end()
        .write(directory);

    Reports.write(List.of(directory), directory, null);

    String text = Files.readString(directory.resolve("mapping.json"));
    assertTrue(
        text.contains(
            "    // It is moved already: the mapping in use decides, and nothing falls back by this"
                + " one.\n    { \"name\": \"orders.blob.core.windows.net\", \"service\":"
                + " \"storage-blob\", \"host\": \"orders.blob.core.windows.net\" },\n"),
        text);
    assertTrue(
        text.contains("\"orders.queue.core.windows.net\", \"fallbackOnRejection\": true },\n"),
        text);
    load(directory.resolve("mapping.json"));
  }

  @Test
  void saysWhatToPutForTheResourceAndWhatToLeave() throws IOException {
    RecordFile.started("orders")
        .destination("d1", "api.partner.example", null, "api-key", 5, "bb")
        .end()
        .write(directory);

    Reports.write(List.of(directory), directory, null);

    String advice =
        "such as api://CLIENT-ID: write it in place of RESOURCE. If the API is not yours and does"
            + " not take tokens of Entra, it cannot move: leave it.";
    assertTrue(Files.readString(directory.resolve("mapping.json")).contains(advice));
    assertTrue(Files.readString(directory.resolve("report.html")).contains(advice));
  }

  @Test
  void namesWhatNeedsNoMapping() throws IOException {
    RecordFile.started("orders")
        .destination("d1", "contoso.vault.azure.net", "key-vault", "entra-token", 3, null)
        .destination(
            "d2",
            "169.254.169.254",
            null,
            "none",
            2,
            null,
            null,
            "{\"method\":\"GET\",\"path\":\"/metadata\",\"count\":2}")
        .end()
        .write(directory);

    Reports.write(List.of(directory), directory, null);

    for (String file : List.of("mapping.json", "report.md", "report.html", "report.json")) {
      String text = Files.readString(directory.resolve(file));
      assertTrue(text.contains("The application sends a token of Entra already."), text);
      assertTrue(
          text.contains("The identity endpoint of the machine or platform: the source of tokens."),
          text);
    }
  }

  @Test
  void leavesAHostWithTheNameOfAServiceOnly() throws IOException {
    RecordFile.started("orders")
        .destination("d1", "vault.example.com", "key-vault", "bearer-key", 4, "aa")
        .end()
        .write(directory);

    Reports.write(List.of(directory), directory, null);

    assertEquals(List.of(), load(directory.resolve("mapping.json")).mappings());
  }

  @Test
  void masksNoTenantThatItDoesNotKnow() throws IOException {
    RecordFile.started("orders")
        .destination(
            "d1",
            "login.microsoftonline.com",
            null,
            "client-secret",
            7,
            "dd",
            null,
            "{\"method\":\"POST\",\"path\":\"/{id}\",\"count\":7}")
        .end()
        .write(directory);

    Reports.write(List.of(directory), directory, null);

    assertEquals(List.of(), load(directory.resolve("mapping.json")).mappings());
    assertTrue(
        Files.readString(directory.resolve("mapping.json"))
            .contains("\"tokenEndpoint\": \"https://login.microsoftonline.com/TENANT\""));
  }

  /** Whatever the records say, every file loads. */
  @Test
  void loadsWhateverWasRecorded() throws IOException {
    Random random = new Random(13);
    List<String> hosts = new ArrayList<>(List.of(ODD));
    Catalogue.ofThisJar()
        .all()
        .forEach(
            service ->
                Catalogue.CLOUDS.forEach(
                    cloud ->
                        service
                            .hosts(cloud)
                            .forEach(host -> hosts.add(host.replace("*", "a" + hosts.size())))));
    List<String> services = new ArrayList<>(Catalogue.ofThisJar().ids());
    services.add("odd\"service");
    for (int round = 0; round < 60; round++) {
      Path place = directory.resolve("r" + round);
      int applications = 1 + random.nextInt(3);
      for (int a = 0; a < applications; a++) {
        String name = random.nextInt(4) == 0 ? ODD[random.nextInt(ODD.length)] : "orders" + a;
        RecordFile file = RecordFile.started(name, "discover", "00000000000000" + (10 + a));
        for (int d = 0; d < 12; d++) {
          String host = hosts.get(random.nextInt(hosts.size()));
          String path = random.nextBoolean() ? "/invoices" : ODD[random.nextInt(ODD.length)];
          file.destination(
              "d" + d,
              host,
              random.nextBoolean() ? null : services.get(random.nextInt(services.size())),
              KINDS[random.nextInt(KINDS.length)],
              random.nextInt(100),
              "aa",
              null,
              "{\"method\":\"%s\",\"path\":%s,\"count\":3}"
                  .formatted(random.nextBoolean() ? "POST" : "GET", Escapes.json(path)));
        }
        file.end().write(place, "discovery-h" + a + "-1.jsonl");
      }

      Reports.write(List.of(place), place, "orders0");

      try (Stream<Path> files = Files.walk(place)) {
        List<Path> mappings = files.filter(f -> f.endsWith("mapping.json")).toList();
        assertTrue(!mappings.isEmpty());
        mappings.forEach(MappingFileTest::load);
      }
    }
  }

  private static AgentConfig load(Path file) {
    ConfigResult result = ConfigLoader.ofProcess().loadFile(file.toString());
    assertEquals(List.of(), result.problems(), file::toString);
    AgentConfig config = result.config();
    assertTrue(config != null);
    return config;
  }
}
