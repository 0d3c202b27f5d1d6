package io.managedidentity.it.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.server.TestTls;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every identity source that answers over HTTP, with the packaged jar on every JDK: the command
 * {@code token} against a local endpoint.
 */
class IdentitySourcesIT {
  private static final String TENANT = "aaaabbbb-0000-cccc-1111-dddd2222eeee";
  private static final String CLIENT = "11111111-2222-3333-4444-555555555555";

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void fetchesATokenFromEachSource(Jdk jdk) throws Exception {
    try (WireServer plain = WireServer.http("plain");
        WireServer secure = WireServer.https("secure")) {
      String http = "http://127.0.0.1:" + plain.port();
      String https = "https://localhost:" + secure.port();
      Path federated = Files.writeString(folder.resolve("federated"), "e30.e30.c2ln");

      assertToken(jdk, "imds", plain, Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", http));
      assertToken(
          jdk,
          "app-service",
          plain,
          Map.of("IDENTITY_ENDPOINT", http + "/msi", "IDENTITY_HEADER", "h"));
      assertToken(
          jdk, "app-service-2017", plain, Map.of("MSI_ENDPOINT", http + "/msi", "MSI_SECRET", "s"));
      assertToken(
          jdk,
          "machine-learning",
          plain,
          Map.of(
              "MSI_ENDPOINT",
              http + "/msi",
              "MSI_SECRET",
              "s",
              "DEFAULT_IDENTITY_CLIENT_ID",
              CLIENT));
      assertToken(jdk, "cloud-shell", plain, Map.of("MSI_ENDPOINT", http + "/oauth2/token"));
      assertToken(
          jdk,
          "azure-arc",
          plain,
          Map.of("IDENTITY_ENDPOINT", http + "/arc", "IMDS_ENDPOINT", http));
      assertToken(
          jdk,
          "service-fabric",
          secure,
          Map.of(
              "IDENTITY_ENDPOINT",
              https + "/metadata/identity/oauth2/token",
              "IDENTITY_HEADER",
              "code",
              "IDENTITY_SERVER_THUMBPRINT",
              TestTls.shared().thumbprint()));
      assertToken(
          jdk,
          "workload-identity",
          secure,
          Map.of(
              "AZURE_AUTHORITY_HOST", https,
              "AZURE_TENANT_ID", TENANT,
              "AZURE_CLIENT_ID", CLIENT,
              "AZURE_FEDERATED_TOKEN_FILE", federated.toString()));
      assertToken(
          jdk,
          "environment",
          secure,
          Map.of(
              "AZURE_AUTHORITY_HOST", https,
              "AZURE_TENANT_ID", TENANT,
              "AZURE_CLIENT_ID", CLIENT,
              "AZURE_CLIENT_SECRET", "secret"));
    }
  }

  private static void assertToken(
      Jdk jdk, String source, WireServer server, Map<String, String> environment)
      throws IOException, InterruptedException {
    server.clear();
    long expires = System.currentTimeMillis() / 1000 + 3600;
    server.answer(
        request ->
            WireResponse.of(
                200,
                "{\"access_token\":\"token.of.source\",\"token_type\":\"Bearer\",\"expires_in\":\"3600\",\"expires_on\":\""
                    + expires
                    + "\"}"));
    List<String> command = new ArrayList<>(List.of(jdk.java()));
    command.addAll(Jdk.FOR_SHORT_LIVES);
    command.addAll(List.of(TestTls.shared().trustOptions()));
    command.addAll(
        List.of(
            "-jar",
            AgentJar.path().toString(),
            "token",
            "--resource",
            "https://vault.azure.net",
            "--source",
            source,
            "--json"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(ProbeJvm::isAmbient);
    builder.environment().keySet().removeIf(name -> name.equals("DEFAULT_IDENTITY_CLIENT_ID"));
    builder.environment().putAll(new HashMap<>(environment));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    Secrets.assertNoneIn("output of token --source " + source, output);
    assertEquals(0, process.waitFor(), () -> source + " on " + jdk + "\n" + output);
    assertTrue(output.contains("\"source\" : \"" + source + "\""), output);
    assertEquals(1, server.requests().size(), output);
    WireRequest request = server.requests().get(0);
    assertTrue(
        request.headers("User-Agent").isEmpty()
            || request.headers("User-Agent").get(0).matches("managed-identity-agent/\\d.*"),
        request.head());
  }
}
