package io.managedidentity.agent.cli.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.managedidentity.agent.cli.CheckCommands;
import io.managedidentity.agent.identity.ReceivedRequest;
import io.managedidentity.agent.identity.ScriptedServer;
import io.managedidentity.agent.identity.TestCertificates;
import io.managedidentity.agent.identity.http.Timeouts;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against real servers with TLS, each of which is a host of a name of its own. */
class LiveCheckTest extends LiveCheckRun {
  @Test
  void tellsThatAServiceTookTheToken() throws Exception {
    ScriptedServer server = host("api.corp.com", "401 No", "200 OK");
    mappings("{ 'name': 'api', 'host': 'api.corp.com', 'resource': 'api://x' }");

    assertEquals(0, check());

    JsonNode token = answer.path("tokens").path(0);
    assertEquals("test source (because)", token.path("sourceReason").asText());
    assertEquals("api://x", token.path("audience").asText());
    assertEquals(OBJECT, token.path("objectId").asText());
    assertEquals(CLIENT, token.path("clientId").asText());
    assertEquals(3600, token.path("expiresInSeconds").asInt());
    JsonNode place = place(0);
    assertEquals("https://api.corp.com/", place.path("place").asText());
    assertEquals("works", place.path("result").asText());
    assertEquals(
        "the service took the token: it answered 200, and 401 without one",
        place.path("what").asText());
    assertEquals("[\"127.0.0.1\"]", place.path("addresses").toString());
    assertTrue(place.path("tls").asText().startsWith("TLSv1."), place::toString);
    assertEquals("CN=test authority", place.path("issuer").asText());
    assertTrue(place.path("validUntil").asText().matches("20\\d\\d-\\d\\d-\\d\\d"));
    assertEquals("the mapping works", answer.path("summary").asText());
    assertEquals(
        List.of("null", "Bearer " + token("api://x")),
        server.requests().stream().map(r -> "" + r.headers().get("Authorization")).toList());
  }

  @Test
  void sendsWhatTheMappingWouldSend() throws Exception {
    ScriptedServer server = host("a.blob.core.windows.net", "409 No", "200 OK");
    mappings("{ 'service': 'storage-blob', 'host': 'a.blob.core.windows.net' }");

    assertEquals(0, check());

    ReceivedRequest request = server.requests().get(1);
    assertEquals("/?comp=list&maxresults=1", request.target());
    assertEquals("2017-11-09", request.headers().get("x-ms-version"));
    assertEquals("https://a.blob.core.windows.net/", place(0).path("place").asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401 No | 401 No | fails | the service refused the token with 401. The token is for \"api://x\", as identity",
        "401 No | 403 No | fails | the service refused the token with 403. Identity cccccccc-0000-0000-0000-000000000003 (client id dddddddd-0000-0000-0000-000000000004) seems to have no role",
        "401 No | 302 Found | in-doubt | it answered 302, a redirect to \"https://elsewhere.example\", which is not followed and says nothing of the token: map the host that the application ends at, or name another URL with --url",
        "401 No | 307 Moved | in-doubt | it answered 307, a redirect, which is not followed",
        "401 No | 503 Busy | in-doubt | it answered 503, which says nothing of the token: try again",
        "401 No | 400 No | in-doubt | it answered 400, and 401 without a token: it may not have looked at the token. Name a URL that it answers with --url",
        "401 No | 407 No | in-doubt | it answered 407, and 401 without a token: it may not",
        "401 No | 421 No | in-doubt | it answered 421, and 401 without a token: it may not",
        "401 No | 431 No | in-doubt | it answered 431, and 401 without a token: it may not",
        "503 No | 200 OK | in-doubt | it answered 200, and 503 without a token, which does not tell whether it took it: try again",
        "429 No | 200 OK | in-doubt | it answered 200, and 429 without a token, which does not tell",
        "408 No | 200 OK | in-doubt | it answered 200, and 408 without a token, which does not tell",
        "421 No | 200 OK | in-doubt | it answered 200, and 421 without a token, which does not tell whether it took it: name a URL that needs one with --url",
        "401 No | 404 No | works | the service took the token: it answered 404, and 401 without one",
        "302 Found | 200 OK | works | the service took the token",
        "200 OK | 200 OK | in-doubt | it answered 200, and 200 without a token, which does not tell",
        "404 No | 404 No | in-doubt | it answered 404, and 404 without a token, which does not tell",
      })
  void tellsWhatTheAnswersMean(String without, String with, String result, String what)
      throws Exception {
    host("api.corp.com", without, with);
    mappings("{ 'host': 'api.corp.com', 'resource': 'api://x' }");

    int exit = check();

    assertEquals(result, place(0).path("result").asText());
    assertTrue(place(0).path("what").asText().startsWith(what), place(0)::toString);
    assertEquals(result.equals("fails") ? 1 : 0, exit);
    assertEquals(result.equals("works") ? 0 : 1, check("--strict"));
  }

