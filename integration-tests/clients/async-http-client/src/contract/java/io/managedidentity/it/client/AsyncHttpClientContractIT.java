package io.managedidentity.it.client;

import static io.managedidentity.it.server.Http2Servers.http2Server;
import static io.managedidentity.it.server.Http2Servers.taken;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.contract.AbstractAsyncHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.it.contract.Http2Forms;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

/** AsyncHttpClient 2 and 3: oldest and newest of each. */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class AsyncHttpClientContractIT extends AbstractAsyncHttpClientContract {
  private static final String JARS = "async-http-client";

  static List<Arguments> clients() {
    List<Arguments> clients = new ArrayList<>(versions(8, "2.0.0", "2.15.0"));
    // By itself it answers no request on 11 and later.
    clients.removeIf(
        row -> row.get()[0].toString().endsWith(" 2.0.0") && ((Jdk) row.get()[1]).version() > 8);
    clients.addAll(versions(11, "3.0.0", "3.0.13"));
    return ClientUnderTest.contractOf(clients);
  }

  private static List<Arguments> versions(int lowestJdk, String... versions) {
    return ClientUnderTest.versions(
        "AsyncHttpClient", "AsyncHttpClientProbe", JARS, lowestJdk, versions);
  }

  /** 2.0.0 sends what was cancelled while it connected, with and without the agent. */
  @Override
  protected boolean cancelsRequests() {
    return !version().equals("2.0.0");
  }

  @Override
  protected List<String> ownMappings() {
    return List.of(resend("http2"), forms().mapping());
  }

  @Override
  protected boolean readsRefusals() {
    return true;
  }

  @Override
  protected String refusal() {
    return "java.io.IOException";
  }

  @Test
  void injectsIntoWebSocketHandshake() {
    assertWebSocketHandshakesAreDecided();
  }

  @Test
  void injectsIntoEncryptedWebSocketHandshake() {
    assertEncryptedWebSocketHandshakeIsInjected();
  }

  @Test
  void leavesCredentialsOfTheClientToUnmappedHost() {
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
  void keepsCredentialsThatTheClientSends() {
    call(get(alpha("/a")).add("user", "user:secret").add("preemptive", "true"));

    assertEquals("Basic dXNlcjpzZWNyZXQ=", only(world().plain).authorization());
  }

  // HTTP/2, which the newest version speaks

  /** No redirects: 3.0.13 itself fails with one over HTTP/2 when the first stream is closed. */
  @Test
  void decidesEveryRequestOverHttp2() throws IOException {
    assumeTrue(hasHttp2(), "this version speaks HTTP/1.1 only");
    try (MockWebServer server = http2Server()) {
      for (String host : List.of("127.0.0.1", "localhost", "127.0.0.2")) {
        server.enqueue(new MockResponse(200, Headers.of(), "end"));
        Message answer =
            call(
                get("https://" + host + ":" + server.getPort() + "/replace/a?sig=s&x=%20y")
                    .add("http2", "true")
                    .add("header", "x-api-key: k"));
        assertEquals("200", answer.get("status"), answer::toString);
      }

      RecordedRequest first = taken(server);
      assertEquals("HTTP/2", first.getVersion());
      assertEquals("/replace/a?x=%20y", first.getTarget());
      assertEquals(List.of("Bearer token-alpha-1"), first.getHeaders().values("Authorization"));
      assertNull(first.getHeaders().get("x-api-key"));
      assertEquals("1", first.getHeaders().get("x-migrated"));
      RecordedRequest second = taken(server);
      assertEquals("/replace/a?sig=s&x=%20y", second.getTarget());
      assertEquals(List.of("Bearer token-beta-1"), second.getHeaders().values("Authorization"));
      assertNull(taken(server).getHeaders().get("Authorization"));
    }
  }

  /** The token is not there yet at first. */
  @Test
  void sendsRejectedRequestOnceMoreOverHttp2() throws IOException {
    assumeTrue(hasHttp2(), "this version speaks HTTP/1.1 only");
    try (MockWebServer server = http2Server()) {
      server.enqueue(
          new MockResponse(
              401, Headers.of("WWW-Authenticate", "Bearer error=\"invalid_token\""), "no"));
      server.enqueue(new MockResponse(200, Headers.of(), "end"));

      Message answer =
          call(
              request("https://127.0.0.1:" + server.getPort() + "/resend-http2/a", "buffered")
                  .add("http2", "true"));

      assertEquals("200", answer.get("status"), answer::toString);
      assertEquals("end", answer.get("body"));
      for (int number = 1; number <= 2; number++) {
        RecordedRequest request = taken(server);
        assertEquals("HTTP/2", request.getVersion());
        assertEquals(
            List.of("Bearer token-revocable-http2-" + number),
            request.getHeaders().values("Authorization"));
        assertEquals("hällo", Objects.requireNonNull(request.getBody()).utf8());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffered", "chunked"})
  void replacesClientSecretInFormOverHttp2(String bodyMode) {
    assumeTrue(hasHttp2(), "this version speaks HTTP/1.1 only");
    Message answer = call(forms().request(bodyMode));

    assertEquals("200", answer.get("status"), answer::toString);
    forms().assertEdited();
  }

  @Test
  void sendsFormAsMadeOnceMoreOverHttp2() {
    assumeTrue(hasHttp2(), "this version speaks HTTP/1.1 only");
    Message answer = call(forms().refusedRequest("buffered"));

    assertEquals("200", answer.get("status"), answer::toString);
    forms().assertEdited();
    forms().assertAsMade();
  }

  private Http2Forms forms() {
    return new Http2Forms("AsyncHttpClient " + version() + " on " + jdk());
  }

  private boolean hasHttp2() {
    return version().equals("3.0.13");
  }
}
