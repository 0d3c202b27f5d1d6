package io.managedidentity.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  @TempDir Path folder;

  private final FakeSettings properties = new FakeSettings();
  private final FakeSettings environment = new FakeSettings();

  @Test
  void readsTheFileOfTheContract() throws Exception {
    String file =
        file(
            """
            {
              "$schema": "managed-identity-agent.schema.json",
              "mode": "inject",                        // inject | observe | discover | off
              "cloud": "public",
              "identity": "system-assigned",
              "source": "auto",
              "mappings": [
                { "name": "vault", "host": "orders.vault.azure.net", "resource": "https://vault.azure.net" },
                { "hosts": ["api.contoso.com:8443", "*.api.contoso.com"], "path": "/v2/**", "methods": ["GET", "POST"], "resource": "api://orders",
                  "identity": { "clientId": "11111111-2222-3333-4444-555555555555" },
                  "existingAuthorization": "replace", "removeHeaders": ["x-api-key"], "removeQuery": ["code"], "setHeaders": { "x-migrated": "1" },
                  "onTokenFailure": "fail-request" },
                { "host": "*.contoso.com", "skip": true },
              ]
            }
            """);

    ConfigResult result = load(file);

    assertEquals(List.of(), result.problems());
    AgentConfig config = result.config();
    assertNotNull(config);
    assertEquals(3, config.mappings().size());
    assertEquals("vault", config.mappings().get(0).name());
    assertEquals("mappings/1", config.mappings().get(1).name());
    assertEquals(
        "api://orders as clientId …5555", config.mappings().get(1).tokenRequest().toString());
    assertEquals(OnTokenFailure.FAIL_REQUEST, config.mappings().get(1).onTokenFailure());
    assertTrue(config.mappings().get(2).skip());
  }

  /** Nobody who reads a line knows the working directory of the process. */
  @Test
  void knowsFilesByTheirAbsolutePaths() throws Exception {
    String none = Path.of("none.json").toAbsolutePath().toString();
    String file = file("{ \"log.file\": \"agent.log\", \"mappings\": [] }");

    assertEquals(none, load("none.json").problems().get(0).place());
    assertEquals(none, load("config=./none.json").problems().get(0).place());
    assertEquals(none, load("./none.json").waiting().file());
    assertEquals(file, load(file).config().file());
    assertEquals(Path.of("agent.log").toAbsolutePath().toString(), load(file).config().logFile());
  }

  private ConfigResult load(String argument) {
    return new ConfigLoader(properties, environment).load(argument);
  }

  private String file(String text) throws Exception {
    Path file = folder.resolve("mapping.json");
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    return file.toString();
  }
}
