package io.managedidentity.agent.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** R-ARC: an impostor names a file; through the whole fetcher, with a file of that name there. */
class ArcKeyFileTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY = "K3Y-of-a-stranger";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/var/opt/azcmagent/tokens/../x.key",
        "/var/opt/azcmagent/tokens/sub/x.key",
        "/var/opt/azcmagent/tokens-evil/x.key",
        "/var/opt/azcmagent/tokens//x.key",
        "/var/opt/azcmagent/./tokens/x.key",
        "/VAR/opt/azcmagent/tokens/x.key",
        "/var/opt/azcmagent/tokens/.key",
        "/var/opt/azcmagent/tokens/x.KEY",
        "/var/opt/azcmagent/tokens/x.key.txt",
        "/var/opt/azcmagent/tokens/a\\..\\x.key",
        "var/opt/azcmagent/tokens/x.key",
        "\\\\host\\share\\x.key",
      })
  void isReadFromItsOwnFolderOnly(String path) throws Exception {
    assertRefused("linux", path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "C:\\ProgramData\\AzureConnectedMachineAgent\\Tokens\\..\\x.key",
        "C:\\ProgramData\\AzureConnectedMachineAgent\\Tokens\\a/b.key",
        "C:\\ProgramData\\AzureConnectedMachineAgent\\Tokens\\x.txt:y.key",
        "\\\\?\\C:\\ProgramData\\AzureConnectedMachineAgent\\Tokens\\x.key",
        "D:\\ProgramData\\AzureConnectedMachineAgent\\Tokens\\x.key",
      })
  void isReadFromItsOwnFolderOnlyOnWindows(String path) throws Exception {
    assertRefused("windows", path);
  }

  @ParameterizedTest
  @CsvSource({
    "linux, basic REALM=\"/var/opt/azcmagent/tokens/x.key\", /var/opt/azcmagent/tokens/x.key",
    "windows, Basic realm=c:/programdata/AZUREConnectedMachineAgent/tokens/x.KEY,"
        + " c:/programdata/AZUREConnectedMachineAgent/tokens/x.KEY",
  })
  void isTakenFromAChallengeInAnyCaseAndQuotes(String os, String challenge, String path)
      throws Exception {
    try (VectorRun run = new VectorRun(vector(os, challenge, path, KEY + "\r\n", true)).run()) {
      assertEquals("arc-token", run.token.value());
      assertEquals("Basic " + KEY, run.requests().get(1).headers().get("Authorization"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "two\nlines", "with blank", "\u00FCmlaut"})
  void isRefusedWhereItHoldsNoKey(String content) throws Exception {
    String path = "/var/opt/azcmagent/tokens/x.key";
    try (VectorRun run =
        new VectorRun(vector("linux", "Basic realm=" + path, path, content, false)).run()) {
      assertNotNull(run.failure);
      assertEquals("managed_identity_file_read_error", run.failure.code());
      assertEquals(1, run.requests().size());
    }
  }

  private static void assertRefused(String os, String path) throws Exception {
    try (VectorRun run = new VectorRun(vector(os, "Basic realm=" + path, path, KEY, false)).run()) {
      assertNotNull(run.failure, "a token came");
      assertEquals("managed_identity_file_read_error", run.failure.code());
      assertEquals(1, run.requests().size());
      assertFalse(run.failure.getMessage().contains(KEY));
      assertTrue(
          run.failure.getMessage().contains(os.equals("linux") ? "himds" : "Hybrid agent"),
          run.failure.getMessage());
    }
  }

  private static JsonNode vector(
      String os, String challenge, String path, String content, boolean answers) {
    ObjectNode vector = JSON.createObjectNode();
    vector.put("os", os).put("now", 1_893_456_000L).put("resource", "https://vault.azure.net");
    vector
        .putObject("env")
        .put("IDENTITY_ENDPOINT", "${base}/token")
        .put("IMDS_ENDPOINT", "${base}")
        .put("ProgramData", "C:\\ProgramData");
    vector.putObject("identity").put("type", "system");
    vector.putObject("files").putObject(path).put("content", content);
    ArrayNode exchanges = vector.putArray("exchanges");
    ObjectNode first = exchange(exchanges).put("status", 401).put("body", "");
    first.putObject("headers").put("WWW-Authenticate", challenge);
    if (answers) {
      exchange(exchanges)
          .put("status", 200)
          .put("body", "{\"access_token\":\"arc-token\",\"expires_in\":\"3600\"}");
    }
    return vector;
  }

  private static ObjectNode exchange(ArrayNode exchanges) {
    ObjectNode exchange = exchanges.addObject();
    exchange.putObject("expectRequest").put("method", "GET").put("origin", "${base}");
    return exchange.putObject("respond");
  }
}
