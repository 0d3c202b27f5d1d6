package io.managedidentity.it.client;

import static io.managedidentity.it.server.Http2Servers.http2Server;
import static io.managedidentity.it.server.Http2Servers.taken;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.contract.AbstractHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.it.contract.Http2Forms;
import io.managedidentity.it.contract.Http2Hops;
import io.managedidentity.it.server.Http3Server;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class JavaHttpClientContractIT extends AbstractHttpClientContract {
  static List<Arguments> clients() {
    return ClientUnderTest.ofJdk("java.net.http", "JavaHttpClientProbe", "java-http-client", 11);
  }

  @Override
  protected List<String> ownMappings() {
    return List.of(resend("http2"), resend("http3"), forms().mapping());
  }

  @Override
  protected String refusal() {
    return "java.io.IOException";
  }

  @Test
  void injectsIntoAsynchronousRequest() {
    Message answer = call(get(alpha("/a")).add("async", "true"));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals("Bearer token-alpha-1", only(world().plain).authorization());
  }

  @Test
  void failsAsynchronousRequestWhereConfigured() {
    Message answer = call(get(alpha("/refuse/a")).add("async", "true"));

    assertTrue(answer.all("exception").contains("java.io.IOException"), answer::toString);
    assertEquals(List.of(), world().plain.requests());
  }

  @Test
  void injectsIntoWebSocketHandshake() {
    assertWebSocketHandshakesAreDecided();
  }

  @Test
  void injectsWhereTheClientHasAnAuthenticator() {
    Message answer = call(get(alpha("/a")).add("user", "user:secret"));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals("Bearer token-alpha-1", only(world().plain).authorization());
  }

  @Test
  void leavesAuthenticatorToUnmappedHost() {
    world()
        .plain
        .answer(
            request ->
                request.authorization() == null
                    ? WireResponse.of(401, "").with("WWW-Authenticate: Basic realm=\"r\"")
                    : WireResponse.ok());

    Message answer = call(get(unmapped("/u")).add("user", "user:secret"));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals("Basic dXNlcjpzZWNyZXQ=", world().plain.requests().get(1).authorization());
  }

  @Test
  void decidesEveryRequestOverHttp2() throws IOException {
    try (Http2Hops hops = new Http2Hops()) {
      Message answer = call(hops.request().add("header", "Authorization: Basic b3du"));

      assertEquals("HTTP_2", answer.get("version"), answer::toString);
      hops.assertFirstIsEdited();
      assertOwnOrBeta(hops.taken(), "/second");
      assertFalse(
          String.valueOf(hops.taken().getHeaders().get("Authorization")).contains("token-"));
      hops.assertRedirectIsSaid(this::stderrWith);
    }
  }

  @Test
  void sendsOnceMoreOverHttp2() throws IOException {
    try (MockWebServer server = http2Server()) {
      server.enqueue(new MockResponse(401, Headers.of("WWW-Authenticate", "Bearer"), "no"));
      server.enqueue(new MockResponse(200, Headers.of(), "end"));

      Message answer =
          call(
              request("https://127.0.0.1:" + server.getPort() + "/resend-http2/a", "buffered")
                  .add("http2", "true"));

      assertEquals("200", answer.get("status"), answer::toString);
      assertEquals("HTTP_2", answer.get("version"), answer::toString);
      for (int sending = 1; sending <= 2; sending++) {
        RecordedRequest request = taken(server);
        assertEquals(
            List.of("Bearer token-revocable-http2-" + sending),
            request.getHeaders().values("Authorization"));
        assertEquals("hällo", request.getBody().utf8());
      }
    }
  }

  @Test
  void readsRefusalAlongOverHttp2() throws IOException {
    try (MockWebServer server = http2Server()) {
      server.enqueue(new MockResponse(403, Headers.of(), "[x] AKV10046: key"));

      Message answer =
          call(get("https://127.0.0.1:" + server.getPort() + "/a").add("http2", "true"));

      assertEquals("403", answer.get("status"), answer::toString);
      assertEquals("HTTP_2", answer.get("version"), answer::toString);
      assertEquals("[x] AKV10046: key", answer.get("body"));
      String said = "mapping \"alpha\": \"127.0.0.1\" answered 403 (AKV10046)";
      assertTrue(stderrWith(said).contains(said), said);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffered", "chunked"})
  void replacesClientSecretInFormOverHttp2(String bodyMode) {
    Message answer = call(forms().request(bodyMode));

    assertEquals("200", answer.get("status"), answer::toString);
    forms().assertEdited();
  }

  /** What the publisher gave once serves both sendings. */
  @Test
  void sendsOneShotFormAgainWhereTheAssertionIsRefused() {
    world()
        .secure
        .answer(
            request ->
                request.body().contains("client_assertion")
                    ? WireResponse.of(401, "no")
                    : WireResponse.ok());
    String form = "grant_type=client_credentials&client_id=app-1&client_secret=secret";

    Message answer =
        call(
            get("https://127.0.0.1:" + world().secure.port() + "/contract-tenant/oauth2/token")
                .set("method", "POST")
                .add("header", "Content-Type: application/x-www-form-urlencoded")
                .add("body", form)
                .add("bodyMode", "oneshot"));

    assertEquals("200", answer.get("status"), answer::toString);
    List<WireRequest> requests = world().secure.requests();
    assertTrue(requests.get(0).body().contains("client_assertion="), requests.get(0)::body);
    assertEquals(form, requests.get(requests.size() - 1).body());
  }

  private Http2Forms forms() {
    return new Http2Forms(version() + " on " + jdk());
  }

  /** The same as over HTTP/2: every stream is decided, redirects included. */
  @Test
  void decidesEveryRequestOverHttp3() throws Exception {
    assumeHttp3();
    try (Http3Server server = Http3Server.start()) {
      server.enqueue(302, "location", "https://localhost:" + server.port() + "/second");
      server.enqueue(302, "location", "https://127.0.0.2:" + server.port() + "/third");
      server.enqueue(200, "x-end", "1");

      Message answer =
          call(
              get("https://127.0.0.1:" + server.port() + "/replace/first?sig=s&x=%20y")
                  .add("http3", "true")
                  .add("header", "x-api-key: k"));

      assertEquals("HTTP_3", answer.get("version"), answer::toString);
      assertEquals("200", answer.get("status"), answer::toString);
      Http3Server.Request first = server.taken();
      assertEquals("/replace/first?x=%20y", first.target());
      assertEquals("Bearer token-alpha-1", first.header("authorization"));
      assertNull(first.header("x-api-key"));
      assertEquals("1", first.header("x-migrated"));
      assertEquals("Bearer token-beta-1", server.taken().header("authorization"));
      assertNull(server.taken().header("authorization"));
    }
  }

  @Test
  void sendsOnceMoreOverHttp3() throws Exception {
    assumeHttp3();
    try (Http3Server server = Http3Server.start()) {
      server.enqueue(401, "www-authenticate", "Bearer");
      server.enqueue(200, "x-end", "1");

      Message answer =
          call(
              request("https://127.0.0.1:" + server.port() + "/resend-http3/a", "buffered")
                  .add("http3", "true"));

      assertEquals("200", answer.get("status"), answer::toString);
      for (int sending = 1; sending <= 2; sending++) {
        Http3Server.Request request = server.taken();
        assertEquals("Bearer token-revocable-http3-" + sending, request.header("authorization"));
        assertEquals("hällo", request.body());
      }
    }
  }

  private void assumeHttp3() {
    assumeTrue(jdk().version() >= 26, "this JDK does not speak HTTP/3");
    assumeTrue(Http3Server.isAvailable(), "no server of HTTP/3 runs on this system");
  }

  /**
   * Whether the application's own Basic goes along with a redirect is the JDK's business; where it
   * does not, beta injects.
   */
  private static void assertOwnOrBeta(RecordedRequest request, String target) {
    assertEquals(target, request.getTarget());
    List<String> values = request.getHeaders().values("Authorization");
    assertTrue(
        values.equals(List.of("Basic b3du")) || values.equals(List.of("Bearer token-beta-1")),
        values::toString);
  }

  @Override
  protected boolean readsRefusals() {
    return true;
  }

  @Override
  protected boolean answersForms() {
    return true;
  }

  @Override
  protected boolean answersStreamedForms() {
    return true;
  }
}