  @Test
  void readsTheChallengeAndTheBodyOfARefusal() throws Exception {
    serve(
        "a.vault.azure.net",
        TestCertificates.serverFor("a.vault.azure.net"),
        (request, socket) ->
            say(
                socket,
                "401 No\r\nWWW-Authenticate: Bearer resource=\"https://vault.azure.net\"",
                "{\"error\":{\"code\":\"Unauthorized\",\"message\":\"AKV10022: Invalid audience.\"}}"));
    mappings("{ 'host': 'a.vault.azure.net', 'resource': 'api://x' }");

    assertEquals(1, check());

    assertTrue(
        place(0)
            .path("what")
            .asText()
            .startsWith(
                "the service refused the token with 401 (AKV10022). The token is for \"api://x\", and"
                    + " the service wants one for \"https://vault.azure.net\": set \"resource\":"
                    + " \"https://vault.azure.net\""),
        place(0)::toString);
  }

  @Test
  void neverRepeatsAKeyThatTheAnswerQuotes() throws Exception {
    serve(
        "api.corp.com",
        TestCertificates.serverFor("api.corp.com"),
        (request, socket) -> say(socket, "401 No", "{\"query\":{\"code\":\"mykey123\"}}"));
    mappings("{ 'host': 'api.corp.com', 'resource': 'api://x' }");

    assertEquals(1, check());

    assertTrue(
        place(0)
            .path("what")
            .asText()
            .startsWith("the service refused the token with 401. The token is for \"api://x\""),
        place(0)::toString);
    assertFalse(answer.toString().contains("mykey123"), answer::toString);
  }

  @Test
  void saysThatANameDoesNotResolve() throws Exception {
    mappings("{ 'host': 'nowhere.corp.com', 'resource': 'api://x' }");

    assertEquals(1, check());

    assertEquals(
        "the name of \"nowhere.corp.com\" does not resolve here: correct the host, or have the"
            + " machine use a DNS server that knows it (a private endpoint has a private zone)",
        what(0));
    assertEquals(
        "no mapping works; not working: mappings/0 (no answer)", answer.path("summary").asText());
  }

  @Test
  void sendsNothingWhereTlsDoesNotProveTheName() throws Exception {
    ScriptedServer other =
        serve("api.corp.com", TestCertificates.serverFor("other.corp.com"), null);
    ScriptedServer old =
        serve("old.corp.com", TestCertificates.expiredServerFor("old.corp.com"), null);
    ScriptedServer own =
        serve("own.corp.com", TestCertificates.context(TestCertificates.selfSigned()), null);
    ScriptedServer early =
        serve("early.corp.com", TestCertificates.earlyServerFor("early.corp.com"), null);
    mappings(
        "{ 'hosts': ['api.corp.com', 'old.corp.com', 'own.corp.com', 'early.corp.com'], 'resource': 'api://x' }");

    assertEquals(1, check());

    assertEquals(
        "the certificate is for other names than \"api.corp.com\": other.corp.com. Nothing was sent."
            + " Correct the host, or find out who answers there",
        place(0).path("what").asText());
    assertTrue(place(0).path("tls").isNull(), place(0)::toString);
    assertTrue(
        place(1).path("what").asText().startsWith("a certificate expired (the server's own"),
        place(1)::toString);
    assertTrue(
        place(2)
            .path("what")
            .asText()
            .startsWith(
                "the certificate, issued by \"CN=service fabric node\", is not trusted by this JVM"),
        place(2)::toString);
    assertTrue(
        place(3)
            .path("what")
            .asText()
            .matches(
                "a certificate is not valid yet \\(the server's own from 20\\d\\d-\\d\\d-\\d\\d\\):"
                    + " compare the clock of this machine \\(date -u\\)\\. Nothing was sent"),
        place(3)::toString);
    for (ScriptedServer server : List.of(other, old, own, early)) {
      assertEquals(List.of(), server.requests());
    }
  }

