package io.managedidentity.agent.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.routing.RequestUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why a request is or is not given a token, word for word. */
class ExplainerSentencesTest {
  private static final String MAPPINGS =
      """
      { "mappings": [
        { "name": "skipped", "host": "skipped.example", "skip": true },
        { "name": "off", "host": "off.example", "resource": "r", "mode": "off" },
        { "name": "paths", "host": "paths.example", "path": "/a/**", "resource": "r" },
        { "name": "all", "host": "*.example", "resource": "r" },
        { "name": "address", "host": "10.0.0.4", "resource": "r" } ] }
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | https://a.example/ | mapped | The mapping matches, and a token goes on the request.",
        "GET | https://other.test/ | not-mapped | No mapping matches.",
        "GET | https://skipped.example/ | mapped-skip | The mapping that matches says \"skip\": true.",
        "GET | http://a.example/ | plain-http | The request is not encrypted. Use https, or set \"allowPlainHttp\": true in the mapping.",
        "GET | https://off.example/ | mode-off | The mode is off for this mapping.",
        "CONNECT | https://a.example/ | connect-method | CONNECT opens a tunnel: it speaks to a proxy, not to the host.",
        "TRACE | https://a.example/ | trace-method | TRACE sends the request back in its answer (RFC 9110, 9.3.8): it never gets a token.",
        "GET | https://login.microsoftonline.com/t | identity-endpoint | The host issues tokens or serves machine metadata: it never gets one.",
        "GET | https://012.0.0.4/ | invalid-host | The host has a form that programs read differently, so it matches nothing.",
        "GET | https://a.example:70000/ | invalid-port | The port is not between 1 and 65535.",
        "GET | ftp://a.example/ | unsupported-scheme | The scheme is not http, https, ws or wss.",
        "GET | https://paths.example/a/%2e%2e/b | ambiguous-path | Servers may read the path in different ways, and a mapping with a path matches only some.",
      })
  void saysWhy(String method, String url, String reason, String sentence) throws IOException {
    Explanation answer = explain(MAPPINGS, method, url, false);

    assertEquals(reason + ": " + sentence, answer.getReason() + ": " + answer.getExplanation());
  }

  @Test
  void saysThatTheAgentOrTheModeIsOff() throws IOException {
    assertEquals(
        "The agent is switched off from outside: requests pass. Switch it on with the command on.",
        explain(MAPPINGS, "GET", "https://a.example/", true).getExplanation());
    assertEquals(
        "The mode at the top level is off, which applies to all mappings.",
        explain(
                "{ \"mode\": \"off\", \"mappings\": [ { \"host\": \"a.example\", \"resource\": \"r\" } ] }",
                "GET",
                "https://a.example/",
                false)
            .getExplanation());
  }

  @Test
  void saysThatAPartOfTheUrlIsNoHostAndWhichMappingsAreNotReached() throws IOException {
    Explanation answer = explain(MAPPINGS, "GET", "https://user@012.0.0.4/", false);

    assertEquals("The part before @ is user info, not a host.", answer.getNote());
    assertEquals(
        "it is not reached: CONNECT opens a tunnel: it speaks to a proxy, not to the host.",
        explain(MAPPINGS, "CONNECT", "https://a.example/", false).getAbove().get(3).getBecause());
  }

  private Explanation explain(String json, String method, String url, boolean isSwitchedOff)
      throws IOException {
    Path file = Files.writeString(folder.resolve("mapping.json"), json);
    AgentConfig config = ConfigLoader.ofProcess().loadFile(file.toString()).config();
    assertNotNull(config);
    return new Explainer(config, List.of())
        .explain(RequestUrl.parse(url), method, List.of(), isSwitchedOff);
  }
}
