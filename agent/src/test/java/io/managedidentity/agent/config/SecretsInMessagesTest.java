package io.managedidentity.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.management.Explainer;
import io.managedidentity.agent.management.Explanation;
import io.managedidentity.agent.routing.RequestUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What environment variables hold, and what is set as a header, is in no message. */
class SecretsInMessagesTest {
  private static final String SECRET = "s3cr\u00e9t Qwerty/../~{token}?#%";

  @TempDir Path folder;

  /** Each with a value that is refused there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'mode': '${env:KEY}', 'mappings': []",
        "'log': { 'level': '${env:KEY}' }, 'mappings': []",
        "'token': { 'firstTokenWait': '${env:KEY}' }, 'mappings': []",
        "'reload': '${env:KEY}', 'mappings': []",
        "'source': ['${env:KEY}'], 'mappings': []",
        "'identity': '${env:KEY}', 'mappings': []",
        "'identity': { 'clientId': '${env:KEY}' }, 'mappings': []",
        "'identity': { 'resourceId': '${env:KEY}' }, 'mappings': []",
        "'identity': { 'tenantId': '${env:KEY}' }, 'mappings': []",
        "'mappings': [ { 'host': '${env:KEY}', 'resource': 'r' } ]",
        "'mappings': [ { 'hosts': ['a.example:${env:KEY}'], 'resource': 'r' } ]",
        "'mappings': [ { 'host': 'a.example', 'path': '${env:KEY}', 'resource': 'r' } ]",
        "'mappings': [ { 'host': 'a.example', 'path': '/a/../${env:ASCII}', 'resource': 'r' } ]",
        "'mappings': [ { 'host': 'a.example', 'methods': ['${env:KEY}'], 'resource': 'r' } ]",
        "'mappings': [ { 'host': 'a.example', 'methods': ['${env:LOWER}'], 'resource': 'r' } ]",
        "'mappings': [ { 'host': 'a.example', 'resource': '${env:KEY}' } ]",
        "'mappings': [ { 'host': 'a.example', 'resource': 'ecret beside ${env:KEY}' } ]",
        "'mappings': [ { 'host': 'a.example', 'resource': 'r', 'header': '${env:KEY}' } ]",
        "'mappings': [ { 'host': 'a.example', 'resource': 'r', 'format': '${env:KEY}' } ]",
        "'mappings': [ { 'host': 'a.example', 'resource': 'r', 'format': '{token} ${env:LOWER}\\u0007' } ]",
        "'mappings': [ { 'host': 'a.example', 'resource': 'r', 'removeHeaders': ['${env:KEY}'] } ]",
        "'mappings': [ { 'host': 'a.example', 'resource': 'r', 'removeQuery': ['a=${env:KEY}'] } ]",
        "'mappings': [ { 'host': 'a.example', 'resource': 'r', 'setHeaders': { 'x': '${env:KEY}' } } ]",
        "'mappings': [ { 'host': 'a.example', 'resource': 'r', 'setHeaders': { 'x': { 'atLeast': '${env:KEY}' } } } ]",
        "'mappings': [ { 'host': 'a.example', 'resource': 'r', 'setHeaders': { 'x': 's3cr\u00e9t Qwerty' } } ]",
        "'mappings': [ { 'host': 'a.example', 'resource': 'r', 'onTokenFailure': '${env:KEY}' } ]",
        "'mappings': [ { 'name': '${env:LOWER}', 'host': 'a.example', 'resource': 'r' }, { 'name': '${env:LOWER}', 'host': 'a.example', 'resource': 'r' } ]"
      })
  void repeatsNoValueInProblem(String members) throws IOException {
    ConfigResult result = load(members);

    assertFalse(result.problems().isEmpty(), "this is meant to be refused");
    String said = result.problems().toString();
    for (String part : List.of("s3cr", "ecret", "werty", "lower-case-key")) {
      assertFalse(said.contains(part), said);
    }
  }

  /** Each with a value that was pasted into the file as a whole. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'format': 'SharedKey acc:lower-case-key'",
        "'header': 'x-api-key: lower-case-key'",
        "'removeHeaders': ['x-api-key: lower-case-key']",
        "'removeQuery': ['code=lower-case-key']",
        "'removeQuery': ['a&code=lower-case-key']",
        "'hosts': ['https://a.blob.core.windows.net/?sig=lower-case-key']",
        "'hosts': ['https://a.example/hooks/lower-case-key']",
        "'hosts': ['https://user:lower-case-key@a.example']",
        "'hosts': ['user:lower-case-key@a.example']",
        "'hosts': ['a.example:6380,password=lower-case-key']",
        "'path': '/a?sig=lower-case-key'",
        "'path': '//lower/../case5case5case5case5case5case5case5secret'",
        "'resource': 'https://a.example/ ?sig=lower-case-key'",
        "'identity': 'AccountKey=lower-case-key'",
        "'identity': 'werty5werty5werty5werty5werty5werty5'",
        "'identity': { 'clientId': 'werty' }",
        "'onTokenFailure': 'werty5x'",
        "'methods': ['5werty!']"
      })
  void repeatsNoValueOfTheFile(String member) throws IOException {
    String host = member.startsWith("'hosts'") ? "" : "'host': 'a.example', ";
    String resource = member.startsWith("'resource'") ? "" : "'resource': 'r', ";
    ConfigResult result = load("'mappings': [ { " + host + resource + member + " } ]");

    assertFalse(result.problems().isEmpty(), "this is meant to be refused");
    String said = result.problems().toString();
    for (String part : List.of("ecret", "werty", "lower-case-key")) {
      assertFalse(said.contains(part), said);
    }
  }

  @Test
  void saysWhatIsWrongAllTheSame() throws IOException {
    String said =
        load("'mappings': [ { 'host': 'https://a.example/?sig=x', 'resource': 'r', 'format': 'Bearer', 'removeQuery': ['code=x'] } ]")
            .problems()
            .toString();

    for (String part :
        List.of(
            "\"https://a.example…\" (24 characters) cannot be the pattern of a host. Leave off the scheme",
            "the format of 6 characters does not contain {token}",
            "\"code…\" (6 characters) is not the name of a query parameter")) {
      assertTrue(said.contains(part), said);
    }
  }

  @Test
  void namesVariableLengthAndPlaceOfBadCharacter() throws IOException {
    ConfigResult result =
        load(
            "'mappings': [ { 'host': 'a.example', 'resource': 'r', 'setHeaders': { 'x-key': '${env:KEY}', 'x-tab': 'a\\tb' } } ]");

    String opening = folder.resolve("m.json") + ":1:";
    assertEquals(2, result.problems().size());
    String first = result.problems().get(0).toString();
    assertTrue(first.startsWith(opening), first);
    assertTrue(
        first.endsWith(
            "/mappings/0/setHeaders/x-key: the value cannot be the value of a header: a non-ASCII character"
                + " is at position 5 of 28 characters from the environment variable \"KEY\". Write visible"
                + " ASCII characters on one line, without blanks at the ends."),
        first);
    assertTrue(
        result
            .problems()
            .get(1)
            .toString()
            .contains(
                "/mappings/0/setHeaders/x-tab: the value cannot be the value of a header: a tab is at position 2 of 3 characters."),
        result.problems().toString());
  }

  @Test
  void showsPlaceholdersAndLengthsInExplain() throws IOException {
    ConfigResult result =
        load(
            """
            'identity': { 'clientId': '${env:ID}' },
            'mappings': [
              { 'name': 'first ${env:LOWER}', 'host': '${env:LOWER}.example', 'resource': 'r' },
              { 'name': 'second', 'host': 'a.example', 'resource': 'api://${env:LOWER}',
                'removeHeaders': ['${env:LOWER}', 'x-old'], 'removeQuery': ['${env:LOWER}'],
                'header': 'x-${env:LOWER}', 'format': '${env:LOWER} {token}',
                'setHeaders': { 'x-key': '${env:LOWER}', 'x-plain': 'lower-case-key',
                                'x-version': { 'atLeast': '${env:LOWER}' } } } ]
            """);
    AgentConfig config = result.config();
    assertNotNull(config, () -> result.problems().toString());

    Explanation answer =
        new Explainer(config, List.of())
            .explain(RequestUrl.parse("https://a.example/"), "GET", List.of(), false);

    assertEquals("second", answer.getMapping());
    assertEquals("api://${env:LOWER}", answer.getResource());
    assertEquals("clientId ${env:ID}", answer.getIdentity());
    assertEquals(List.of("${env:LOWER}", "x-old", "?${env:LOWER}"), answer.getRemove());
    assertEquals(
        Map.of(
            "x-${env:LOWER}",
            "${env:LOWER} {token}",
            "x-key",
            "(14 characters from the environment variable \"LOWER\")",
            "x-plain",
            "(14 characters)",
            "x-version",
            "at least (14 characters from the environment variable \"LOWER\")"),
        answer.getSet());
    assertEquals("first ${env:LOWER}", answer.getAbove().get(0).getMapping());
    assertEquals(
        "host \"a.example\" is not [${env:LOWER}.example]", answer.getAbove().get(0).getBecause());
    MappingConfig second = config.mappings().get(1);
    assertEquals("lower-case-key", second.setHeaders().get(0).value(), "what is sent is the value");
    assertFalse(second.setHeaders().toString().contains("lower-case-key"));
  }

  @Test
  void cutsLineBreakAtEndOfVariableAndNotesItForHeaderValues() throws IOException {
    ConfigResult result =
        load(
            "'mappings': [ { 'host': '${env:HOST_LINE}', 'resource': 'r', 'setHeaders': { 'x-key': '${env:LINE}' } } ]");
    AgentConfig config = result.config();

    assertNotNull(config, () -> result.problems().toString());
    assertEquals("k", config.mappings().get(0).setHeaders().get(0).value());
    assertEquals("a.example", config.mappings().get(0).hosts().get(0).name());
    assertEquals(
        List.of(
            folder.resolve("m.json")
                + ":1:79: the line break at the end of the environment variable \"LINE\" is not part of the header \"x-key\"."),
        result.notes());
  }

  @Test
  void notesTheLineBreakThatIsCutFromAFormat() throws IOException {
    ConfigResult result =
        load(
            "'mappings': [ { 'host': 'a.example', 'resource': 'r', 'format': '{token} ${env:LINE}' } ]");

    assertEquals(
        List.of(
            folder.resolve("m.json")
                + ":1:56: the line break at the end of the environment variable \"LINE\" is not part"
                + " of the value of the header."),
        result.notes());
  }

  private ConfigResult load(String members) throws IOException {
    Path file = Files.writeString(folder.resolve("m.json"), "{" + members.replace('\'', '"') + "}");
    FakeSettings environment =
        new FakeSettings()
            .with("KEY", SECRET)
            .with("ASCII", "ecret")
            .with("LOWER", "lower-case-key")
            .with("ID", "11111111-2222-3333-4444-555555555555")
            .with("LINE", "k\r\n")
            .with("HOST_LINE", "a.example\n");
    return new ConfigLoader(SettingLookup.NONE, environment).load(file.toString());
  }
}
