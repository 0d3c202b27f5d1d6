package io.managedidentity.agent.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.managedidentity.agent.catalogue.Catalogue;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.config.ConfigOption;
import io.managedidentity.agent.config.ConfigOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema refuses and accepts what the loader does, but for what no schema can say. */
class SchemaAgreementTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  /** Members of the file, with single quotes. */
  private static final String TOP_LEVEL =
      """
      'mappings': []
      'mode': 'inject'
      'mode': 'discover'
      'mode': 'off'
      'mode': 'shadow'
      'mode': 'shadow', 'mappings': []
      'mode': 'observe', 'mappings': []
      'mode': 'on', 'mappings': []
      'mode': '${env:SCHEMA_TEST:observe}', 'mappings': []
      'mode': true, 'mappings': []
      'cloud': 'mars', 'mappings': []
      'mapings': [], 'mappings': []
      'reload': 'true', 'mappings': []
      'reload': '${env:SCHEMA_TEST:true}', 'mappings': []
      'jmx': false, 'mappings': []
      'token': { 'firstTokenWait': '10s' }, 'mappings': []
      'token.firstTokenWait': '500ms', 'mappings': []
      'token.firstTokenWait': '10m', 'mappings': []
      'token.firstTokenWait': '11m', 'mappings': []
      'token.firstTokenWait': '601s', 'mappings': []
      'token.firstTokenWait': '600000ms', 'mappings': []
      'token.firstTokenWait': '600001ms', 'mappings': []
      'token.firstTokenWait': '10', 'mappings': []
      'token.firstTokenWait': '10 s', 'mappings': []
      'token.firstTokenWait': '1h', 'mappings': []
      'token.firstTokenWait': 10, 'mappings': []
      'token.firstTokenWait': '${env:SCHEMA_TEST:10s}', 'mappings': []
      'token': { 'firstTokenWeit': '10s' }, 'mappings': []
      'log.level': 'loud', 'mappings': []
      'log': { 'level': 'debug', 'format': 'json' }, 'mappings': []
      'log.file': '', 'mappings': []
      'log.file': ' ', 'mappings': []
      'source': 'auto', 'mappings': []
      'source': 'imsd', 'mappings': []
      'source': ['imds', 'azure-cli'], 'mappings': []
      'source': ['imds', 'imds'], 'mappings': []
      'source': ['auto', 'imds'], 'mappings': []
      'source': [], 'mappings': []
      'source': ['${env:SCHEMA_TEST:imds}'], 'mappings': []
      'identity': 'system-assigned', 'mappings': []
      'identity': 'system', 'mappings': []
      'identity': '${env:SCHEMA_TEST:system-assigned}', 'mappings': []
      'identity': {}, 'mappings': []
      'identity': { 'clientId': '11111111-2222-3333-4444-555555555555' }, 'mappings': []
      'identity': { 'clientId': '${env:SCHEMA_TEST:11111111-2222-3333-4444-555555555555}' }, 'mappings': []
      'identity': { 'clientId': '1111111122223333444455555555555' }, 'mappings': []
      'identity': { 'objectId': '11111111-2222-3333-4444-55555555555g' }, 'mappings': []
      'identity': { 'clientId': '11111111-2222-3333-4444-555555555555', 'objectId': '11111111-2222-3333-4444-555555555555' }, 'mappings': []
      'identity': { 'resourceId': '/Subscriptions/1/resourceGroups/g' }, 'mappings': []
      'identity': { 'resourceId': 'subscriptions/1' }, 'mappings': []
      'identity': { 'resourceId': '/subscriptions/1 2' }, 'mappings': []
      'identity': { 'tenantId': 'contoso.example' }, 'mappings': []
      'identity': { 'tenantId': 'a/b' }, 'mappings': []
      'identity': { 'source': 'imds' }, 'mappings': []
      'identity': { 'source': ['auto', 'imds'] }, 'mappings': []
      'identity': { 'clientID': 'x' }, 'mappings': []
      'mappings': {}
      'mappings': [ 1 ]
      'mappings': [ {} ]
      """;

  /** Members of a mapping beside a host and a resource. */
  private static final String TREATMENTS =
      """
      'name': 'api'
      'name': ''
      'path': '/v2/**'
      'path': ['/a', '/b/*']
      'path': 'v2'
      'path': '/a?b'
      'path': '/a/../b'
      'path': '/a//b'
      'path': '/a b'
      'path': '/***'
      'path': '/a;b'
      'path': '/%C3%A9'
      'path': '/%c3%a9'
      'path': []
      'path': '${env:SCHEMA_TEST:/a}'
      'methods': ['GET', 'M-SEARCH']
      'methods': ['get']
      'methods': ['CONNECT']
      'methods': ['G T']
      'methods': []
      'methods': 'GET'
      'host': 'b.example'
      'hosts': ['b.example']
      'resource': ''
      'service': 'key-vualt'
      'confirm': true
      'existingAuthorization': 'keep'
      'existingAuthorization': 'kept'
      'header': 'x-token'
      'header': 'Host'
      'header': 'x token'
      'header': '${env:SCHEMA_TEST:x-token}'
      'format': '{token}'
      'format': 'Bearer {token:urlencoded}'
      'format': 'Bearer'
      'format': '{token}{token}'
      'format': '{token} {other}'
      'format': ' {token}'
      'format': '{token} '
      'removeHeaders': ['x-api-key']
      'removeHeaders': ['Content-Length']
      'removeHeaders': ['x api']
      'removeHeaders': 'x-api-key'
      'removeQuery': ['code']
      'removeQuery': ['code=1']
      'removeQuery': ['a&b']
      'removeQuery': []
      'setHeaders': { 'x': 'y z' }
      'setHeaders': {}
      'setHeaders': { 'x': ' y' }
      'setHeaders': { 'x': '' }
      'setHeaders': { 'x': 'caf\\u00e9' }
      'setHeaders': { 'x': '{token}' }
      'setHeaders': { 'connection': 'close' }
      'setHeaders': { 'x y': 'z' }
      'setHeaders': { 'x': { 'atLeast': '2017-11-09' } }
      'setHeaders': { 'x': { 'atLeast': '' } }
      'setHeaders': { 'x': { 'least': '1' } }
      'setHeaders': { 'x': 1 }
      'setHeaders': { 'x': '${env:SCHEMA_TEST:y}' }
      'onTokenFailure': 'fail-request'
      'onTokenFailure': 'fail'
      'allowPlainHttp': true
      'allowPlainHttp': 'true'
      'fallbackOnRejection': 1
      'share': 50
      'share': 101
      'share': -1
      'share': '50'
      'share': 1.5
      'placeholder': 'dummy'
      'placeholder': 'abc'
      'mode': 'observe'
      'mode': 'shadow'
      'mode': 'discover'
      'identity': { 'clientId': 'x' }
      'skip': true
      'skip': false
      'skip': 'true'
      'answer': true
      'clientId': '11111111-2222-3333-4444-555555555555'
      'tokenEndpoint': 'contoso.example'
      """;

  private static final List<String> HOSTS =
      List.of(
          "a.example",
          "A.Example.",
          "localhost",
          "a_b-c.example",
          "a.example:8443",
          "a.example:*",
          "a.example:0",
          "a.example:00443",
          "a.example:65535",
          "a.example:65536",
          "a.example:",
          ":443",
          "a..example",
          ".example",
          "",
          " a.example",
          "https://a.example",
          "a.example/x",
          "user@a.example",
          "*.a.example",
          "**.a.example",
          "a*b.example",
          "*",
          "**",
          "*.*",
          "a.*",
          "a***.example",
          "a**.example",
          "10.0.0.4",
          "10.0.0.4:80",
          "10.0.0.256",
          "010.0.0.4",
          "10.0.4",
          "*.0.0.4",
          "0x7f.1",
          "[2001:db8::1]",
          "[2001:db8::1]:443",
          "2001:db8::1",
          "[a.example]",
          "b\\u00fccher.example",
          "${env:SCHEMA_TEST:a.example}");

  private static final List<String> RESOURCES =
      List.of(
          "r",
          "api://orders",
          "https://vault.azure.net/.default",
          "/.default",
          "a b",
          "a;b",
          "a{b}",
          "a'b",
          "r\\u00e9",
          "a?b=c#d%20",
          "${env:SCHEMA_TEST:r}");

  private static final List<String> ENDPOINTS =
      List.of(
          "contoso.example",
          "organizations",
          "11111111-2222-3333-4444-555555555555",
          ".example",
          "a/b",
          "https://login.microsoftonline.com/contoso.example",
          "https://login.microsoftonline.com/contoso.example/",
          "https://login.microsoftonline.com/",
          "https://login.microsoftonline.com",
          "http://login.microsoftonline.com/contoso.example",
          "https://*.example/contoso.example",
          "${env:SCHEMA_TEST:contoso.example}");

  /** What only the loader knows, each with its reason. The schema accepts all of these. */
  private static final List<String> ONLY_THE_LOADER_REFUSES =
      List.of(
          // Keys that contradict each other by their values (docs/decisions.md).
          "'mappings': [ { 'host': 'a.example', 'resource': 'r', 'removeHeaders': ['authorization'] } ]",
          "'mappings': [ { 'host': 'a.example', 'resource': 'r', 'removeHeaders': ['x'], 'setHeaders': { 'X': 'y' } } ]",
          "'mappings': [ { 'name': 'a', 'host': 'a.example', 'resource': 'r' }, { 'name': 'a', 'host': 'b.example', 'resource': 'r' } ]",
          // What a variable holds.
          "'mode': '${env:SCHEMA_TEST:on}', 'mappings': []",
          "'mode': '${env:SCHEMA_TEST_THAT_IS_NOT_SET}', 'mappings': []",
          // A service in one cloud and not in another.
          "'cloud': 'china', 'mappings': [ { 'service': 'maps', 'setHeaders': { 'x-ms-client-id': 'x' } } ]");

  @TempDir Path folder;
  private final JsonSchema schema =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(MappingFileSchema.json());
  private int accepted;
  private int refused;
  private final List<String> disagreements = new ArrayList<>();

  @Test
  void agreesWithTheLoader() throws IOException {
    for (String members : TOP_LEVEL.strip().split("\n")) {
      compare(members);
    }
    for (String members : TREATMENTS.strip().split("\n")) {
      compareMapping("'host': 'a.example', 'resource': 'r', " + members);
      compareMapping(members);
      compareMapping("'host': 'a.example', 'skip': true, " + members);
      compareMapping("'tokenEndpoint': 'contoso.example', " + members);
      compareMapping("'service': 'storage-blob', 'host': 'a.blob.core.windows.net', " + members);
    }
    for (String host : HOSTS) {
      compareMapping("'host': '" + host + "', 'resource': 'r'");
      compareMapping("'hosts': ['" + host + "'], 'resource': 'r'");
    }
    for (String resource : RESOURCES) {
      compareMapping("'host': 'a.example', 'resource': '" + resource + "'");
    }
    for (String endpoint : ENDPOINTS) {
      compareMapping("'tokenEndpoint': '" + endpoint + "'");
    }
    for (ConfigOption option : ConfigOptions.mapping()) {
      compareMapping("'host': 'a.example', 'resource': 'r', '" + option.key() + "': 7");
    }

    assertEquals(List.of(), disagreements);
    assertTrue(accepted > 100, () -> accepted + " accepted");
    assertTrue(refused > 200, () -> refused + " refused");
  }

  @Test
  void agreesAboutEveryServiceInThePublicCloud() throws IOException {
    for (String id : Catalogue.ofThisJar().ids()) {
      compareMapping("'service': '" + id + "'");
      compareMapping("'service': '" + id + "', 'host': 'a.example'");
      compareMapping("'service': '" + id + "', 'host': 'a.example', 'confirm': true");
      compareMapping(
          "'service': '"
              + id
              + "', 'host': 'a.example', 'confirm': true, 'resource': 'r', 'setHeaders': { 'x-ms-client-id': 'x' }");
    }

    assertEquals(List.of(), disagreements);
  }

  @Test
  void agreesThatASettingHasOneForm() throws IOException {
    for (ConfigOption option : ConfigOptions.topLevelOptions()) {
      int dot = option.key().indexOf('.');
      if (dot > 0) {
        String group = option.key().substring(0, dot);
        String member = "'" + option.key().substring(dot + 1) + "': " + value(option);
        String flat = "'" + option.key() + "': " + value(option);
        compare(flat + ", 'mappings': []");
        compare("'%s': { %s }, 'mappings': []".formatted(group, member));
        compare(flat + ", '%s': {}, 'mappings': []".formatted(group));
        compare(flat + ", '%s': { %s }, 'mappings': []".formatted(group, member));
      }
    }

    assertEquals(List.of(), disagreements);
    assertTrue(refused > 20, () -> refused + " refused");
    assertEquals(3 * refused, accepted, "only both forms at once are refused");
  }

  /** Such as the loader takes. */
  private static String value(ConfigOption option) {
    return switch (option.type()) {
      case BOOLEAN -> "true";
      case CHOICE -> "'" + option.choices().get(0) + "'";
      case DURATION -> "'1s'";
      case TEXTS -> "['com.example']";
      default -> "'x'";
    };
  }

  @Test
  void acceptsWhatOnlyTheLoaderKnows() throws IOException {
    for (String members : ONLY_THE_LOADER_REFUSES) {
      compare(members);
    }

    assertEquals(
        ONLY_THE_LOADER_REFUSES.stream()
            .map(members -> "only the loader refuses: " + members)
            .toList(),
        disagreements);
  }

  private void compareMapping(String members) throws IOException {
    try {
      JSON.readTree(json(members));
    } catch (IOException e) {
      return; // a key twice, which JSON forbids
    }
    compare("'mappings': [ { " + members + " } ]");
  }

  private void compare(String members) throws IOException {
    String text = json(members);
    JsonNode document = JSON.readTree(text);
    Path file = Files.writeString(folder.resolve("m.json"), text);
    boolean isLoaded = ConfigLoader.ofProcess().loadFile(file.toString()).config() != null;
    boolean isValid = schema.validate(document).isEmpty();
    accepted += isLoaded ? 1 : 0;
    refused += isLoaded ? 0 : 1;
    if (isLoaded != isValid) {
      disagreements.add(
          (isLoaded ? "only the schema refuses: " : "only the loader refuses: ") + members);
    }
  }

  private static String json(String members) {
    return "{ " + members.replace('\'', '"') + " }";
  }
}
