package io.managedidentity.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.routing.Route;
import io.managedidentity.agent.routing.RouteDecision;
import io.managedidentity.agent.routing.RouteTable;
import io.managedidentity.agent.routing.SkipReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenEndpointConfigTest {
  private static final String TENANT = "AAAAbbbb-0000-cccc-1111-dddd2222eeee";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "login.microsoftonline.com, /oauth2/v2.0/token",
    "login.microsoftonline.com, /oauth2/token",
    "login.windows.net, /oauth2/token",
    "sts.windows.net, /oauth2/token",
    "westeurope.login.microsoft.com, /oauth2/v2.0/token",
  })
  void matchesTokenRequestsAtAllLoginHostsOfTheCloud(String host, String path) throws IOException {
    RouteTable table = RouteTable.compile(config("public", "'tokenEndpoint': '" + TENANT + "'"));

    assertEquals("m", mapping(table.decide("https", host, -1, "POST", "/" + TENANT + path)));
    assertEquals(
        "m", mapping(table.decide("https", host, 443, "POST", "/" + TENANT.toLowerCase() + path)));
  }

  @ParameterizedTest
  @CsvSource({
    "https, login.microsoftonline.com, 443, GET, /t/oauth2/token, IDENTITY_ENDPOINT",
    "https, login.microsoftonline.com, 443, POST, /t/oauth2/authorize, IDENTITY_ENDPOINT",
    "https, login.microsoftonline.com, 443, POST, /other/oauth2/token, IDENTITY_ENDPOINT",
    "https, login.microsoftonline.com, 443, POST, /t/../other/oauth2/token, IDENTITY_ENDPOINT",
    "https, login.microsoftonline.com, 8443, POST, /t/oauth2/token, IDENTITY_ENDPOINT",
    "http, login.microsoftonline.com, 80, POST, /t/oauth2/token, PLAIN_HTTP",
    "https, login.microsoftonline.us, 443, POST, /t/oauth2/token, IDENTITY_ENDPOINT",
    "https, login.microsoftonline.com.evil.example, 443, POST, /t/oauth2/token, NOT_MAPPED",
    "https, evil-login.microsoft.com, 443, POST, /t/oauth2/token, NOT_MAPPED",
  })
  void leavesOtherRequestsAlone(
      String scheme, String host, int port, String method, String path, SkipReason reason)
      throws IOException {
    RouteTable table = RouteTable.compile(config("public", "'tokenEndpoint': 't'"));

    RouteDecision decision = table.decide(scheme, host, port, method, path);

    assertEquals(RouteDecision.Kind.SKIP, decision.kind());
    assertEquals(reason, decision.reason());
  }

  @ParameterizedTest
  @CsvSource({
    "public, contoso.example, api://AzureADTokenExchange",
    "usgov, contoso.example, api://AzureADTokenExchangeUSGov",
    "china, contoso.example, api://AzureADTokenExchangeChina",
    "public, https://login.microsoftonline.us/t, api://AzureADTokenExchangeUSGov",
    "usgov, https://login.microsoftonline.com/t/, api://AzureADTokenExchange",
    "china, https://login.example:8443/t, api://AzureADTokenExchangeChina",
  })
  void asksForAssertionOfTheCloud(String cloud, String endpoint, String audience)
      throws IOException {
    MappingConfig mapping = config(cloud, "'tokenEndpoint': '" + endpoint + "'").mappings().get(0);

    assertEquals(audience, mapping.tokenRequest().resource());
  }

  @Test
  void takesOneExactHostFromAUrl() throws IOException {
    RouteTable table =
        RouteTable.compile(config("public", "'tokenEndpoint': 'https://login.example:8443/t'"));

    assertEquals(
        "m", mapping(table.decide("https", "login.example", 8443, "POST", "/t/oauth2/token")));
    assertNull(mapping(table.decide("https", "login.example", 443, "POST", "/t/oauth2/token")));
    assertNull(
        mapping(
            table.decide("https", "login.microsoftonline.com", 443, "POST", "/t/oauth2/token")));
  }

  @Test
  void isForNamedRegistrationsOnly() throws IOException {
    MappingConfig some =
        config("public", "'tokenEndpoint': 't'", "'clientId': ['A1', 'b2']").mappings().get(0);
    MappingConfig all = config("public", "'tokenEndpoint': 't'").mappings().get(0);

    assertEquals(List.of("a1", "b2"), some.tokenEndpoint().clientIds());
    assertEquals(true, some.isForRegistration("a1"));
    assertEquals(false, some.isForRegistration("c3"));
    assertEquals(true, all.isForRegistration("c3"));
  }

  @Test
  void namesInstanceDiscoveryOnlyWhereRequestsAreAnswered() throws IOException {
    String target = "/common/discovery/instance?api-version=1.1";
    RouteTable edited = RouteTable.compile(config("public", "'tokenEndpoint': 't'"));
    RouteTable answered =
        RouteTable.compile(config("public", "'tokenEndpoint': 't'", "'answer': true"));

    String host = "login.microsoftonline.com";
    assertNull(mapping(edited.decide("https", host, -1, "GET", target)));
    assertEquals("m", mapping(answered.decide("https", host, -1, "GET", target)));
    assertEquals("m", mapping(answered.decide("https", host, -1, "POST", "/t/oauth2/token")));
    assertNull(mapping(answered.decide("http", host, -1, "GET", target)));
  }

  @Test
  void refusesAnswerWithoutTokenEndpoint() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mapping.json"),
            "{ \"mappings\": [ { \"host\": \"a.example\", \"resource\": \"r\", \"answer\": true } ] }");
    ConfigResult result = ConfigLoader.ofProcess().loadFile(file.toString());

    assertNull(result.config());
    assertEquals(1, result.problems().size(), () -> result.problems().toString());
    assertTrue(
        result.problems().get(0).toString().contains("without \"tokenEndpoint\""),
        () -> result.problems().toString());
  }

  private static String mapping(RouteDecision decision) {
    Route route = decision.kind() == RouteDecision.Kind.INJECT ? decision.route() : null;
    return route == null ? null : route.config().name();
  }

  private AgentConfig config(String cloud, String... members) throws IOException {
    String json =
        "{ 'cloud': '%s', 'mappings': [ { 'name': 'm', %s } ] }"
            .formatted(cloud, String.join(", ", members));
    Path file = Files.writeString(folder.resolve("mapping.json"), json.replace('\'', '"'));
    ConfigResult result = ConfigLoader.ofProcess().loadFile(file.toString());
    assertNotNull(result.config(), () -> result.problems().toString());
    return result.config();
  }
}
