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
import io.managedidentity.it.contract.Http2Hops;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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
class OkHttpContractIT extends AbstractHttpClientContract {
  private static final String REFUSED =
      """
            { "name": "refused", "tokenEndpoint": "https://127.0.0.1:@secure@/refused-tenant",
              "identity": { "clientId": "%s" }, "onTokenFailure": "fail-request" },
        """
          .formatted(IdentityServer.REFUSED_CLIENT);

  static List<Arguments> clients() {
    return ClientUnderTest.contractOf(
        ClientUnderTest.versions(
            "OkHttp",
            "OkHttpProbe",
            "okhttp",
            8,
            "3.0.0",
            "3.4.2",
            "3.12.13",
            "3.14.9",
            "4.12.0",
            "5.3.2"));
  }

  /** Two timers of the client race for it, with different exceptions. */
  @Override
  protected List<String> timeoutIn(Message answer) {
    String type = answer.get("exception");
    return "java.net.SocketTimeoutException".equals(type)
            || "java.io.InterruptedIOException".equals(type)
        ? List.of("timeout")
        : super.timeoutIn(answer);
  }

  @Override
  protected List<String> ownMappings() {
    return List.of(
        REFUSED,
        resend("silent"),
        resend("form"),
        resend("outer"),
        fallback("inner"),
        resend("http2"));
  }

  @Override
  protected boolean readsRefusals() {
    return true;
  }

  @Override
  protected String refusal() {
    return "java.net.ProtocolException";
  }

  /** An interceptor can change the scheme of the URL, but not what the connection is. */
  @Test
  void asksTheConnectionWhetherItIsEncrypted() {
    call(
        get("http://127.0.0.3:" + world().plain.port() + "/g")
            .add("schemeLie", "true")
            .add("http1", "true"));

    assertNull(only(world().plain).authorization());
  }

  /** Its threads are there to wait; none of them is an event loop. */
  @Test
  void injectsIntoEnqueuedCalls() {
    Message answer = call(get(alpha("/a")).add("enqueue", "true"));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals("Bearer token-alpha-1", only(world().plain).authorization());
  }

  @Test
  void injectsIntoHandshakeOfWebSocket() {
    assumeTrue(!version().equals("3.0.0") && !version().equals("3.4.2"), "it has no WebSockets");

    call(get(alpha("/a")).add("webSocket", "true"));

    assertEquals("Bearer token-alpha-1", only(world().plain).authorization());
  }

  /** A 401 without the token that was rejected is the application's business. */
  @Test
  void leavesOtherChallengeToAuthenticatorOfTheApplication() {
    world()
        .plain
        .answer(
            request ->
                "Basic b3du".equals(request.authorization())
                    ? WireResponse.ok()
                    : WireResponse.of(401, "no").with("WWW-Authenticate: Basic realm=\"r\""));

    Message answer = call(get(alpha("/a")).add("basic", "Basic b3du"));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals(List.of("Bearer token-alpha-1", "Basic b3du"), authorizations());
  }

  @Test
  void injectsAgainWhenInterceptorProceedsTwice() {
    call(get(alpha("/a")).add("twice", "true"));

    assertEquals(List.of("Bearer token-alpha-1", "Bearer token-alpha-1"), authorizations());
  }

