package io.managedidentity.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.managedidentity.agent.catalogue.Catalogue;
import io.managedidentity.agent.catalogue.CatalogueService;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of commands: narrower than the terminal, with the same words as in a file, each whole. */
class TablesAtWidthsTest {
  private static final String SOURCES =
      """
      [ { 'id': 'workload-identity', 'present': false, 'auto': true,
          'reason': 'not set: AZURE_FEDERATED_TOKEN_FILE, AZURE_TENANT_ID, AZURE_CLIENT_ID' },
        { 'id': 'imds', 'present': true, 'auto': true, 'chosen': true,
          'reason': 'the default if nothing else is found; the first token will show whether it answers' },
        { 'id': 'azure-developer-cli', 'present': true,
          'reason': 'the first token will show whether azd is installed and signed in' } ]
      """;

  private static final String STATUS =
      """
      { 'version': '1.2.3', 'mode': 'inject', 'configFile': '/etc/orders/managed-identity/of/production/mapping.json',
        'file': { 'message': 'it is invalid:',
          'problems': [ '/etc/orders/managed-identity/of/production/mapping.json:1:1: /mode: no such mode.' ] },
        'mappings': [ { 'name': 'the orders', 'mode': 'inject', 'requests': 4120, 'injected': 4110, 'kept': 10,
          'hosts': ['a-storage-account-of-orders.blob.core.windows.net', '*.z*.blob.storage.azure.net'],
          'lastOutcome': { 'what': 'injected', 'status': 403, 'at': '2026-11-30T02:59:57Z',
            'host': 'a-storage-account-of-orders.blob.core.windows.net' } } ],
        'tokens': [ { 'resource': 'https://a-namespace-of-orders.servicebus.windows.net',
          'identity': 'clientId 11111111-2222-3333-4444-555555555555', 'usable': false,
          'lastError': 'azure_cli_failed: The program az ended with an error. Look at what it says.',
          'advice': 'Run the command yourself: az account get-access-token --output json --resource R',
          'check': 'java -jar managed-identity-agent.jar token --resource R --source azure-cli' } ],
        'clients': [ { 'name': 'okhttp', 'version': '4.12.0', 'covered': false, 'whyNot': 'It has no method x.',
          'loader': 'org.springframework.boot.loader.launch.LaunchedClassLoader' } ],
        'suppressedErrors': 2, 'needs': [ 'requests of okhttp are not covered, so they get no token',
          'there is no token for https://a-namespace-of-orders.servicebus.windows.net as system-assigned' ] }
      """;

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120, 200})
  void showsSources(int width) throws IOException {
    ArrayNode sources = (ArrayNode) json(SOURCES);

    check(width, table -> SourcesCommand.print(sources, table));
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120, 200})
  void showsServices(int width) {
    Catalogue catalogue = Catalogue.ofThisJar();

    check(width, table -> ServicesCommand.print(catalogue, table));
    for (CatalogueService service : catalogue.all()) {
      check(
          width,
          table ->
              table.print(ServicesCommand.toJson(service, new ObjectMapper().createObjectNode())));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120, 200})
  void showsAStatus(int width) throws IOException {
    JsonNode status = json(STATUS);
    Instant now = Instant.parse("2026-11-30T03:00:00Z");

    check(width, table -> new StatusText(status, now, table).print());
  }

  private static void check(int width, Consumer<TextTable> command) {
    List<String> shown = lines(width, command);
    List<String> inAFile = lines(TextTable.UNLIMITED, command);

    for (String line : shown) {
      assertTrue(line.length() <= width || isWhole(line.strip()), line);
      assertFalse(line.endsWith(" "), line);
    }
    assertEquals(words(inAFile), words(shown), () -> String.join("\n", shown));
  }

  /** A word, an element of an array, a command. */
  private static boolean isWhole(String text) {
    return text.matches("\\S+|\\[?\"[^\"]*\"[],]|az .*|java .*");
  }

  /** In any order: a cell may stand below its row. */
  private static List<String> words(List<String> lines) {
    String text = String.join("\n", lines).replace("\",\"", "\", \"");
    return Arrays.stream(text.split("\\s+")).sorted().toList();
  }

  private static List<String> lines(int width, Consumer<TextTable> command) {
    StringWriter out = new StringWriter();
    command.accept(new TextTable(new PrintWriter(out), width));
    return out.toString().lines().toList();
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text.replace('\'', '"'));
  }
}
