package io.managedidentity.agent.cli.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.config.ConfigResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceLintTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'service': 'storage-blob'",
        "'service': 'key-vault', 'host': 'orders.vault.azure.net'",
        "'service': 'key-vault', 'host': '*.vault.azure.net'",
        "'service': 'storage-blob', 'host': 'orders.z12.blob.storage.azure.net'",
        "'service': 'arm'",
        "'service': 'data-factory'",
      })
  void saysNothingAboutAGoodMapping(String members) throws IOException {
    MappingLint lint = lint("public", members);

    assertEquals("[]", lint.notes().toString());
    assertEquals("[]", lint.warnings().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "usgov | 'service': 'signalr', 'confirm': true, 'host': 'a.signalr.azure.us' | not sure of \"signalr\" in the cloud usgov: The audience outside the public cloud is not confirmed.",
        "public | 'service': 'key-vault', 'host': 'a.blob.core.windows.net' | in the cloud public those of storage-blob. Correct service.",
        "public | 'service': 'key-vault', 'host': 'a.vault.usgovcloudapi.net' | \"a.vault.usgovcloudapi.net\" is not how hosts of key-vault are named in the cloud public, but in the cloud usgov. Correct cloud.",
        "public | 'service': 'service-bus', 'host': '*.servicebus.windows.net' | can be a host of event-hubs or relay or notification-hubs as well",
        "public | 'service': 'service-bus', 'host': '*.servicebus.windows.net' | matches names that anyone can register",
        "public | 'service': 'key-vault', 'host': '**.azure.net' | matches names that anyone can register",
      })
  void doubtsAMapping(String cloud, String members, String doubt) throws IOException {
    List<Doubt> warnings = lint(cloud, members).warnings();

    assertTrue(
        warnings.stream()
            .anyMatch(w -> w.pointer().startsWith("/mappings/0/") && w.what().contains(doubt)),
        warnings::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'service': 'key-vault', 'host': 'vault.corp.internal' | (*.vault.azure.net), which is right for a private or custom name.",
        "'service': 'service-bus', 'host': 'orders.servicebus.windows.net' | Make sure that it is one of service-bus.",
      })
  void notesWhatMayWellBeMeant(String members, String note) throws IOException {
    MappingLint lint = lint("public", members);

    assertEquals(1, lint.notes().size(), lint.notes()::toString);
    assertTrue(lint.notes().get(0).what().endsWith(note), lint.notes()::toString);
    assertEquals("[]", lint.warnings().toString());
  }

  private MappingLint lint(String cloud, String members) throws IOException {
    String json =
        "{ 'cloud': '%s', 'mappings': [ { %s } ] }".formatted(cloud, members).replace('\'', '"');
    Path file = Files.writeString(folder.resolve("mapping.json"), json);
    ConfigResult result = ConfigLoader.ofProcess().loadFile(file.toString());
    assertEquals(List.of(), result.problems());
    return MappingLint.of(result.config(), json, List.of());
  }
}
