package io.managedidentity.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.ManagedIdentityId;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenFetcher;
import io.managedidentity.agent.token.TokenRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TokenCommandTest {
  private static final String JWT =
      "eyJhbGciOiJub25lIn0."
          + Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(
                  "{\"aud\":\"https://vault.azure.net\",\"oid\":\"o-1\",\"name\":\"private\"}"
                      .getBytes(StandardCharsets.UTF_8))
          + ".c2lnbmF0dXJl";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final AtomicReference<TokenRequest> asked = new AtomicReference<>();
  private final TokenFetcher fetcher =
      (request, options) -> {
        asked.set(request);
        return new AccessToken(JWT, "imds", 0, 86400, 43200L, 1);
      };

  @Test
  void describesTheTokenAsJsonWithoutTellingIt() throws Exception {
    int exitCode = run(fetcher, "--resource", "https://vault.azure.net", "--json");

    JsonNode answer = new ObjectMapper().readTree(out.toString());
    assertEquals(0, exitCode);
    assertEquals("imds", answer.path("source").asText());
    assertEquals("https://vault.azure.net", answer.path("resource").asText());
    assertEquals("system-assigned", answer.path("identity").asText());
    assertEquals(86400, answer.path("expiresInSeconds").asInt());
    assertEquals(43200, answer.path("refreshInSeconds").asInt());
    assertEquals(64, answer.path("tokenSha256").asText().length());
    assertEquals(
        "{\"aud\":\"https://vault.azure.net\",\"oid\":\"o-1\"}", answer.path("claims").toString());
    assertFalse((out.toString() + err).contains("eyJ"));
  }

  @Test
  void showsTheTokenOnlyWhenAsked() {
    run(fetcher, "--resource", "r", "--show-token");

    assertTrue(out.toString().contains(JWT), out.toString());
  }

  @Test
  void asksForTheIdentitySourcesAndTenantOfItsOptions() {
    run(
        fetcher,
        "--resource=r",
        "--client-id=11111111-2222-3333-4444-555555555555",
        "--source=imds,azure-cli",
        "--tenant-id=t1");

    assertEquals(
        new TokenRequest(
            "r",
            ManagedIdentityId.userAssigned(
                ManagedIdentityId.Kind.CLIENT_ID, "11111111-2222-3333-4444-555555555555"),
            List.of("imds", "azure-cli"),
            "t1"),
        asked.get());
  }

  @Test
  void takesTheRequestOfAMapping() {
    int exitCode = run(fetcher, "mapping.json", "vault");

    assertEquals(0, exitCode);
    assertEquals("mapping.json#vault", asked.get().resource());
  }

  @Test
  void saysWhyAMappingIsNotThere() {
    int exitCode = run(fetcher, "mapping.json", "nothing");

    assertEquals(1, exitCode);
    assertEquals("no mapping \"nothing\"", err.toString().trim());
  }

  @Test
  void describesAFailureAsJson() throws Exception {
    TokenFetcher failing =
        (request, options) -> {
          throw TokenException.builder("managed_identity_request_failed", "IMDS said no. Do this.")
              .source("imds")
              .status(400)
              .sourceError("invalid_request")
              .correlationId("c-1")
              .attempts(1)
              .hint("Do this.")
              .build();
        };

    int exitCode = run(failing, "--resource", "r", "--json");

    assertEquals(1, exitCode);
    assertEquals(
        "{\"error\":\"managed_identity_request_failed\",\"message\":\"IMDS said no. Do this.\","
            + "\"source\":\"imds\",\"status\":400,\"sourceError\":\"invalid_request\","
            + "\"correlationId\":\"c-1\",\"attempts\":1,\"hint\":\"Do this.\"}",
        new ObjectMapper().readTree(out.toString()).toString());
  }

  @Test
  void describesAFailureToAPerson() {
    TokenFetcher failing =
        (request, options) -> {
          throw TokenException.builder("invalid_resource", "It is blank. Write it.").build();
        };

    int exitCode = run(failing, "--resource", " ");

    assertEquals(1, exitCode);
    assertEquals("invalid_resource: It is blank. Write it.", err.toString().trim());
    assertEquals("", out.toString());
  }

  @Test
  void refusesToGuessWhatIsMeant() {
    assertEquals(2, run(fetcher));
    assertTrue(err.toString().startsWith("Give FILE and NAME of a mapping, or --resource."));
    assertEquals(2, run(fetcher, "mapping.json"));
    assertEquals(2, run(fetcher, "mapping.json", "vault", "--resource", "r"));
    assertEquals(2, run(fetcher, "--resource", "r", "--client-id", "a", "--object-id", "b"));
  }

  @Test
  void refusesASourceThatThereIsNot() {
    int exitCode = run(fetcher, "--resource", "r", "--source", "imds,app-servce");

    assertEquals(2, exitCode);
    assertTrue(
        err.toString()
            .startsWith(
                "There is no identity source \"app-servce\". Use auto or one of:"
                    + " workload-identity, service-fabric,"),
        err.toString());
  }

  private int run(TokenFetcher tokens, String... arguments) {
    MappingLookup mappings =
        (file, name) -> {
          if (name.equals("nothing")) {
            throw new MappingNotFoundException("no mapping \"nothing\"");
          }
          return new TokenRequest(
              file + "#" + name, ManagedIdentityId.systemAssigned(), List.of(), null);
        };
    return new CommandLine(new TokenCommand(tokens, mappings))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
