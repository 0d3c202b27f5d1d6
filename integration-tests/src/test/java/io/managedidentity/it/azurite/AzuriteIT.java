package io.managedidentity.it.azurite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.Secrets;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.TestTls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A real legacy client against a real server: {@code com.microsoft.azure:azure-storage:8.6.6},
 * unmodified, with a wrong account key, against Azurite, which checks the token's audience, issuer
 * and expiry.
 */
class AzuriteIT {
  private static final String WRONG_KEY =
      Base64.getEncoder()
          .encodeToString("not the key of this account".getBytes(StandardCharsets.UTF_8));

  @TempDir Path folder;

  /** The oldest JDK of the run, which is the one such an application runs on, and the newest. */
  static Stream<Jdk> jdks() {
    List<Jdk> all = Jdk.all();
    return Stream.of(all.get(0), all.get(all.size() - 1)).distinct();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void letsTheStorageClientInWithAWrongKey(Jdk jdk) throws Exception {
    assumeTrue(Azurite.isInstalled(), "Azurite is not installed: run npm ci in integration-tests");
    try (Azurite azurite = Azurite.start();
        IdentityServer identity = new IdentityServer(AzuriteIT::token)) {
      List<String> without = run(jdk, azurite, identity, List.of());
      Path mapping =
          Files.writeString(
              folder.resolve("mapping.json"),
              """
              { "mappings": [ { "host": "127.0.0.1:*", "resource": "https://storage.azure.com",
                  "existingAuthorization": "replace-stored-secret",
                  "setHeaders": { "x-ms-version": { "atLeast": "2017-11-09" } } } ] }
              """);
      List<String> with =
          run(jdk, azurite, identity, List.of("-javaagent:" + AgentJar.path() + "=" + mapping));

      assertEquals(
          14,
          without.stream().filter(line -> line.startsWith("failed ")).count(),
          without::toString);
      assertEquals(
          14, with.stream().filter(line -> line.startsWith("passed ")).count(), with::toString);
      assertFalse(with.toString().contains("failed "), with::toString);
      assertEquals(1, identity.requestsFor("https://storage.azure.com"));
    }
  }

  private static List<String> run(
      Jdk jdk, Azurite azurite, IdentityServer identity, List<String> options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(jdk.java()));
    command.addAll(options);
    command.addAll(List.of(TestTls.shared().trustOptions()));
    command.addAll(
        List.of(
            "-cp",
            String.join(":", AgentJar.frameworkPath("azure-storage/azure-storage-8.6.6"))
                + ":"
                + AgentJar.programs()));
    command.add("io.managedidentity.probe.StorageProgram");
    command.addAll(List.of(azurite.endpoints()));
    command.add(WRONG_KEY);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().putAll(identity.environment());
    Process process = builder.start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    Secrets.assertNoneIn("output of StorageProgram", lines.toString());
    assertEquals(options.isEmpty() ? 1 : 0, process.waitFor(), lines::toString);
    return lines;
  }

  /** The claims that Azurite asks for; it checks no signature. */
  private static String token(String resource) {
    long now = System.currentTimeMillis() / 1000;
    String payload =
        "{\"aud\":\"%s\",\"iss\":\"https://sts.windows.net/aaaabbbb-0000-cccc-1111-dddd2222eeee/\",\"iat\":%d,\"nbf\":%d,\"exp\":%d}"
            .formatted(resource, now - 60, now - 60, now + 86_400);
    return encoded("{\"alg\":\"RS256\",\"typ\":\"JWT\"}")
        + "."
        + encoded(payload)
        + ".c2lnbmF0dXJl";
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
