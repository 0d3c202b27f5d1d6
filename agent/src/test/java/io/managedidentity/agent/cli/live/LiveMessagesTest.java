package io.managedidentity.agent.cli.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.identity.ScriptedServer;
import io.managedidentity.agent.identity.TestCertificates;
import io.managedidentity.agent.token.AccessToken;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the command says where it cannot tell, or not more. */
class LiveMessagesTest extends LiveCheckRun {
  private static final String OTHER_REQUESTS =
      " If the application makes other requests only, name one with --url.";

  @Test
  void namesTheOptionForOtherRequestsUntilItIsUsed() throws Exception {
    host("api.corp.com", "401 No", "403 No");
    mappings("{ 'host': 'api.corp.com', 'resource': 'api://x' }");

    assertEquals(1, check("--url", "https://api.corp.com/orders"));

    assertTrue(what(0).endsWith(OTHER_REQUESTS), what(0));
    assertTrue(what(1).startsWith("the service refused the token with 403"), what(1));
    assertFalse(what(1).contains(OTHER_REQUESTS), what(1));
  }

  @Test
  void saysWhatAPlaceAnsweredThatThereIsNoTokenFor() throws Exception {
    ScriptedServer server = host("api.corp.com", "401 No", "200 OK");
    mappings("{ 'host': 'api.corp.com', 'resource': 'api://broken' }");

    assertEquals(1, check());

    assertEquals("it answered 401 without a token; there is no token to try", what(0));
    assertEquals(1, server.requests().size());
  }

  @Test
  void triesNoTokenWhereEveryRequestChangesSomething() throws Exception {
    ScriptedServer server = host("api.corp.com", "405 No", "200 OK");
    mappings(
        "{ 'name': 'post', 'host': 'api.corp.com', 'methods': ['POST'], 'resource': 'api://x' }");

    assertEquals(0, check());

    assertEquals(
        "it answered 405 without a token; no GET or HEAD that it could be tried with falls under"
            + " this mapping: name a URL with --url",
        what(0));
    assertEquals(
        "no mapping works; in doubt: post (not tried with the token)",
        answer.path("summary").asText());
    assertEquals(1, server.requests().size());
  }

  @Test
  void sendsNoTokenThatIsNoHeader() throws Exception {
    ScriptedServer server = host("api.corp.com", "401 No", "200 OK");
    fetcher = (request, options) -> new AccessToken("planted\r\nx: y", "test", 0, 3600, null, 1);
    mappings("{ 'host': 'api.corp.com', 'resource': 'api://x' }");

    assertEquals(1, check());

    assertEquals(
        "the token has characters that the header Authorization cannot have, and stays unsent:"
            + " look at what gave it, test",
        what(0));
    assertEquals("no mapping works; not working: mappings/0 (the token cannot be sent)", summary());
    assertEquals(1, server.requests().size());
  }

  @Test
  void saysThatAUrlCannotBeSent() throws Exception {
    ScriptedServer server = host("api.corp.com", "401 No", "200 OK");
    mappings("{ 'host': 'api.corp.com', 'resource': 'api://x' }");

    assertEquals(1, check("--url", "https://api.corp.com/\u00e4"));

    assertTrue(answer.toString().contains("\"the target cannot be sent\""), answer::toString);
    assertEquals(List.of("GET /"), withToken(server));
  }

  @Test
  void tellsARequestWithTheTokenFromOneWithout() throws Exception {
    serve(
        "api.corp.com",
        TestCertificates.serverFor("api.corp.com"),
        (request, socket) -> {
          if (!request.headers().containsKey("Authorization")) {
            say(socket, "401 No", "");
          }
        });
    mappings("{ 'host': 'api.corp.com', 'resource': 'api://x' }");

    assertEquals(1, check());

    assertEquals(
        "the request with the token failed: the connection ended without an HTTP answer (the"
            + " connection was closed before the end of the answer); without one it answered 401",
        what(0));
    assertEquals("no mapping works; not working: mappings/0 (no answer to the token)", summary());
  }

