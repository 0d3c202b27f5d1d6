package io.managedidentity.agent.cli.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.config.ConfigResult;
import io.managedidentity.agent.config.FakeSettings;
import io.managedidentity.agent.config.SettingLookup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MappingLintTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'host': '*.co.uk', 'resource': 'api://x' | /host | \"*.co.uk\" matches names that anyone can register under co.uk, and whoever does would get this token. Name your own hosts.",
        "'hosts': ['a.example.com', '*.github.io'], 'resource': 'api://x' | /hosts/1 | under github.io",
        "'host': '*.vault.azure.net', 'resource': 'https://vault.azure.net' | /host | Name your own hosts, or say that all hosts of the service are meant, which keeps tokens to itself: \"service\": \"key-vault\".",
        "'host': '*.azurewebsites.net', 'service': 'app-service-functions', 'resource': 'api://x' | /host | anyone can register",
        "'host': 'a.blob.core.windows.net', 'resource': 'https://vault.azure.net' | /resource | takes tokens for https://storage.azure.com/, not for \"https://vault.azure.net\". Correct resource.",
        "'host': 'a.vault.usgovcloudapi.net', 'resource': 'https://vault.azure.net' | /resource | takes tokens for https://vault.usgovcloudapi.net",
        "'host': 'a.azconfig.io', 'resource': 'https://storage.azure.com' | /resource | takes tokens for https://appconfig.azure.com",
        "'host': 'a.servicebus.windows.net', 'resource': 'https://vault.azure.net' | /resource | takes tokens for https://servicebus.azure.net or https://eventhubs.azure.net or https://relay.azure.net",
        "'host': 'management.azure.com', 'resource': 'https://graph.microsoft.com' | /resource | takes tokens for https://management.azure.com/",
        "'host': 'a.westeurope.kusto.windows.net', 'resource': 'https://vault.azure.net' | /resource | takes tokens for its own address",
        "'host': 'adb-1.2.azuredatabricks.net', 'resource': '499b84ac-1321-427f-aa17-267ca6975798' | /resource | takes tokens for 2ff814a6",
        "'host': 'a.database.windows.net', 'resource': 'https://database.windows.net' | /resource | takes no token on its requests",
        "'host': 'a.azurecr.io', 'resource': 'https://management.azure.com' | /resource | takes no token on its requests",
        "'host': 'api.corp.com', 'resource': 'api://x', 'allowPlainHttp': true | /allowPlainHttp | where anyone on the way can read it",
        "'host': 'db.corp.com:1433', 'resource': 'api://x' | /host | port 1433 of \"db.corp.com:1433\" is the port of SQL Server, and the agent handles only HTTP",
        "'host': 'q.corp.com:5671', 'resource': 'api://x' | /host | is the port of AMQP",
        "'host': 'c.corp.com:6380', 'resource': 'api://x' | /host | is the port of Redis",
        "'host': 'c.corp.com:10000', 'resource': 'api://x' | /host | is the port of Redis",
        "'host': 'localhost:1433', 'resource': 'api://x' | /host | is the port of SQL Server",
        "'host': 'management.usgovcloudapi.net', 'resource': 'https://management.core.windows.net' | /resource | takes tokens for https://management.usgovcloudapi.net/",
        "'host': '*.*.logic.azure.us', 'resource': 'api://x' | /host | \"*.*.logic.azure.us\" covers more than one host of logic-apps, and a workflow's owner can read what arrives. Name the hosts that are meant.",
        "'host': '*.dev.azure.com', 'resource': '499b84ac-1321-427f-aa17-267ca6975798' | /host | covers more than one host of devops, and other services share its host names.",
        "'host': '169.254.169.254', 'resource': 'api://x' | /host | never gets a token",
        "'host': '127.0.0.1:40342', 'resource': 'api://x' | /host | never gets a token",
        "'host': '127.0.0.1:4711', 'resource': 'api://x' | /host | never gets a token",
        "'host': '*.microsoftonline.com', 'resource': 'api://x' | /host | covers hosts such as login.microsoftonline.com, which issue tokens and never get one. Name the hosts that are meant, or use tokenEndpoint in a mapping of its own.",
        "'host': 'a.corp.com', 'resource': 'RESOURCE' | /resource | \"RESOURCE\" looks like a word of an example. Write the value of your own.",
        "'host': 'a.corp.com', 'resource': 'api://CLIENT-ID' | /resource | looks like a word of an example",
        "'host': 'a.corp.com', 'resource': 'api://your-app-id' | /resource | looks like a word of an example",
        "'host': 'NAME.vault.azure.net', 'resource': 'https://vault.azure.net' | /host | looks like a word of an example",
        "'host': 'a.corp.com', 'resource': 'api://x', 'identity': { 'clientId': '11111111-2222-3333-4444-555555555555' } | /identity | looks like a word of an example",
        "'tokenEndpoint': 'contoso.example' | /tokenEndpoint | a federated credential takes a user-assigned managed identity only. Name it in \"identity\", unless this runs under workload identity, whose own token is used.",
      })
  void doubtsAMapping(String members, String pointer, String doubt) throws IOException {
    List<Doubt> warnings = lint("{ 'mappings': [\n  { %s } ] }".formatted(members)).warnings();

    assertTrue(
        warnings.stream()
            .anyMatch(
                w ->
                    w.pointer().equals("/mappings/0" + pointer)
                        && w.line() == 2
                        && w.column() > 3
                        && w.what().contains(doubt)),
        warnings::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'host': '*.api.contoso.com', 'resource': 'api://orders'",
        "'host': '*.contoso.co.uk', 'resource': 'api://orders'",
        "'host': 'a.vault.azure.net', 'resource': 'https://vault.azure.net/.default'",
        "'host': 'a.blob.core.windows.net', 'resource': 'https://storage.azure.com'",
        "'host': 'a.blob.core.windows.net', 'resource': 'https://a.blob.core.windows.net'",
        "'host': 'management.azure.com', 'resource': 'https://management.core.windows.net/'",
        "'host': 'a.servicebus.windows.net', 'resource': 'https://eventhubs.azure.net'",
        "'host': 'a.westeurope.kusto.windows.net', 'resource': 'https://a.westeurope.kusto.windows.net'",
        "'host': 'adb-1.2.azuredatabricks.net', 'resource': '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d'",
        "'host': 'a.westeurope.kusto.windows.net', 'resource': 'https://kusto.kusto.windows.net'",
        "'host': 'management.usgovcloudapi.net', 'resource': 'https://management.core.usgovcloudapi.net/'",
        "'host': 'management.chinacloudapi.cn', 'resource': 'https://management.core.chinacloudapi.cn/'",
        "'host': '127.0.0.1:10000', 'resource': 'https://storage.azure.com', 'allowPlainHttp': true",
        "'host': 'localhost:9093', 'resource': 'api://x'",
        "'host': 'a.azurewebsites.net', 'resource': 'api://whatever'",
        "'host': 'a.corp.com', 'resource': 'https://whatever.corp.com'",
        "'host': 'localhost:8080', 'resource': 'api://x', 'allowPlainHttp': true",
        "'host': '127.0.0.1:*', 'resource': 'api://x', 'allowPlainHttp': true",
        "'host': '[::1]:8080', 'resource': 'api://x', 'allowPlainHttp': true",
        "'host': 'a.corp.com:8443', 'resource': 'api://x'",
        "'service': 'key-vault', 'host': 'names.vault.azure.net'",
        "'tokenEndpoint': 'contoso.example', 'identity': { 'clientId': 'a1b2c3d4-0000-4000-8000-00000000beef' }",
      })
  void doubtsNothingInAGoodMapping(String members) throws IOException {
    MappingLint lint = lint("{ 'mappings': [ { %s } ] }".formatted(members));

    assertEquals("[]", lint.warnings().toString());
    assertEquals("[]", lint.notes().toString());
  }

  @Test
  void doubtsAFileWithoutATokenForAnything() throws IOException {
    assertEquals(
        "[/mappings: there is no mapping in it, so no request gets a token. Add one, or set mode to"
            + " discover to learn what the application sends.]",
        lint("{ 'mappings': [] }").warnings().toString());
    assertEquals(
        "[/mappings: every mapping says \"skip\", so no request gets a token. Add one with a"
            + " resource or service.]",
        lint("{ 'mappings': [ { 'host': 'a.corp.com', 'skip': true } ] }").warnings().toString());
    assertEquals("[]", lint("{ 'mode': 'off', 'mappings': [] }").warnings().toString());
  }

  @Test
  void placesDoubtsInTheOrderOfTheFile() throws IOException {
    List<Doubt> warnings =
        lint("""
                { // a comment
                  'identity': { 'clientId': '00000000-0000-0000-0000-000000000000' },
                  'mappings': [
                    { 'host': '**.contoso.com', 'resource': 'api://x' },
                    { 'resource': 'api://x',
                      'hosts': [ 'a.contoso.com',
                        'b.contoso.com:1433' ] } ] }
                """)
            .warnings();

    assertEquals(
        List.of("2:15 /identity", "7:9 /mappings/1/hosts/1"),
        warnings.stream().map(w -> w.line() + ":" + w.column() + " " + w.pointer()).toList());
  }

  /** It may be a secret. */
  @Test
  void showsAVariableAsItIsWritten() throws IOException {
    String text =
        "{ \"mappings\": [ { \"host\": \"a.vault.azure.net\", \"resource\": \"api://${env:NAME}\" } ] }";
    Path file = Files.writeString(folder.resolve("mapping.json"), text);
    ConfigResult result =
        new ConfigLoader(SettingLookup.NONE, new FakeSettings().with("NAME", "planted"))
            .loadFile(file.toString());

    List<Doubt> warnings = MappingLint.of(result.config(), text, List.of()).warnings();

    assertEquals(1, warnings.size(), warnings::toString);
    assertTrue(
        warnings.get(0).what().contains("not for \"api://${env:NAME}\"."), warnings::toString);
  }

  private MappingLint lint(String json) throws IOException {
    String text = json.replace('\'', '"');
    Path file = Files.writeString(folder.resolve("mapping.json"), text);
    ConfigResult result = ConfigLoader.ofProcess().loadFile(file.toString());
    assertEquals(List.of(), result.problems());
    return MappingLint.of(result.config(), text, List.of("127.0.0.1:4711"));
  }
}
