package io.managedidentity.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.catalogue.Catalogue;
import io.managedidentity.agent.catalogue.CatalogueService;
import io.managedidentity.agent.target.HostPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ServiceMappingTest {
  @TempDir Path folder;

  static Stream<CatalogueService> all() {
    return Catalogue.ofThisJar().all().stream();
  }

  @Test
  void aServiceAloneIsAWholeMapping() throws IOException {
    MappingConfig mapping = only("{ 'service': 'storage-blob' }");

    assertEquals("storage-blob", mapping.service());
    assertEquals(List.of("*.blob.core.windows.net", "*.z*.blob.storage.azure.net"), hosts(mapping));
    assertEquals("https://storage.azure.com/", resource(mapping));
    assertEquals("Authorization", mapping.header());
    assertEquals("Bearer {token}", mapping.format());
    assertEquals(ExistingAuthorization.REPLACE_STORED_SECRET, mapping.existingAuthorization());
    assertTrue(mapping.removeQuery().containsAll(List.of("sig", "sv", "se", "sp")));
    assertEquals("[x-ms-version: at least (2017-11-09)]", mapping.setHeaders().toString());
    assertEquals(OnTokenFailure.SEND_UNCHANGED, mapping.onTokenFailure());
  }

  @Test
  void aMappingWithoutServiceKeepsItsDefaults() throws IOException {
    MappingConfig mapping = only("{ 'host': 'a.blob.core.windows.net', 'resource': 'api://r' }");

    assertEquals(ExistingAuthorization.KEEP, mapping.existingAuthorization());
    assertEquals(List.of(), mapping.removeQuery());
    assertEquals(List.of(), mapping.setHeaders());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "cosmos-nosql | Authorization | type%3Daad%26ver%3D1.0%26sig%3D{token:urlencoded} | []",
        "relay | ServiceBusAuthorization | Bearer {token} | [sb-hc-token]",
        "ai-search | Authorization | Bearer {token} | [api-key]",
      })
  void aServiceBringsHeaderAndFormat(String id, String header, String format, String removed)
      throws IOException {
    MappingConfig mapping = only("{ 'service': '" + id + "', 'host': 'a.example' }");

    assertEquals(header, mapping.header());
    assertEquals(format, mapping.format());
    assertEquals(removed, mapping.removeQuery().toString());
  }

  @Test
  void explicitKeysWin() throws IOException {
    MappingConfig mapping =
        only(
            """
            { 'service': 'event-grid', 'host': 'a.example:8443', 'resource': 'api://r', 'header': 'aeg-sas-key',
              'format': 'T {token}', 'removeQuery': ['x'], 'existingAuthorization': 'keep',
              'setHeaders': { 'aeg-sas-token': 'none' } }
            """);

    assertEquals(List.of("a.example:8443"), hosts(mapping));
    assertEquals("api://r", resource(mapping));
    assertEquals("aeg-sas-key", mapping.header());
    assertEquals("T {token}", mapping.format());
    assertEquals(List.of(), mapping.removeHeaders());
    assertEquals(List.of("x"), mapping.removeQuery());
    assertEquals(ExistingAuthorization.KEEP, mapping.existingAuthorization());
  }

  @Test
  void setHeadersAddsToWhatTheServiceSets() throws IOException {
    MappingConfig mapping =
        only(
            "{ 'service': 'storage-file', 'setHeaders': { 'X-MS-Version': { 'atLeast': '2024-11-04' }, 'x-own': '1' } }");
    MappingConfig removing =
        only("{ 'service': 'storage-file', 'removeHeaders': ['X-MS-File-Request-Intent'] }");

    assertEquals(
        List.of(
            "X-MS-Version 2024-11-04 true",
            "x-own 1 false",
            "x-ms-file-request-intent backup false"),
        settings(mapping));
    assertEquals(List.of("x-ms-version 2024-11-04 true"), settings(removing));
  }

  @ParameterizedTest
  @CsvSource({
    "usgov, key-vault, *.vault.usgovcloudapi.net, https://vault.usgovcloudapi.net",
    "china, key-vault, *.vault.azure.cn, https://vault.azure.cn",
    "usgov, arm, management.usgovcloudapi.net, https://management.usgovcloudapi.net/",
    "china, storage-queue, *.queue.core.chinacloudapi.cn, https://storage.azure.com/",
  })
  void theCloudDecidesHostsAndResource(String cloud, String id, String host, String resource)
      throws IOException {
    ConfigResult result =
        load("{ 'cloud': '" + cloud + "', 'mappings': [ { 'service': '" + id + "' } ] }");

    assertEquals(List.of(), result.problems());
    assertEquals(List.of(host), hosts(mapping(result)));
    assertEquals(resource, resource(mapping(result)));
  }

  @ParameterizedTest
  @CsvSource({
    "kusto, orders.westeurope.kusto.windows.net, https://orders.westeurope.kusto.windows.net",
    "kusto, ingest-orders.westeurope.kusto.windows.net, https://orders.westeurope.kusto.windows.net",
    "healthcare-fhir, a-b.fhir.azurehealthcareapis.com, https://a-b.fhir.azurehealthcareapis.com",
    "dataverse, orders.api.crm4.dynamics.com, https://orders.crm4.dynamics.com",
    "dataverse, orders.crm4.dynamics.com, https://orders.crm4.dynamics.com",
  })
  void aResourceCanBeTheAddressOfTheHost(String id, String host, String resource)
      throws IOException {
    MappingConfig mapping = only("{ 'service': '" + id + "', 'host': '" + host + "' }");

    assertEquals(resource, resource(mapping));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "public | 'service': 'storage-blop' | /service | Did you mean \"storage-blob\"?",
        "public | 'service': 'nothing-like-it' | /service | The command services lists all",
        "public | 'service': 5 | /service | string in double quotes",
        "public | 'service': 'key-vault', 'host': 'a.example', 'skip': true | /service | leaves the request alone",
        "public | 'confirm': true, 'host': 'a.example', 'resource': 'r' | /confirm | without \"service\"",
        "public | 'service': 'sql-database' | /service | cannot carry a token: The database speaks TDS, not HTTP. Set",
        "public | 'service': 'container-registry' | /service | exchanged",
        "public | 'service': 'notification-hubs' | /service | SAS only. Leave it unmapped",
        "public | 'service': 'log-analytics-collector' | /service | logs-ingestion",
        "public | 'service': 'cognitive-regional' | /service | custom subdomain",
        "public | 'service': 'entra-token-endpoint' | /service | tokenEndpoint",
        "china | 'service': 'iot-central' | /service | knows no hosts of the service \"iot-central\" in the cloud china",
        "usgov | 'service': 'event-grid' | /service | Sources disagree about the audience outside the public cloud",
        "usgov | 'service': 'event-grid', 'confirm': false | /service | add \"confirm\": true",
        "usgov | 'service': 'confidential-ledger', 'confirm': true | | knows no resource",
        "public | 'service': 'maps' | /service | Add \"setHeaders\": { \"x-ms-client-id\": … }.",
        "public | 'service': 'speech', 'confirm': true | /service | Add \"format\".",
        "public | 'service': 'service-bus' | | needs one, since other services share its host names",
        "public | 'service': 'own-api', 'resource': 'api://r' | | the mapping has no host",
        "public | 'service': 'own-api', 'host': 'a.example' | | Application ID URI",
        "public | 'service': 'logic-apps', 'host': 'p.westeurope.logic.azure.com' | | Add \"resource\"",
        "public | 'service': 'kusto' | | needs one, since each host has an audience of its own",
        "public | 'service': 'kusto', 'host': '*.westeurope.kusto.windows.net' | | Name one host",
        "public | 'service': 'kusto', 'hosts': ['a.b.kusto.windows.net', 'c.b.kusto.windows.net'] | | Name one host",
        "public | 'service': 'kusto', 'host': '${env:CLUSTER}.b.kusto.windows.net' | | add \"resource\"",
      })
  void saysWhatAServiceLacks(String cloud, String members, String pointer, String text)
      throws IOException {
    ConfigResult result = load("{ 'cloud': '" + cloud + "', 'mappings': [ { " + members + " } ] }");

    String where = "/mappings/0" + (pointer == null ? "" : pointer);
    assertEquals(1, result.problems().size(), result.problems()::toString);
    ConfigProblem problem = result.problems().get(0);
    assertEquals(where, problem.pointer());
    assertTrue(problem.toString().contains(text), problem::toString);
    assertTrue(!problem.toString().contains(".."), problem::toString);
  }

  @Test
  void reportsWhatSeveralServicesLackTogether() throws IOException {
    ConfigResult result =
        load(
            "{ 'cloud': 'usgov', 'mappings': [ { 'service': 'maps' }, { 'service': 'redis' }, { 'service': 'service-bus' } ] }");

    assertEquals(
        List.of("/mappings/0/service", "/mappings/0/service", "/mappings/1/service", "/mappings/2"),
        result.problems().stream().map(ConfigProblem::pointer).toList());
  }

  @Test
  void callsNothingMissingWhereTheFileEnds() throws IOException {
    ConfigResult result = load("{ 'mappings': [ { 'service': 'maps'");

    assertEquals(1, result.problems().size(), result.problems()::toString);
  }

  @Test
  void usesARowOfLowConfidenceThatIsConfirmed() throws IOException {
    ConfigResult result =
        load("{ 'cloud': 'china', 'mappings': [ { 'service': 'event-grid', 'confirm': true } ] }");

    assertEquals(List.of(), result.problems());
    assertEquals(List.of("*.*.eventgrid.azure.cn"), hosts(mapping(result)));
  }

  /** No row can surprise the reader of mappings: it is used, or what it needs is said. */
  @ParameterizedTest
  @MethodSource("all")
  void readsEveryRowInEveryCloud(CatalogueService service) throws IOException {
    for (String cloud : Catalogue.CLOUDS) {
      ConfigResult alone =
          load(
              "{ 'cloud': '%s', 'mappings': [ { 'service': '%s' } ] }"
                  .formatted(cloud, service.id()));
      ConfigResult whole =
          load(
              "{ 'cloud': '%s', 'mappings': [ { 'service': '%s', 'confirm': true, 'host': 'a.example', 'resource': 'r', %s } ] }"
                  .formatted(
                      cloud,
                      service.id(),
                      "'format': 'Bearer {token}', 'setHeaders': { 'x-ms-client-id': '1', 'Ocp-Apim-ResourceId': '2' }"));

      boolean isThere = service.takesToken() && !service.confidence(cloud).equals("none");
      boolean isWhole =
          isThere
              && service.isAnyHostSafe()
              && service.resource(cloud) != null
              && service.needs().isEmpty()
              && !service.confidence(cloud).equals("low");
      assertEquals(isThere, whole.config() != null, whole.problems()::toString);
      assertEquals(isWhole, alone.config() != null, alone.problems()::toString);
    }
  }

  private MappingConfig only(String mapping) throws IOException {
    ConfigResult result = load("{ 'mappings': [ " + mapping + " ] }");
    assertEquals(List.of(), result.problems());
    return mapping(result);
  }

  private ConfigResult load(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("mapping.json"), json.replace('\'', '"'));
    return new ConfigLoader(new FakeSettings(), new FakeSettings().with("CLUSTER", "orders"))
        .loadFile(file.toString());
  }

  private static MappingConfig mapping(ConfigResult result) {
    AgentConfig config = result.config();
    assertNotNull(config);
    return config.mappings().get(0);
  }

  private static List<String> hosts(MappingConfig mapping) {
    return mapping.hosts().stream().map(HostPattern::text).toList();
  }

  private static List<String> settings(MappingConfig mapping) {
    return mapping.setHeaders().stream()
        .map(header -> header.name() + " " + header.value() + " " + header.atLeast())
        .toList();
  }

  private static String resource(MappingConfig mapping) {
    assertNotNull(mapping.tokenRequest());
    return mapping.tokenRequest().resource();
  }
}