  @Test
  void tellsPlacesThatItDidNotWaitFor() throws Exception {
    resolver =
        (name, port) -> {
          awaitEnd();
          throw new UnknownHostException(name);
        };
    Thread tester = Thread.currentThread();
    clock = // so the token comes in time, and what waits for the place is late
        new AgentClock() {
          @Override
          public long wallMillis() {
            return AgentClock.SYSTEM.wallMillis();
          }

          @Override
          public long nanoTime() {
            long late = Thread.currentThread() == tester ? 0 : TimeUnit.HOURS.toNanos(1);
            return AgentClock.SYSTEM.nanoTime() + late;
          }

          @Override
          public void sleep(long millis) {
            throw new AssertionError("nothing sleeps");
          }
        };
    mappings("{ 'host': 'api.corp.com', 'resource': 'api://x' }");

    assertEquals(1, check());

    assertEquals("it was not finished in time", what(0));
    assertEquals("no mapping works; not working: mappings/0 (not finished in time)", summary());
  }

  @Test
  void namesAFaultOfItsOwn() throws Exception {
    resolver =
        (name, port) -> {
          throw new IllegalStateException("planted");
        };
    mappings("{ 'host': 'api.corp.com', 'resource': 'api://x' }");

    assertEquals(1, check());

    assertEquals(
        "a fault in this program: java.lang.IllegalStateException. Please report it", what(0));
  }

  @Test
  void doesNotBlameTheServerForTheTrustStoreOfThisJvm() throws Exception {
    roots = KeyStore.getInstance("PKCS12");
    roots.load(null, null);
    ScriptedServer server = host("api.corp.com", "401 No", "200 OK");
    mappings("{ 'host': 'api.corp.com', 'resource': 'api://x', 'allowPlainHttp': true }");

    assertEquals(1, check());

    assertEquals(
        "this JVM's trust store cannot be used: look at javax.net.ssl.trustStore (the trustAnchors"
            + " parameter must be non-empty)",
        what(0));
    assertEquals(List.of(), server.requests());
  }

  @Test
  void doubtsAHostThatMayListenForPlainHttpOnly() throws Exception {
    try (Socket taken = new Socket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      names.put("plain.corp.com", (InetSocketAddress) taken.getLocalSocketAddress());
      mappings(
          "{ 'host': 'plain.corp.com', 'resource': 'api://x', 'allowPlainHttp': true }",
          "{ 'host': 'plain.corp.com:8443', 'resource': 'api://x', 'allowPlainHttp': true }",
          "{ 'host': 'nowhere.corp.com', 'resource': 'api://x', 'allowPlainHttp': true }");

      assertEquals(1, check());

      assertEquals("in-doubt", place(0).path("result").asText());
      assertTrue(
          what(0).endsWith("uses no proxy, and this command sends no token over plain HTTP"),
          what(0));
      assertEquals("fails", place(1).path("result").asText());
      assertEquals("fails", place(2).path("result").asText());
    }
  }

  @Test
  void doubtsALoginHostThatIsBusy() throws Exception {
    host("login.microsoftonline.com", "503 Busy", "503 Busy");
    mappings(
        "{ 'tokenEndpoint': 'known.example',"
            + " 'identity': { 'clientId': 'a1b2c3d4-0000-4000-8000-00000000beef' } }");

    assertEquals(0, check());

    assertEquals("it answered 503, which says nothing of the tenant", what(0));
    assertEquals("no mapping works; in doubt: mappings/0 (an answer 503)", summary());
  }

  @Test
  void saysThatNoMappingAsksForAToken() throws Exception {
    mappings("{ 'host': 'left.corp.com', 'skip': true }");

    check();

    assertEquals("no mapping asks for a token", summary());
  }

  @Test
  void countsDoubtsAboutTheFile() throws Exception {
    mappings("{ 'host': '*.azurewebsites.net', 'resource': 'api://x' }");

    String text = text();

    assertTrue(
        text.endsWith(
            "mapping.json: no mapping works; in doubt: mappings/0 (not tried); 1 doubt about the"
                + " file\n"),
        text);
  }
}
