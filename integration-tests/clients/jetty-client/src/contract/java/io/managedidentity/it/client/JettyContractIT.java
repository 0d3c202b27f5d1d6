package io.managedidentity.it.client;

import static io.managedidentity.it.server.Http2Servers.http2Server;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.contract.AbstractAsyncHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.it.contract.Http2Forms;
import io.managedidentity.it.contract.Http2Hops;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client of Eclipse Jetty 9.4 to 12: oldest and newest, with one selector. */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class JettyContractIT extends AbstractAsyncHttpClientContract {
  /** In several parts. */
  private static final String REFUSAL =
      "{\"error\":{\"code\":\"Forbidden\",\"message\":\"AKV10046: key\"}}" + " ".repeat(40_000);

  static List<Arguments> clients() {
    List<Arguments> clients = new ArrayList<>();
    clients.addAll(versions("9", 8, "9.4.0.v20161208", "9.4.58.v20250814"));
    clients.addAll(versions("11", 11, "10.0.26", "11.0.26"));
    clients.addAll(versions("12", 17, "12.0.0", "12.1.14"));
    return ClientUnderTest.contractOf(clients);
  }

  private static List<Arguments> versions(String folder, int lowestJdk, String... versions) {
    return ClientUnderTest.versions(
        "Jetty client", "Jetty" + folder + "Probe", "jetty-client/" + folder, lowestJdk, versions);
  }

  @Override
  protected List<String> ownMappings() {
    return List.of(
        resend("bare"),
        resend("host"),
        resend("refused"),
        resend("refused2"),
        resend("behind"),
        resend("endless"),
        forms().mapping());
  }

  @Override
  protected boolean readsRefusals() {
    return true;
  }

  @Override
  protected String refusal() {
    return "java.io.IOException";
  }

  /** A request object of Jetty is sent once. */
  @Override
  protected boolean reusesRequests() {
    return false;
  }

  /** Threads of the client's own pool, which grows. */
  @Override
  protected boolean startsThread(String name) {
    return name.startsWith("HttpClient@") || name.startsWith("qtp");
  }

  /** Its text has the time that was measured. */
  @Override
  protected List<String> timeoutIn(Message answer) {
    return answer.all("exception");
  }

  /** As proxies clear them; then the client itself would hand a 401 to the application. */
  @Test
  void sendsOnceMoreWithoutHandlersOfTheClient() {
    AtomicInteger answers = new AtomicInteger();
    world()
        .plain
        .answer(
            request ->
                answers.incrementAndGet() == 2
                    ? WireResponse.ok()
                    : WireResponse.of(401, "not for you").with("WWW-Authenticate: Bearer"));

    Message first = call(get(alpha("/resend-bare/a")).add("bare", "true"));
    Message second = call(get(alpha("/resend-bare/b")).add("bare", "true"));

    assertEquals("200", first.get("status"), first::toString);
    assertEquals("401", second.get("status"), second::toString);
    assertEquals("not for you", second.get("body"));
    assertEquals(
        List.of(
            "Bearer token-revocable-bare-1",
            "Bearer token-revocable-bare-2",
            "Bearer token-revocable-bare-2"),
        world().plain.requests().stream().map(WireRequest::authorization).toList());
  }

  /** The client's own copies of a request get the host of their URL. */
  @Test
  void sendsOnceMoreWithHostThatTheApplicationSet() {
    AtomicInteger answers = new AtomicInteger();
    world()
        .plain
        .answer(
            request ->
                answers.incrementAndGet() == 2
                    ? WireResponse.ok()
                    : WireResponse.of(401, "not for you").with("WWW-Authenticate: Bearer"));

    Message answer = call(get(alpha("/resend-host/a")).add("header", "Host: virtual.test"));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals(
        List.of(List.of("virtual.test"), List.of("virtual.test")),
        world().plain.requests().stream().map(request -> request.headers("Host")).toList());
  }

  /**
   * The client fails on a 401 that is longer than 16 KiB; its token is a refused one all the same.
   */
  @Test
  void dropsTokenOfRejectionThatTheClientCannotKeep() {
    AtomicInteger answers = new AtomicInteger();
    world()
        .plain
        .answer(
            request ->
                answers.incrementAndGet() == 1
                    ? WireResponse.of(401, "x".repeat(20_000))
                        .with("WWW-Authenticate: Bearer error=\"invalid_token\"")
                    : WireResponse.ok());
    call(get(alpha("/resend-endless/a")));

    assertTokenIsDropped(get(alpha("/resend-endless/b")), "endless");
  }

  @Test
  void decidesEveryRequestOverHttp2() throws IOException {
    assumeTrue(!version().startsWith("9."), "not run over HTTP/2");
    try (Http2Hops hops = new Http2Hops()) {
      Message answer = call(hops.request());

      assertEquals("200", answer.get("status"), answer::toString);
      hops.assertEachIsDecided();
      hops.assertRedirectIsSaid(this::stderrWith);
    }
  }

  /** What only the body says of an answer that no handler of the client collects. */
  @Test
  void readsRefusalAlong() {
    world().plain.answer(request -> WireResponse.of(403, REFUSAL));

    assertReadAlong(call(get(alpha("/resend-refused/a"))), "refused");
  }

  /** From 12 on the client has the head of an answer before it tells the beginning of it. */
  @Test
  void readsRefusalAlongBehindAnAnswerWhoseEndIsStillTold() {
    assumeTrue(version().startsWith("12."), "an answer is told as it is parsed");
    world()
        .plain
        .answer(
            request ->
                request.target().startsWith("/before")
                    ? WireResponse.ok()
                    : WireResponse.of(403, REFUSAL));

    Message call = get(alpha("/resend-behind/a")).add("behind", alpha("/before"));
    assertReadAlong(call(call), "behind");
    assertEquals(
        1, world().plain.requests().stream().map(WireRequest::connection).distinct().count());
  }

  @Test
  void readsRefusalAlongOverHttp2() throws IOException {
    assumeTrue(!version().startsWith("9."), "not run over HTTP/2");
    try (MockWebServer server = http2Server()) {
      server.enqueue(new MockResponse(403, Headers.of(), REFUSAL));
      String url = "https://127.0.0.1:" + server.getPort() + "/resend-refused2/a";

      assertReadAlong(call(get(url).add("http2", "true")), "refused2");
    }
  }

  private void assertReadAlong(Message answer, String row) {
    assertEquals("403", answer.get("status"), answer::toString);
    assertEquals(REFUSAL, answer.get("body"));
    String said = "mapping \"resend-" + row + "\": \"127.0.0.1\" answered 403 (AKV10046)";
    String log = stderrWith(said);
    assertTrue(log.contains(said), log);
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffered", "chunked"})
  void replacesClientSecretInFormOverHttp2(String bodyMode) {
    assumeTrue(!version().startsWith("9."), "not run over HTTP/2");
    Message answer = call(forms().request(bodyMode));

    assertEquals("200", answer.get("status"), answer::toString);
    forms().assertEdited();
  }

  /** A length of the form that was sent once more would have the server wait for it. */
  @Test
  void followsRedirectOfStreamedFormThatWasSentOnceMore() {
    world()
        .secure
        .answer(
            request ->
                request.target().startsWith("/end")
                    ? WireResponse.ok()
                    : request.body().contains("client_assertion=")
                        ? WireResponse.of(401, "{\"error\":\"invalid_client\"}")
                        : WireResponse.redirect(302, secure("/end")));
    String form = "grant_type=client_credentials&client_id=app-1&client_secret=s";

    Message answer = call(form(secure("/contract-tenant/oauth2/token"), form, "chunked"));

    assertEquals("200", answer.get("status"), answer::toString);
    List<WireRequest> requests = world().secure.requests();
    assertEquals(3, requests.size(), requests::toString);
    assertEquals(form, requests.get(1).body());
    assertEquals("GET /end HTTP/1.1", requests.get(2).requestLine());
    assertEquals("", requests.get(2).body());
  }

  private Http2Forms forms() {
    return new Http2Forms(version() + " on " + jdk());
  }
}
