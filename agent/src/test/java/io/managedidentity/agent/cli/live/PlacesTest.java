package io.managedidentity.agent.cli.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.cli.CheckCommands;
import io.managedidentity.agent.identity.ScriptedServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests mappings are tried with, and what is shown of them. */
class PlacesTest extends LiveCheckRun {
  private static final String WITHOUT =
      "it answered 401 without a token; no GET or HEAD that it could be tried with falls under this"
          + " mapping: name a URL with --url";

  /** Else the service would take the signature where it should take the token. */
  @Test
  void sendsNothingThatTheMappingRemoves() throws Exception {
    ScriptedServer server = host("a.blob.core.windows.net", "401 No", "200 OK");
    mappings("{ 'service': 'storage-blob', 'host': '*.blob.core.windows.net' }");

    assertEquals(
        0, check("--url", "https://a.blob.core.windows.net/c/b?sv=1&sig=planted&comp=x&se=2"));

    assertEquals(
        List.of("/c/b?comp=x", "/c/b?comp=x"),
        server.requests().stream().map(r -> r.target()).toList());
    assertEquals("https://a.blob.core.windows.net/c/b", place(0).path("place").asText());
  }

  @Test
  void sendsNothingToThePathOfAMapping() throws Exception {
    ScriptedServer server = host("a.queue.core.windows.net", "401 No", "200 OK");
    mappings(
        "{ 'service': 'storage-queue', 'host': 'a.queue.core.windows.net', 'path':"
            + " '/orders/messages' }",
        "{ 'host': 'a.queue.core.windows.net', 'path': '/v2/**', 'resource': 'api://x' }");

    assertEquals(0, check());

    assertEquals(WITHOUT, what(0));
    assertEquals(WITHOUT, what(1));
    assertEquals("in-doubt", place(0).path("result").asText());
    assertEquals(
        List.of("GET / null", "GET / null"),
        server.requests().stream()
            .map(r -> r.method() + " " + r.target() + " " + r.headers().get("Authorization"))
            .toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--url | https://svc:planted@api.corp.com/ | A --url has no user info before an @ and no fragment after a #: leave them out.",
        "--url | https://api.corp.com/#access_token=planted | no fragment after a #",
        "--url | https://h:8x/?sig=planted | the port of \"https://h:8x/\" is not a number",
        "--url | https://svc:planted@h:8x/ | the port of what was given is not a number",
        "--url | https://svc:a?planted@h/ | the port of what was given is not a number",
        "--url | https://svc:a/planted@h/ | the port of what was given is not a number",
        "--url | api.corp.com/?sig=planted | \"api.corp.com/\" is not an absolute URL",
        "--url | svc:planted@api.corp.com | what was given is not an absolute URL",
        "--url | http://api.corp.com/?sig=planted | a token over https only",
        "--host | svc:planted@api.corp.com | A --host is a name and no URL. Write it as orders.vault.azure.net.",
        "--host | api.corp.com?sig=planted | A --host is a name and no URL",
      })
  void repeatsNoSecretOfWhatItRefuses(String option, String value, String message)
      throws Exception {
    mappings("{ 'host': 'api.corp.com', 'resource': 'api://x' }");

    for (String form : List.of("--live", "--json")) {
      StringBuilder said = new StringBuilder();
      int exit =
          CheckCommands.run(
              live(),
              said::append,
              said::append,
              "check",
              file().toString(),
              "--live",
              form.equals("--live") ? "--strict" : form,
              option,
              value);

      assertEquals(2, exit);
      assertTrue(said.toString().replace("\\\"", "\"").contains(message), said::toString);
      assertFalse(said.toString().contains("planted"), said::toString);
    }
  }