  /** Its own Authorization, put on below the redirects: the client sends it on, we add nothing. */
  @Test
  void leavesAuthorizationOfAnInterceptorOnRedirectAsItIs() throws IOException {
    world()
        .plain
        .answer(
            request ->
                request.target().equals("/replace/start")
                    ? WireResponse.redirect(302, unmapped("/end"))
                    : WireResponse.ok());

    call(get(alpha("/replace/start")).add("signs", "Basic b3du"));
    callWithoutAgent(get(alpha("/replace/start")).add("signs", "Basic b3du"));

    assertEquals(
        List.of("Bearer token-alpha-1", "Basic b3du", "Basic b3du", "Basic b3du"),
        authorizations());
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 503})
  void injectsIntoRetriesOfTheClient(int status) throws IOException {
    assumeTrue(!version().startsWith("3.0") && !version().startsWith("3.4"), "it does not retry");
    AtomicInteger count = new AtomicInteger();
    world()
        .plain
        .answer(
            request ->
                count.getAndIncrement() == 0
                    ? WireResponse.of(status, "later").with("Retry-After: 0")
                    : WireResponse.ok());

    Message answer = call(get(alpha("/a")));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals(List.of("Bearer token-alpha-1", "Bearer token-alpha-1"), authorizations());
  }

  @Test
  void injectsIntoSilentRetryAfterConnectionDied() {
    call(get(alpha("/warm")));
    world().plain.clear();
    AtomicInteger count = new AtomicInteger();
    world()
        .plain
        .answer(request -> count.getAndIncrement() == 0 ? WireResponse.cut() : WireResponse.ok());

    Message answer = call(get(alpha("/a")));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals(List.of("Bearer token-alpha-1", "Bearer token-alpha-1"), authorizations());
  }

  /** A stream that was read to its end would be sent again as an empty body. */
  @Test
  void neverReplaysBodyThatDoesNotSayWhetherItCanBeSentTwice() {
    rejectEvery("silent-1");

    Message answer = call(request(alpha("/resend-silent/a"), "silent"));

    assertEquals("401", answer.get("status"), answer::toString);
    assertEquals("hällo", only(world().plain).body());
  }

  /** A call within a call runs on the same thread. */
  @Test
  void keepsTheRejectionOfACallDuringTheCallsOfItsInterceptors() {
    world()
        .plain
        .answer(
            request ->
                request.target().startsWith("/fallback-inner/")
                    ? WireResponse.of("Basic b3du".equals(request.authorization()) ? 200 : 403, "")
                    : "Bearer token-revocable-outer-1".equals(request.authorization())
                        ? WireResponse.of(401, "no")
                            .with("WWW-Authenticate: Bearer error=\"invalid_token\"")
                        : WireResponse.cut());

    Message answer =
        call(get(alpha("/resend-outer/a")).add("asksBefore", alpha("/fallback-inner/a")));

    assertTrue(authorizations().contains("Bearer token-revocable-outer-2"), answer::toString);
    assertEquals("401", answer.get("status"), answer::toString);
    assertEquals("no", answer.get("body"));
  }

  @Test
  void sendsFormOnceMore() {
    rejectEvery("form-1");

    Message answer = call(request(alpha("/resend-form/a"), "form"));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals(
        List.of("Bearer token-revocable-form-1", "Bearer token-revocable-form-2"),
        authorizations());
    assertEquals("a=b", world().plain.requests().get(1).body());
  }

  private void rejectEvery(String token) {
    world()
        .plain
        .answer(
            request ->
                ("Bearer token-revocable-" + token).equals(request.authorization())
                    ? WireResponse.of(401, "no")
                        .with("WWW-Authenticate: Bearer error=\"invalid_token\"")
                    : WireResponse.ok());
  }

  private List<String> authorizations() {
    List<String> all = new ArrayList<>();
    world().plain.requests().forEach(request -> all.add(request.authorization()));
    return all;
  }

  @Test
  void decidesEveryRequestOverHttp2() throws IOException {
    try (Http2Hops hops = new Http2Hops()) {
      Message answer =
          call(hops.request().add("closes", "true").add("header", "Authorization: Basic b3du"));

      assumeTrue("h2".equals(answer.get("version")), "it does not speak HTTP/2 on this JDK");
      hops.assertEachIsDecided();
      hops.assertRedirectIsSaid(this::stderrWith);
    }
  }

  @Test
  void sendsOnceMoreOverHttp2() throws IOException {
    try (MockWebServer server = http2Server()) {
      server.enqueue(
          new MockResponse(
              401, Headers.of("WWW-Authenticate", "Bearer error=\"invalid_token\""), "no"));
      server.enqueue(new MockResponse(200, Headers.of(), "end"));

      Message answer =
          call(
              get("https://127.0.0.1:" + server.getPort() + "/resend-http2/a")
                  .add("closes", "true"));

      assumeTrue("h2".equals(answer.get("version")), "it does not speak HTTP/2 on this JDK");
      assertEquals("200", answer.get("status"), answer::toString);
      String first = taken(server).getHeaders().get("Authorization");
      String second = taken(server).getHeaders().get("Authorization");
      assertEquals("Bearer token-revocable-http2-1", first);
      assertEquals("Bearer token-revocable-http2-2", second);
    }
  }

  /** The client sends both over one connection, since the certificate is good for both names. */
  @Test
  void decidesForEachHostOnOneConnectionOverHttp2() throws IOException {
    try (MockWebServer server = http2Server()) {
      server.enqueue(new MockResponse(200, Headers.of(), "1"));
      server.enqueue(new MockResponse(200, Headers.of(), "2"));
      server.enqueue(new MockResponse(200, Headers.of(), "3"));

      Message answer = call(get("https://127.0.0.1:" + server.getPort() + "/skip/first"));
      call(get("https://localhost:" + server.getPort() + "/second"));
      call(get("https://127.0.0.1:" + server.getPort() + "/third"));

      assumeTrue("h2".equals(answer.get("version")), "it does not speak HTTP/2 on this JDK");
      RecordedRequest first = taken(server);
      RecordedRequest second = taken(server);
      RecordedRequest third = taken(server);
      assumeTrue(
          second.getConnectionIndex() == first.getConnectionIndex(),
          "this version opens a connection for each name");
      assertEquals(first.getConnectionIndex(), third.getConnectionIndex());
      assertNull(first.getHeaders().get("Authorization"));
      assertEquals(List.of("Bearer token-beta-1"), second.getHeaders().values("Authorization"));
      assertEquals(List.of("Bearer token-alpha-1"), third.getHeaders().values("Authorization"));
    }
  }

  /** Its head is written after it: another length stands there. */
  @Test
  void editsBodyThatCanBeReadOnlyOnce() {
    Message answer = call(form("/contract-tenant/oauth2/token", "oneshot"));

    assertEquals("200", answer.get("status"), answer::toString);
    String body = only(world().secure).body();
    assertTrue(body.contains("client_assertion=token-"), body);
    assertFalse(body.contains("client_secret"), body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffered", "oneshot"})
  void sendsNothingOfFormThatIsRefused(String bodyMode) {
    Message answer = call(form("/refused-tenant/oauth2/token", bodyMode));

    assertEquals(refusal(), answer.get("exception"), answer::toString);
    assertEquals(List.of(), world().secure.requests());
  }

  private Message form(String path, String bodyMode) {
    return get("https://127.0.0.1:" + world().secure.port() + path)
        .set("method", "POST")
        .add("header", "Content-Type: application/x-www-form-urlencoded")
        .add("body", "client_id=app-1&client_secret=s")
        .add("bodyMode", bodyMode);
  }

  /** There is nowhere to answer before 3.4. */
  @Override
  protected boolean answersForms() {
    return !version().startsWith("3.0.");
  }
}
