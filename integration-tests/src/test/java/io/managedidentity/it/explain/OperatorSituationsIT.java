package io.managedidentity.it.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.server.EveryHost;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.TestTls;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What goes wrong in the field, each found with the lines of the default level and {@code status}
 * alone. Writes them as a table.
 */
class OperatorSituationsIT {
  private static final String JDKS = "jdks";
  private static final Path TABLE =
      AgentJar.project().resolve("integration-tests/target/operator-situations.md");
  private static final int WORLDS = 7;

  /** Of a client whose bodies are read along. */
  private static final String SHOWS_BODIES = "OkHttpProbe";

  private static final SituationTable FOUND = new SituationTable();

  @TempDir Path folder;

  @AfterAll
  static void write() throws IOException {
    FOUND.write(TABLE);
    boolean isWhole = FOUND.worlds() >= WORLDS; // not one method alone
    assertTrue(!isWhole || FOUND.size() >= 20, () -> FOUND.size() + " situations");
  }

  static List<Jdk> jdks() {
    return Jdk.outermost(8);
  }

  @ParameterizedTest
  @MethodSource(JDKS)
  void ofServicesThatDoNotGetATokenOrDoNotTakeIt(Jdk jdk) throws IOException {
    try (EveryHost hosts = new EveryHost();
        IdentityServer identity = new IdentityServer(FieldFaults.tokens());
        Operator operator =
            operator(jdk, hosts, identity.environment(), FieldFaults.SERVICES, SHOWS_BODIES)) {
      hosts.answer(FieldFaults::refusal);
      for (int i = 0; i < 3; i++) {
        call(operator, hosts, "https://kept.test/", "Authorization: Basic dXNlcjpwYXNzd29yZA==");
        call(operator, hosts, "http://plain.test/", null);
        for (String place : FieldFaults.PLACES) {
          call(operator, hosts, "https://" + place, null);
        }
      }
      operator.askStatus();

      assertEquals(1, operator.exitCode(), "somebody has to act");
      operator.finds(
          "The application's own authorization is kept",
          "a request to \"kept.test\" has a header Authorization of the application's own (basic)",
          "last outcome: kept, at kept.test, ");
      operator.finds(
          "401, and there is no other token",
          "\"refused.test\" answered 401 to a request with its token",
          "last outcome: injected, answered with 401 by the service, at refused.test, ");
      operator.finds(
          "401, also after a second sending with a fresh token",
          "\"again.test\" answered 401 to a request with its token, also",
          "last outcome: injected, answered with 401 by the service, at again.test, ");
      operator.finds(
          "403 that says nothing more",
          "\"forbidden.test\" answered 403 to a request with its token",
          "last outcome: injected, answered with 403 by the service, at forbidden.test, ");
      operator.finds(
          "Plain HTTP",
          "a request to \"plain.test\" is not encrypted",
          "last outcome: plain-http, at plain.test, ");
      operator.finds(
          "A port that the mapping does not name",
          "a request to https://port.test:8443 gets no token",
          "last outcome: other-port, at port.test, ");
      operator.finds(
          "Another name of the same account",
          "a request to \"second-secondary.blob.core.windows.net\" gets no token",
          "last outcome: other-name, at second-secondary.blob.core.windows.net, ");
      operator.finds(
          "A redirect away from the mapping",
          "\"moved.test\" answered 302 to a request with its token, a redirect to \"https://elsewhere.test\".",
          "last outcome: injected, answered with 302 by the service, at moved.test, ");
      operator.finds(
          "A token for the wrong resource",
          "set \"resource\": \"https://vault.azure.net\" in the mapping",
          "last outcome: injected, answered with 401 by the service, at audience.vault.azure.net, ");
      operator.finds(
          "A service of another tenant",
          "The token is of tenant " + FieldFaults.TENANT + ", and the service wants one of tenant",
          "last outcome: injected, answered with 401 by the service, at tenant.test, ");
      operator.finds(
          "No role on a key vault",
          "\"orders.vault.azure.net\" answered 403 (ForbiddenByRbac) to a request",
          "last outcome: injected, answered with 403 by the service, at orders.vault.azure.net, ",
          "has no role on \"orders.vault.azure.net\"",
          "--role \"Key Vault Secrets User\" --scope RESOURCE_ID");
      operator.finds(
          "No role on a storage account",
          "\"orders.blob.core.windows.net\" answered 403 (AuthorizationPermissionMismatch)",
          "last outcome: injected, answered with 403 by the service, at orders.blob.core.windows.net, ",
          "has no role on \"orders.blob.core.windows.net\"",
          "--role \"Storage Blob Data Reader\" --scope RESOURCE_ID");
      operator.finds(
          "No role in Azure Resource Manager",
          "\"management.azure.com\" answered 403 (AuthorizationFailed) to a request",
          "last outcome: injected, answered with 403 by the service, at management.azure.com, ",
          "has no role on \"management.azure.com\"",
          "--role \"Reader\" --scope RESOURCE_ID");
      operator.finds(
          "No role inside a Cosmos DB account",
          "\"orders.documents.azure.com\" answered 403 (5301) to a request",
          "last outcome: injected, answered with 403 by the service, at orders.documents.azure.com, ",
          "has no role on \"orders.documents.azure.com\"",
          "az cosmosdb sql role assignment create");
      operator.finds(
          "No role for a model of Azure OpenAI",
          "\"orders.openai.azure.com\" answered 401 (PermissionDenied) to a request",
          "last outcome: injected, answered with 401 by the service, at orders.openai.azure.com, ",
          "--role \"Cognitive Services OpenAI User\"");
      operator.finds(
          "A search service that may take keys only",
          "\"orders.search.windows.net\" answered 403 to a request",
          "last outcome: injected, answered with 403 by the service, at orders.search.windows.net, ",
          "If the service takes keys only: az search service update --resource-group GROUP");
      operator.finds(
          "A key vault that does not know the token's key",
          "\"keys.vault.azure.net\" answered 401 (AKV10046) to a request",
          "last outcome: injected, answered with 401 by the service, at keys.vault.azure.net, ",
          "the token is from another cloud");
      operator.finds(
          "Conditional Access",
          "\"conditional.test\" answered 401 (AADSTS53003) to a request",
          "last outcome: injected, answered with 401 by the service, at conditional.test, ",
          "its sign-in log names the policy");
      operator.finds(
          "A clock that is behind",
          "\"late.test\" answered 401 to a request",
          "last outcome: injected, answered with 401 by the service, at late.test, ",
          "The clock of this machine is 11 minutes behind that of the service");
      operator.finds(
          "A clock that is wrong",
          "The token is not valid at this time by the service's clock",
          "last outcome: injected, answered with 401 by the service, at clock.test, ");
      operator.finds(
          "A mapping that names a host nobody asks", "", "\"unused\", mode inject: no request");
    }
  }