  @Test
  void showsNoMoreOfAUrlThanItsPath() throws Exception {
    host("api.corp.com", "401 No", "200 OK");
    mappings("{ 'host': 'api.corp.com', 'resource': 'api://x' }");

    assertEquals(
        1,
        check(
            "--url",
            "HTTPS://API.corp.com:443/a?sig=planted",
            "--url",
            "https://b.corp.com/c?sig=planted"));

    assertEquals("https://api.corp.com:443/a", place(1).path("place").asText());
    assertEquals("https://b.corp.com/c", place(2).path("place").asText());
  }

  @Test
  void triesEveryMappingThatNamesAHost() throws Exception {
    ScriptedServer server = host("api.corp.com", "401 No", "200 OK");
    mappings(
        "{ 'name': 'post', 'host': '*.corp.com', 'methods': ['POST'], 'resource': 'api://x' }",
        "{ 'name': 'path', 'host': '*.corp.com', 'path': '/v2/**', 'resource': 'api://x' }",
        "{ 'name': 'all', 'host': '*.corp.com', 'resource': 'api://x' }");

    assertEquals(0, check("--host", "api.corp.com"));

    assertEquals(WITHOUT, what(0));
    assertEquals(WITHOUT, what(1));
    assertEquals("works", place(2).path("result").asText());
    assertEquals(List.of("GET /"), withToken(server));
    assertEquals(1, check("--host", "api.corp.com:8443"));
    assertEquals("No mapping matches. No token would go there.", what(3));
    assertEquals(1, check("--host", "api.corp.com:99999"));
    assertEquals("The port is not between 1 and 65535. No token would go there.", what(3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api.b\u00fccher.example",
        "API.B\u00dccher.example.",
        "api.xn--bcher-kva.example."
      })
  void triesTheHostThatTheTableCompares(String host) throws Exception {
    host("api.xn--bcher-kva.example", "401 No", "200 OK");
    mappings("{ 'host': '*.xn--bcher-kva.example', 'resource': 'api://x' }");

    assertEquals(0, check("--host", host, "--strict"));

    assertEquals("https://api.xn--bcher-kva.example/", place(0).path("place").asText());
    assertEquals("works", place(0).path("result").asText());
  }

  @Test
  void doubtsThePatternWhosePortIsNotTried() throws Exception {
    host("api.corp.com", "401 No", "200 OK");
    mappings("{ 'hosts': ['*.corp.com', '*.corp.com:8443'], 'resource': 'api://x' }");

    assertEquals(0, check("--host", "api.corp.com"));

    assertEquals("*.corp.com:8443", place(0).path("place").asText());
    assertEquals("in-doubt", place(0).path("result").asText());
    assertEquals("works", place(1).path("result").asText());
  }

  @Test
  void tellsWhatIsNotInUseYet() throws Exception {
    host("off.corp.com", "401 No", "200 OK");
    host("none.corp.com", "401 No", "200 OK");
    host("seen.corp.com", "401 No", "200 OK");
    mappings(
        "{ 'name': 'off', 'host': 'off.corp.com', 'resource': 'api://x', 'mode': 'off' }",
        "{ 'name': 'none', 'host': 'none.corp.com', 'resource': 'api://x', 'share': 0 }",
        "{ 'name': 'seen', 'host': 'seen.corp.com', 'resource': 'api://x', 'mode': 'observe' }");

    assertEquals(0, check());

    assertEquals("off", answer.path("results").path(0).path("mode").asText());
    assertEquals(0, answer.path("results").path(1).path("share").asInt(-1));
    assertEquals("inject", answer.path("results").path(1).path("mode").asText());
    assertEquals("observe", answer.path("results").path(2).path("mode").asText());
    String sum =
        "all 3 mappings work; no token goes on requests yet: off (mode off), none (share 0), seen"
            + " (mode observe)";
    assertEquals(sum, summary());
    String text = text();
    assertTrue(text.contains("off: works (mode off)\n"), text);
    assertTrue(text.contains("none: works (share 0)\n"), text);
    assertTrue(text.contains("seen: works (mode observe)\n"), text);
  }
}