  @Test
  void sendsNoTokenWithoutTls() throws Exception {
    limits = new Timeouts(2000, 1000); // the server may wait for the end of a line
    ScriptedServer server = ScriptedServer.plain((request, socket) -> say(socket, "200 OK", ""));
    servers.add(server);
    names.put("api.corp.com", server.address());
    names.put("plain.corp.com", server.address());
    mappings(
        "{ 'host': 'api.corp.com', 'resource': 'api://x' }",
        "{ 'host': 'plain.corp.com', 'resource': 'api://x', 'allowPlainHttp': true }");

    assertEquals(1, check());

    assertEquals("fails", place(0).path("result").asText());
    assertEquals("in-doubt", place(1).path("result").asText());
    assertTrue(
        place(1).path("what").asText().endsWith("sends no token over plain HTTP"),
        place(1)::toString);
    assertEquals(0, server.requests().size());
  }

  @Test
  void waitsNoLongerThanItsLimits() throws Exception {
    limits = new Timeouts(2000, 2000);
    totalSeconds = 3;
    serve(
        "api.corp.com",
        TestCertificates.serverFor("api.corp.com"),
        (request, socket) -> awaitEnd());
    fetcher =
        (request, options) -> {
          end.await();
          throw new AssertionError("nobody waits any more");
        };
    mappings("{ 'host': 'api.corp.com', 'resource': 'api://x' }");

    assertEquals(1, check());

    assertEquals("there was no complete answer within 2 s", place(0).path("what").asText());
    JsonNode token = answer.path("tokens").path(0);
    assertEquals("unfinished", token.path("error").asText());
    assertEquals(
        "no answer within 3 s: look at the identity endpoint", token.path("message").asText());
  }

  @Test
  void sumsUpWhatWorksAndWhatDoesNot() throws Exception {
    host("api.corp.com", "401 No", "200 OK");
    host("shut.corp.com", "401 No", "403 No");
    mappings(
        "{ 'name': 'api', 'host': 'api.corp.com', 'resource': 'api://x' }",
        "{ 'name': 'shut', 'host': 'shut.corp.com', 'resource': 'api://x' }",
        "{ 'name': 'none', 'host': 'api.corp.com:8443', 'resource': 'api://broken' }",
        "{ 'name': 'any', 'host': '*.apps.corp.com', 'resource': 'api://x' }",
        "{ 'name': 'left', 'host': 'left.corp.com', 'skip': true }");

    assertEquals(1, check());

    assertEquals(
        "1 of 4 mappings work; in doubt: any (not tried); not working: shut (403), none (no token)",
        answer.path("summary").asText());
    assertEquals("{\"works\":1,\"in-doubt\":1,\"fails\":2}", answer.path("counts").toString());
    String text = text();
    assertTrue(
        text.contains(
            "none: fails\n  no token: some_code: it said no\n  https://api.corp.com:8443/ at"),
        text);
    assertTrue(
        text.contains(", certificate issued by \"CN=test authority\", valid until 20"), text);
    assertTrue(
        text.contains(
            "  a token for api://x from test source (because), good for 3600 s; audience api://x,"
                + " identity "
                + OBJECT
                + " (client id "
                + CLIENT
                + ")\n"),
        text);
    assertTrue(
        text.endsWith(
            "mapping.json: 1 of 4 mappings work; in doubt: any (not tried);"
                + " not working: shut (403), none (no token)\n"),
        text);
  }

  @Test
  void triesAHostOfAPatternThatIsNamed() throws Exception {
    host("a.apps.corp.com", "401 No", "200 OK");
    mappings("{ 'name': 'any', 'host': '*.apps.corp.com', 'resource': 'api://x' }");

    assertEquals(0, check("--host", "a.apps.corp.com", "--strict"));
    assertEquals("the mapping works", answer.path("summary").asText());

    assertEquals(1, check("--host", "b.other.com"));
    assertEquals("No mapping matches. No token would go there.", place(1).path("what").asText());
    assertTrue(
        answer.path("summary").asText().endsWith("; not mapped: https://b.other.com/"),
        answer::toString);
  }

  /** The variable may hold what nobody is to read. */
  @Test
  void showsAVariableAsItIsWritten() throws Exception {
    host("planted.corp.com", "401 No", "403 No");
    mappings(
        "{ 'host': '${env:HOST_OF_API}', 'resource': 'api://x' }",
        "{ 'host': '${env:HOST_OF_API}:8443', 'path': '/${env:HOST_OF_API}/*', 'resource': 'api://x' }",
        "{ 'host': 'nowhere.${env:HOST_OF_API}', 'resource': 'api://x' }");

    assertEquals(1, check());

    assertEquals("https://${env:HOST_OF_API}/", place(0).path("place").asText());
    assertTrue(
        place(0).path("what").asText().contains(" on \"${env:HOST_OF_API}\" that allows this"),
        place(0)::toString);
    assertEquals("https://${env:HOST_OF_API}:8443/", place(1).path("place").asText());
    assertTrue(
        place(2).path("what").asText().startsWith("the name of \"nowhere.${env:HOST_OF_API}\""),
        place(2)::toString);
  }