  @ParameterizedTest
  @MethodSource(JDKS)
  void ofTheIdentityEndpoint(Jdk jdk) throws IOException {
    try (EveryHost hosts = new EveryHost();
        WireServer endpoint = WireServer.http("identity");
        Operator operator =
            operator(
                jdk,
                hosts,
                environment(endpoint.port()),
                FieldFaults.ENDPOINTS,
                "UrlConnectionProbe")) {
      endpoint.answer(FieldFaults::refusedToken);
      for (String host : List.of("denied.test", "throttled.test", "silent.test")) {
        call(operator, hosts, "https://" + host + "/", null);
      }
      operator.askStatus();

      assertEquals(1, operator.exitCode(), "somebody has to act");
      operator.finds(
          "The identity is not assigned (400)",
          "mapping \"denied\": no token, so its requests go out",
          "no token for denied as system-assigned");
      operator.finds(
          "The endpoint throttles (429)",
          "mapping \"throttled\": no token, so its requests go out",
          "last outcome: no-token, at throttled.test, ",
          "App Service answered 429, next try after 2");
      operator.finds(
          "The endpoint does not answer",
          "mapping \"silent\": no token, so its requests fail",
          "last outcome: no-token, at silent.test, ");
    }
  }

  @ParameterizedTest
  @MethodSource(JDKS)
  void ofAMachineWithoutIdentity(Jdk jdk) throws IOException {
    try (EveryHost hosts = new EveryHost();
        Operator operator =
            operator(jdk, hosts, environment(9), mapping("nowhere"), "UrlConnectionProbe")) {
      call(operator, hosts, "https://nowhere.test/", null);
      operator.askStatus();

      operator.finds(
          "Nothing listens at the identity endpoint",
          "mapping \"nowhere\": no token, so its requests go out",
          "last error: managed_identity_unreachable_network");
    }
  }

