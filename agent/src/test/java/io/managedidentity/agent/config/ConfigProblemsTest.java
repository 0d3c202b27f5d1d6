package io.managedidentity.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigProblemsTest {
  @TempDir Path folder;

  /** One mapping that is good but for what the row adds. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'hots': 'a.example' | /mappings/0/hots | Did you mean \"host\"?",
        "'resource': 5 | /mappings/0/resource | string",
        "'resource': '' | /mappings/0/resource | ",
        "'resource': 'a b' | /mappings/0/resource | is not a resource",
        "'host': 'a.example/x' | /mappings/0/host | ",
        "'host': 'https://a.example' | /mappings/0/host | ",
        "'host': 'user@a.example' | /mappings/0/host | ",
        "'host': '*' | /mappings/0/host | strangers' hosts",
        "'host': '**' | /mappings/0/host | strangers' hosts",
        "'host': 'a..example' | /mappings/0/host | ",
        "'host': 'a.example:0' | /mappings/0/host | port",
        "'host': '0177.0.0.1' | /mappings/0/host | ",
        "'host': '2130706433' | /mappings/0/host | ",
        "'host': '0x7f.0.0.1' | /mappings/0/host | ",
        "'host': '*.0.0.1' | /mappings/0/host | ",
        "'host': 'fe80::1%eth0' | /mappings/0/host | ",
        "'hosts': [] | /mappings/0/hosts | ",
        "'path': 'x' | /mappings/0/path | begin",
        "'path': ['/a', 5] | /mappings/0/path/1 | string",
        "'methods': ['GET', 'P ST'] | /mappings/0/methods/1 | ",
        "'methods': 'GET' | /mappings/0/methods | list",
        "'existingAuthorization': 'replcae' | /mappings/0/existingAuthorization | \"replace\"",
        "'onTokenFailure': 'fail' | /mappings/0/onTokenFailure | fail-request",
        "'format': 'Bearer' | /mappings/0/format | {token}",
        "'format': 'Bearer {token}\\r\\nX: y' | /mappings/0/format | ",
        "'header': 'X Y' | /mappings/0/header | ",
        "'header': 'Host' | /mappings/0/header | ",
        "'removeHeaders': ['authorization'] | /mappings/0/removeHeaders/0 | ",
        "'removeHeaders': ['a:b'] | /mappings/0/removeHeaders/0 | ",
        "'setHeaders': { 'x': 'a\\nb' } | /mappings/0/setHeaders/x | ",
        "'setHeaders': { 'x': { 'atMost': '1' } } | /mappings/0/setHeaders/x/atMost | atLeast",
        "'setHeaders': { 'Authorization': 'x' } | /mappings/0/setHeaders/Authorization | ",
        "'allowPlainHttp': 'true' | /mappings/0/allowPlainHttp | true or false",
        "'skip': true | /mappings/0/resource | skip",
        "'mode': 'discover' | /mappings/0/mode | ",
        "'identity': { 'clientId': 'x', 'objectId': 'y' } | /mappings/0/identity/objectId | named twice",
        "'identity': {} | /mappings/0/identity | ",
        "'identity': 'user' | /mappings/0/identity | system-assigned",
        "'identity': { 'clientId': 'x', 'source': 'imsd' } | /mappings/0/identity/source | \"imds\"",
        "'clientId': 'x' | /mappings/0/clientId | without \"tokenEndpoint\"",
        "'tokenEndpoint': 'contoso.example' | /mappings/0/host | decides it",
        "'tokenEndpoint': 'http://login.microsoftonline.com/t' | /mappings/0/tokenEndpoint | https://",
        "'tokenEndpoint': 'https://login.microsoftonline.com' | /mappings/0/tokenEndpoint | TENANT",
        "'tokenEndpoint': 'https://*.microsoftonline.com/t' | /mappings/0/tokenEndpoint | wildcard",
        "'tokenEndpoint': 'https://login.example:*/t' | /mappings/0/tokenEndpoint | wildcard",
        "'tokenEndpoint': 'https://u@login.example/t' | /mappings/0/tokenEndpoint | ",
        "'tokenEndpoint': 'a/b' | /mappings/0/tokenEndpoint | ",
        "'tokenEndpoint': 'https://login.example/t/oauth2/token' | /mappings/0/tokenEndpoint | ",
        "'share': 101 | /mappings/0/share | 0 to 100",
        "'share': 1.5 | /mappings/0/share | whole number",
        "'share': -1 | /mappings/0/share | whole number",
        "'share': '50' | /mappings/0/share | without quotes",
        "'placeholder': 'abc' | /mappings/0/placeholder | 4 characters",
        "'service': 'key-vualt' | /mappings/0/service | Did you mean \"key-vault\"?",
        "'confirm': 'yes', 'service': 'key-vault' | /mappings/0/confirm | true or false",
        "'name': '' | /mappings/0/name | ",
      })
  void saysWhatIsWrongInAMapping(String members, String pointer, String text) throws IOException {
    String extra = members.replace('\'', '"');
    String host = extra.contains("\"host") ? "" : "\"host\": \"a.example\", ";
    String resource = extra.contains("\"resource\"") ? "" : "\"resource\": \"api://r\", ";

    List<ConfigProblem> problems =
        problems("{ \"mappings\": [ { " + host + resource + extra + " } ] }");

    assertTrue(
        problems.stream()
            .anyMatch(problem -> problem.pointer().equals(pointer) && said(problem, text)),
        () -> members + "\n" + shown(problems));
    problems.forEach(problem -> assertTrue(problem.advice().endsWith("."), problem::toString));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ 'mod': 'inject', 'mappings': [] } | /mod | \"mode\"",
        "{ 'mode': 'injcet', 'mappings': [] } | /mode | \"inject\"",
        "{ 'cloud': 'germany', 'mappings': [] } | /cloud | ",
        "{ 'source': ['imds', 'x'], 'mappings': [] } | /source/1 | ",
        "{ 'token': { 'firstTokenWait': '10 parsecs' }, 'mappings': [] } | /token/firstTokenWait | ",
        "{ 'token': { 'firstTokenWait': 5 }, 'mappings': [] } | /token/firstTokenWait | ",
        "{ 'token': { 'wait': '5s' }, 'mappings': [] } | /token/wait | ",
        "{ 'log': { 'level': 'loud' }, 'mappings': [] } | /log/level | ",
        "{ 'instrumentation': { 'netscape': false }, 'mappings': [] } | /instrumentation/netscape | ",
        "{ 'onInvalidConfig': 'stop', 'mappings': [] } | /onInvalidConfig | abort",
        "{ } | / | mappings",
        "{ 'mappings': {} } | /mappings | list",
        "{ 'mappings': [ 5 ] } | /mappings/0 | ",
        "[] | / | ",
        "{ 'mappings': [], 'mappings': [] } | /mappings | ",
        "{ 'mappings': [ { 'host': 'a.example', 'resource': 'r' } | / | ",
        "{ 'mappings': [ { 'host': '${env:NOT_THERE}', 'resource': 'r' } ] } | /mappings/0/host | NOT_THERE",
        "{ 'mappings': [ { 'host': '${env:HOST', 'resource': 'r' } ] } | /mappings/0/host | ",
        "{ 'mappings': [ { 'name': 'n', 'host': 'a.example', 'resource': 'r' }, { 'name': 'n', 'host': 'b.example', 'resource': 'r' } ] } | /mappings/1/name | ",
      })
  void saysWhatIsWrongAtTheTop(String json, String pointer, String text) throws IOException {
    List<ConfigProblem> problems = problems(json.replace('\'', '"'));

    assertTrue(
        problems.stream()
            .anyMatch(problem -> problem.pointer().startsWith(pointer) && said(problem, text)),
        () -> json + "\n" + shown(problems));
  }

  @Test
  void reportsAllProblemsWithTheirPlaces() throws IOException {
    List<ConfigProblem> problems =
        problems(
            """
            {
              "mode": "on",
              /* a comment
                 of two lines */ "reload": 1,
              "mappings": [
                { "host": "*" , "resource": "x y" },
              ],
              "nonsense": { "a": [1, 2] }
            }
            """);

    assertEquals(
        List.of(
            "2:3 /mode",
            "4:22 /reload",
            "6:21 /mappings/0/resource",
            "6:7 /mappings/0/host",
            "8:3 /nonsense"),
        problems.stream()
            .map(problem -> problem.line() + ":" + problem.column() + " " + problem.pointer())
            .sorted()
            .toList(),
        () -> shown(problems));
    assertNull(result(file("{ \"mode\": \"on\" }")).config());
  }

  @Test
  void reportsProblemsThatComeBeforeASyntaxError() throws IOException {
    List<ConfigProblem> problems = problems("{ \"mode\": \"on\", \"mappings\": [ { \"host\": ] }");

    assertTrue(
        problems.stream().anyMatch(problem -> problem.pointer().equals("/mode")),
        () -> shown(problems));
    assertTrue(problems.size() >= 2, () -> shown(problems));
  }

  @Test
  void saysWhatIsWrongWithTheFileItself() throws IOException {
    assertTrue(
        shown(result(folder.resolve("missing.json").toString()).problems())
            .contains("missing.json"));
    assertTrue(
        shown(result(folder.toString()).problems()).contains("director"),
        () -> shown(result(folder.toString()).problems()));
    Path bytes =
        Files.write(
            folder.resolve("latin.json"),
            "{ \"mode\": \"\u00e4\" }".getBytes(StandardCharsets.ISO_8859_1));
    assertTrue(shown(result(bytes.toString()).problems()).contains("UTF-8"));
    Path empty = Files.writeString(folder.resolve("empty.json"), "");
    assertEquals(1, result(empty.toString()).problems().size());
  }

  private List<ConfigProblem> problems(String json) throws IOException {
    return result(file(json)).problems();
  }

  private ConfigResult result(String file) {
    return new ConfigLoader(new FakeSettings(), new FakeSettings()).load("config=" + file);
  }

  private String file(String json) throws IOException {
    return Files.writeString(folder.resolve("mapping.json"), json).toString();
  }

  private static boolean said(ConfigProblem problem, String text) {
    return text == null || problem.toString().contains(text);
  }

  private static String shown(List<ConfigProblem> problems) {
    return problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n"));
  }
}