  @Test
  void doubtsThePatternOfWhichNoHostIsNamed() throws Exception {
    host("a.apps.corp.com", "401 No", "200 OK");
    mappings("{ 'hosts': ['*.apps.corp.com', '*.jobs.corp.com'], 'resource': 'api://x' }");

    assertEquals(1, check("--host", "A.apps.corp.com", "--strict"));

    assertEquals("*.jobs.corp.com", place(0).path("place").asText());
    assertEquals("in-doubt", place(0).path("result").asText());
    assertEquals(
        "a pattern names no single host to try: name one of its hosts with --host, or a URL with --url",
        place(0).path("what").asText());
    assertEquals("works", place(1).path("result").asText());
  }

  @Test
  void sendsATokenOnlyWhereTheMappingPutsIt() throws Exception {
    ScriptedServer server = host("api.corp.com", "401 No", "200 OK");
    mappings(
        "{ 'name': 'path', 'host': 'api.corp.com', 'path': '/v2/**', 'resource': 'api://x' }",
        "{ 'name': 'post', 'host': 'api.corp.com', 'path': '/v3/**', 'methods': ['POST'], 'resource': 'api://x' }",
        "{ 'name': 'head', 'host': 'api.corp.com', 'path': '/v4/x', 'methods': ['HEAD'], 'resource': 'api://x' }");

    assertEquals(0, check());

    for (int i = 0; i < 3; i++) {
      assertEquals("in-doubt", place(i).path("result").asText());
    }
    assertEquals(List.of(), withToken(server));
    assertEquals(1, check("--url", "https://api.corp.com/v5?sig=planted"));
    assertEquals("No mapping of this host covers that path. No token would go there.", what(3));
    assertEquals(0, check("--url", "https://api.corp.com/v3/orders"));
    assertEquals(
        "it answered 401 without a token; this mapping takes no GET or HEAD there, so it cannot be"
            + " tried",
        what(2));
    assertEquals(List.of(), withToken(server));

    assertEquals(
        0,
        check(
            "--url", "https://api.corp.com/v2/orders?id=1", "--url", "https://api.corp.com/v4/x"));
    assertEquals(List.of("GET /v2/orders?id=1", "HEAD /v4/x"), withToken(server));
  }

  @Test
  void asksALoginHostAboutTheTenant() throws Exception {
    host("login.microsoftonline.com", "200 OK", "200 OK");
    ScriptedServer private1 = host("login.corp.com", "400 No", "400 No");
    String identity = "'identity': { 'clientId': 'a1b2c3d4-0000-4000-8000-00000000beef' }";
    mappings(
        "{ 'tokenEndpoint': 'known.example', " + identity + " }",
        "{ 'tokenEndpoint': 'https://login.corp.com/unknown.example', " + identity + " }",
        "{ 'tokenEndpoint': 'answered.example', 'answer': true }");

    assertEquals(1, check());

    assertTrue(
        place(0).path("what").asText().startsWith("the login host knows the tenant"),
        place(0)::toString);
    assertEquals(
        "the login host answered 400 for the tenant, so it does not know it: correct tokenEndpoint",
        what(1));
    assertEquals("works", place(2).path("result").asText());
    assertEquals(
        "1 of 3 mappings work; in doubt: mappings/0 (the assertion was not tried); not working:"
            + " mappings/1 (the tenant is unknown)",
        summary());
    assertEquals(
        "/unknown.example/v2.0/.well-known/openid-configuration",
        private1.requests().get(0).target());
    assertEquals(1, private1.requests().size());
  }

  @Test
  void refusesPlacesThatItCannotTry() throws Exception {
    mappings("{ 'host': 'api.corp.com', 'resource': 'api://x' }");

    assertEquals(2, check("--url", "http://api.corp.com/"));
    assertEquals(2, check("--url", "api.corp.com"));
    assertEquals(2, check("--host", "*.corp.com"));
    assertEquals(2, check("--host", "api.corp.com:x"));
    assertEquals(2, check("--host", "api.corp.com/x"));
    assertEquals(
        2, CheckCommands.run(live(), out -> {}, "check", file().toString(), "--host", "a.b"));
  }
}