  @ParameterizedTest
  @MethodSource(JDKS)
  void ofAFileThatIsInvalidAtTheStart(Jdk jdk) throws IOException {
    try (EveryHost hosts = new EveryHost();
        IdentityServer identity = new IdentityServer();
        Operator operator = operator(jdk, hosts, identity, "{ \"mapings\": [] }")) {
      call(operator, hosts, "https://mended.test/", null);
      operator.askStatus();
      operator.finds(
          "The mapping file is invalid at the start",
          "the key \"mapings\" is not known here",
          "needs a person: the configuration as it is now is invalid");

      Files.writeString(folder.resolve("mapping.json"), mapping("mended"));
      operator.await("configuration reloaded");
      call(operator, hosts, "https://mended.test/", null);
      operator.askStatus();

      assertEquals(0, operator.exitCode(), "it is mended");
      operator.finds(
          "It is mended, without a new start",
          "configuration reloaded: mode inject",
          "last outcome: injected, answered with 200 by the service, at mended.test, ");

      Files.writeString(folder.resolve("mapping.json"), "{ \"mappings\": [ {} ] }");
      operator.await("so the old one stays");
      operator.askStatus();
      operator.finds(
          "A new version of the file is invalid",
          "the new version of the configuration is invalid, so the old one stays:",
          "needs a person: the configuration as it is now is invalid");
    }
  }

  @ParameterizedTest
  @MethodSource(JDKS)
  void ofAFileThatIsNotThere(Jdk jdk) throws IOException {
    try (EveryHost hosts = new EveryHost();
        IdentityServer identity = new IdentityServer();
        Operator operator = operator(jdk, hosts, identity, null)) {
      operator.askStatus();

      operator.finds(
          "The mapping file is not there",
          "there is no such file. Check the path",
          "needs a person: the configuration as it is now is invalid");
    }
  }

  @ParameterizedTest
  @MethodSource(JDKS)
  void ofAModeWithoutEffect(Jdk jdk) throws IOException {
    try (EveryHost hosts = new EveryHost();
        IdentityServer identity = new IdentityServer();
        Operator operator =
            operator(
                jdk,
                hosts,
                identity,
                "{ \"mode\": \"off\", \"mappings\": [ { \"name\": \"m\", \"host\": \"m.test\","
                    + " \"resource\": \"r\", \"mode\": \"inject\" } ] }")) {
      operator.askStatus();

      operator.finds(
          "The mode of a mapping has no effect",
          "the mode of this mapping has no effect, since the mode at the top level is",
          "\"m\", mode off: no request");
    }
  }

  @ParameterizedTest
  @MethodSource(JDKS)
  void ofAClientThatIsNotCovered(Jdk jdk) throws IOException {
    Path file = Files.writeString(folder.resolve("mapping.json"), UNSEEN);
    try (WireServer api = WireServer.https("api");
        IdentityServer identity = new IdentityServer();
        Operator operator =
            Operator.of(
                jdk,
                file,
                "RawTlsProbe",
                List.of(),
                List.of(TestTls.shared().trustOptions()),
                identity.environment(),
                FOUND)) {
      operator.call(new Message().add("url", "https://127.0.0.1:" + api.port() + "/"));
      operator.await("a TLS connection to 127.0.0.1");
      operator.askStatus();

      assertEquals(1, operator.exitCode(), "somebody has to act");
      operator.finds(
          "A client that is not covered",
          "mapping \"unseen\": a TLS connection to 127.0.0.1",
          "needs a person: mapping \"unseen\": requests went out that could not be looked at (cannotBeRead 1)");
    }
  }

  private static final String UNSEEN =
      "{ \"mappings\": [ { \"name\": \"unseen\", \"host\": \"127.0.0.1:*\", \"resource\": \"r\" } ] }";

  private static String mapping(String name) {
    return "{ \"mappings\": [ { \"name\": \"%s\", \"host\": \"%s.test\", \"resource\": \"r\" } ] }"
        .formatted(name, name);
  }

  private static Map<String, String> environment(int port) {
    return Map.of(
        "IDENTITY_ENDPOINT", "http://127.0.0.1:" + port + "/msi/token", "IDENTITY_HEADER", "none");
  }

  private Operator operator(Jdk jdk, EveryHost hosts, IdentityServer identity, String json)
      throws IOException {
    return operator(jdk, hosts, identity.environment(), json, "UrlConnectionProbe");
  }

  /**
   * @param json null for no file
   */
  private Operator operator(
      Jdk jdk, EveryHost hosts, Map<String, String> environment, String json, String probe)
      throws IOException {
    Path file = folder.resolve("mapping.json");
    if (json != null) {
      Files.writeString(file, json);
    }
    List<String> classPath =
        probe.equals(SHOWS_BODIES) ? AgentJar.clientPath("okhttp/4.12.0") : List.of();
    return Operator.of(jdk, file, probe, classPath, hosts.options(), environment, FOUND);
  }

  private static void call(Operator operator, EveryHost hosts, String url, String header) {
    Message call =
        new Message()
            .add("method", "GET")
            .add("url", url)
            .add("follow", "false")
            .add("proxy", "127.0.0.1:" + hosts.port());
    operator.call(header == null ? call : call.add("header", header));
  }
}
