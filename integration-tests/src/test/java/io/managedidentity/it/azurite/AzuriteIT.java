package io.managedidentity.it.azurite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProgramRun;
import io.managedidentity.it.server.TestTls;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real input: com.microsoft.azure:azure-storage 8.6.6, unmodified, with an account key that is no
 * longer good, against Azurite, which asks for a Bearer token.
 */
class AzuriteIT {
  private static final int STEPS = 13;
  private static final String ACCOUNT = "legacyaccount";
  private static final String RIGHT_KEY = key("the key that Azurite knows");
  private static final String WRONG_KEY = key("the key that was rotated");

  @TempDir Path folder;

  @BeforeEach
  void skipWithoutAzurite() throws InterruptedException {
    assumeTrue(Azurite.isNodeInstalled(), "skipped: no Node. Install Node.js 18 or newer.");
    assumeTrue(
        Azurite.installed().isPresent(),
        "skipped: no Azurite. Run \"npm ci\" in integration-tests, or name the folder that has"
            + " node_modules/azurite by -Dazurite.home=…");
  }

  @Test
  void a_legacy_program_with_a_wrong_key_is_let_in_with_the_agent_only() throws Exception {
    Jdk jdk = Azurite.legacyJdk();
    Path mapping =
        Files.writeString(
            folder.resolve("mapping.json"),
            """
            { "mappings": [
                { "host": "127.0.0.1:*", "resource": "https://storage.azure.com",
                  "existingAuthorization": "replace",
                  "setHeaders": { "x-ms-version": { "atLeast": "2017-11-09" } } }
            ] }
            """);

    try (Azurite azurite = Azurite.start(folder, ACCOUNT + ":" + RIGHT_KEY);
        WireServer identity = WireServer.http("identity")) {
      identity.answer(request -> WireResponse.of(200, tokenAnswer()));

      ProgramRun.Outcome withRightKey =
          storage(ProgramRun.on(jdk), azurite, identity, RIGHT_KEY, "right");
      ProgramRun.Outcome without =
          storage(ProgramRun.on(jdk), azurite, identity, WRONG_KEY, "without");
      ProgramRun.Outcome with =
          storage(
              ProgramRun.on(jdk).agent(mapping.toString()), azurite, identity, WRONG_KEY, "with");

      assertEquals(STEPS, passed(withRightKey), withRightKey.stdout() + withRightKey.stderr());
      assertEquals(0, passed(without), without.stdout());
      assertEquals(STEPS, without.stdout().lines().count(), without.stdout() + without.stderr());
      assertEquals(STEPS, passed(with), with.stdout() + with.stderr());
      assertEquals(1, identity.requests().size());
      assertTrue(
          identity.requests().get(0).target().contains("resource=https%3A%2F%2Fstorage.azure.com"),
          identity.requests().get(0).target());
    }
  }

  private static ProgramRun.Outcome storage(
      ProgramRun program, Azurite azurite, WireServer identity, String key, String name)
      throws IOException {
    return program
        .environment(
            Map.of(
                "IDENTITY_ENDPOINT",
                "http://127.0.0.1:" + identity.port() + "/msi/token",
                "IDENTITY_HEADER",
                "secret"))
        .options(TestTls.shared().trustOptions())
        .classPath(AgentJar.clientJars("azure-storage-8.6.6"))
        .run(
            "StorageProgram",
            ACCOUNT,
            key,
            "" + azurite.ports.get(0),
            "" + azurite.ports.get(1),
            "" + azurite.ports.get(2),
            name);
  }

  private static long passed(ProgramRun.Outcome outcome) {
    return outcome.stdout().lines().filter(line -> line.startsWith("passed ")).count();
  }

  /** Azurite checks the claims of a token, but not its signature. */
  private static String tokenAnswer() {
    long now = System.currentTimeMillis() / 1000;
    String token =
        base64Url("{\"alg\":\"RS256\",\"typ\":\"JWT\"}")
            + "."
            + base64Url(
                ("{\"aud\":\"https://storage.azure.com\",\"iss\":\"https://sts.windows.net/"
                        + "ab1f708d-50f6-404c-a006-d71b2ac7a606/\",\"iat\":%d,\"nbf\":%d,\"exp\":%d}")
                    .formatted(now - 60, now - 60, now + 3600))
            + "."
            + base64Url("signature");
    return "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_on\":\"%d\"}"
        .formatted(token, now + 3600);
  }

  private static String key(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64Url(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
