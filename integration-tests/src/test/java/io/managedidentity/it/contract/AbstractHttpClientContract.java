package io.managedidentity.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every client must do, with the packaged agent in a JVM of its own, over real sockets. One
 * subclass for each client; a row that a client cannot meet is an override with its reason, and is
 * listed in docs/supported-clients.md.
 *
 * <p>After each row: no error of the agent was suppressed, and no token or secret is in what the
 * JVM wrote.
 */
public abstract class AbstractHttpClientContract {
  private static ContractWorld world;

  @Parameter(0)
  ClientUnderTest client;

  @Parameter(1)
  Jdk jdk;

  @BeforeParameterizedClassInvocation
  static void openWorld(ClientUnderTest client, Jdk jdk) throws IOException {
    world = new ContractWorld(client, jdk);
  }

  @AfterParameterizedClassInvocation
  static void closeWorld() throws IOException {
    world.close();
  }

  @BeforeEach
  void resetServers() {
    world.reset();
  }

  /** The row {@code reportsNoAdviceErrors}, for each row. */
  @AfterEach
  void reportsNoAdviceErrorsAndLogsNoToken() {
    Message errors = world.withAgent.send(new Message().add("do", "errors"));
    assertEquals("0", errors.get("errors"), () -> world.withAgent.stderr());
    String log = world.withAgent.stderr();
    assertFalse(
        log.contains("token-alpha") || log.contains("token-beta") || log.contains("token-gamma"),
        log);
    assertFalse(log.contains(IdentityServer.SECRET), log);
  }

  /** Whether the client follows redirects by itself. */
  protected boolean followsRedirects() {
    return true;
  }

  /** Whether the client can be given a proxy. */
  protected boolean hasProxies() {
    return true;
  }

  /** Whether one request object can be sent again. */
  protected boolean reusesRequests() {
    return true;
  }

  /**
   * The exception that the application gets from {@code fail-request} is this one, or a subclass.
   */
  protected abstract String refusal();

  // The token on the request

  @Test
  void injectsTokenForMappedHost() {
    Message answer = call(get(alpha("/a")));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals("Bearer token-alpha-1", only(world.plain).authorization());
  }

  @Test
  void givesEachHostItsOwnToken() {
    call(get(alpha("/a")));
    call(get(beta("/b")));

    assertEquals(
        List.of("Bearer token-alpha-1", "Bearer token-beta-1"),
        world.plain.requests().stream().map(WireRequest::authorization).toList());
  }

  @Test
  void injectsTokenOverTls() {
    Message answer = call(get("https://127.0.0.1:" + world.secure.port() + "/a"));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals("Bearer token-alpha-1", only(world.secure).authorization());
  }

  @Test
  void leavesUnmappedHostAlone() {
    call(get(unmapped("/u")));

    assertNull(only(world.plain).authorization());
  }

  @Test
  void sendsByteIdenticalRequestsToUnmappedHost() throws IOException {
    List<Message> calls =
        List.of(
            get(unmapped("/u?sig=1&x=%20y"))
                .add("header", "Authorization: Basic b3du")
                .add("header", "x-api-key: k"),
            get(unmapped("/post"))
                .set("method", "POST")
                .add("body", "hällo")
                .add("bodyMode", "buffered"),
            get(unmapped("/post"))
                .set("method", "POST")
                .add("body", "hällo")
                .add("bodyMode", "chunked"));

    List<String> with = heads(calls, true);
    List<String> without = heads(calls, false);

    assertEquals(without, with);
  }

  @Test
  void decidesByMethod() {
    call(get(alpha("/posts/x")));
    call(get(alpha("/posts/x")).set("method", "POST").add("body", "b"));

    assertNull(world.plain.requests().get(0).authorization());
    assertEquals("Bearer token-alpha-1", world.plain.requests().get(1).authorization());
  }

  @Test
  void skipsWhereTheMappingSaysSkip() {
    call(get(alpha("/skip/x")));

    assertNull(only(world.plain).authorization());
  }

  @Test
  void changesNothingWhenItObserves() {
    call(get(alpha("/observe/x")).add("header", "x-api-key: k"));

    assertNull(only(world.plain).authorization());
    assertEquals(List.of("k"), only(world.plain).headers("x-api-key"));
  }

  @Test
  void writesOtherHeaderInOtherFormat() {
    call(get(alpha("/header/x")));

    assertEquals(List.of("t=token-alpha-1"), only(world.plain).headers("X-Token"));
    assertNull(only(world.plain).authorization());
  }

  @Test
  void refusesPlainHttpUnlessAllowed() {
    call(get("http://127.0.0.3:" + world.plain.port() + "/g"));
    call(get("https://127.0.0.3:" + world.secure.port() + "/g"));

    assertNull(only(world.plain).authorization());
    assertEquals("Bearer token-gamma-1", only(world.secure).authorization());
    assertWarned("is not encrypted, so mapping \"gamma\" puts no token on it");
  }

  // The application's own authorization and secrets

  @ParameterizedTest
  @ValueSource(strings = {"Authorization", "authorization", "AUTHORIZATION"})
  void keepsAuthorizationHeaderOfApplication(String spelling) {
    call(get(alpha("/a")).add("header", spelling + ": Basic b3du"));

    assertEquals("Basic b3du", only(world.plain).authorization());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Authorization", "authorization", "AUTHORIZATION"})
  void replacesAuthorizationHeaderWhereConfigured(String spelling) {
    call(get(alpha("/replace/a")).add("header", spelling + ": Basic b3du"));

    assertEquals("Bearer token-alpha-1", only(world.plain).authorization());
  }

  @Test
  void replacesStoredSecretAndKeepsTokenOfEntra() {
    String entra = "Bearer e30." + base64("{\"iss\":\"https://sts.windows.net/t/\"}") + ".c2ln";
    call(get(alpha("/stored/a")).add("header", "Authorization: SharedKey account:c2ln"));
    call(get(alpha("/stored/a")).add("header", "Authorization: " + entra));

    assertEquals(
        List.of("Bearer token-alpha-1", entra),
        world.plain.requests().stream().map(WireRequest::authorization).toList());
  }

  @Test
  void removesAndSetsHeadersAndCutsQuery() {
    call(
        get(alpha("/replace/a?x=1&sig=s%2Fe%3D&y=%20z&code=c&z"))
            .add("header", "x-api-key: secret")
            .add("header", "x-ms-version: 2015-01-01")
            .add("header", "x-other: o"));

    WireRequest request = only(world.plain);
    assertEquals("/replace/a?x=1&y=%20z&z", request.target());
    assertEquals(List.of(), request.headers("x-api-key"));
    assertEquals(List.of("1"), request.headers("x-migrated"));
    assertEquals(List.of("2017-11-09"), request.headers("x-ms-version"));
    assertEquals(List.of("o"), request.headers("x-other"));
  }

  @Test
  void keepsNewerVersionHeader() {
    call(get(alpha("/replace/a")).add("header", "x-ms-version: 2025-11-05"));

    assertEquals(List.of("2025-11-05"), only(world.plain).headers("x-ms-version"));
  }

  @Test
  void doesNotShowItsEditsToTheApplication() {
    Message answer = call(get(alpha("/replace/a")).add("header", "x-api-key: k"));

    for (String view :
        Stream.of("viewBefore", "viewAfter", "responseRequestView").filter(answer::has).toList()) {
      String shown = answer.get(view);
      assertTrue(shown.contains("x-api-key"), shown);
      assertFalse(shown.contains("Bearer") || shown.contains("x-migrated"), shown);
    }
    assertEquals("Bearer token-alpha-1", only(world.plain).authorization());
  }

  // Every hop on its own

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void doesNotCarryTokenToUnmappedHostOnRedirect(int status) throws IOException {
    assumeTrue(followsRedirects(), "the client follows no redirects");
    redirect(status, unmapped("/end"));

    Message answer = call(get(alpha("/start")));

    assertRedirectedAsWithoutAgent(status, get(alpha("/start")), answer);
    for (WireRequest request : world.plain.requests()) {
      assertEquals(
          request.target().equals("/start") ? "Bearer token-alpha-1" : null,
          request.authorization());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void injectsAgainOnRedirectToMappedHost(int status) throws IOException {
    assumeTrue(followsRedirects(), "the client follows no redirects");
    redirect(status, beta("/end"));

    Message answer = call(get(alpha("/start")));

    assertRedirectedAsWithoutAgent(status, get(alpha("/start")), answer);
    for (WireRequest request : world.plain.requests()) {
      assertEquals(
          request.target().equals("/start") ? "Bearer token-alpha-1" : "Bearer token-beta-1",
          request.authorization());
    }
  }

  @Test
  void injectsOnRedirectFromUnmappedHost() {
    assumeTrue(followsRedirects(), "the client follows no redirects");
    redirect(302, alpha("/end"));

    call(get(unmapped("/start")));

    assertEquals(2, world.plain.requests().size());
    assertNull(world.plain.requests().get(0).authorization());
    assertEquals("Bearer token-alpha-1", world.plain.requests().get(1).authorization());
  }

  @Test
  void decidesByPathOnRedirectWithinHost() {
    assumeTrue(followsRedirects(), "the client follows no redirects");
    redirect(302, alpha("/skip/end"));

    call(get(alpha("/start")));

    assertEquals("Bearer token-alpha-1", world.plain.requests().get(0).authorization());
    assertNull(world.plain.requests().get(1).authorization());
  }

  @Test
  void injectsOnRedirectToOtherPortAndBack() {
    assumeTrue(followsRedirects(), "the client follows no redirects");
    world.plain.answer(
        request ->
            request.target().equals("/start")
                ? WireResponse.redirect(302, "http://localhost:" + world.other.port() + "/there")
                : WireResponse.ok());
    world.other.answer(request -> WireResponse.redirect(302, alpha("/back")));

    call(get(alpha("/start")));

    assertEquals("Bearer token-beta-1", only(world.other).authorization());
    assertEquals(
        List.of("Bearer token-alpha-1", "Bearer token-alpha-1"),
        world.plain.requests().stream().map(WireRequest::authorization).toList());
  }

  @Test
  void leavesTokenBehindOnRedirectFromTlsToPlainHttp() {
    assumeTrue(followsRedirects(), "the client follows no redirects");
    world.secure.answer(
        request -> WireResponse.redirect(302, "http://127.0.0.3:" + world.plain.port() + "/end"));

    call(get("https://127.0.0.3:" + world.secure.port() + "/start"));

    assertEquals("Bearer token-gamma-1", only(world.secure).authorization());
    world.plain.requests().forEach(request -> assertNull(request.authorization()));
  }

  @Test
  void ignoresUserInfoAndFakedHost() {
    // A Host header is no target; clients that refuse to send one just send their own.
    call(get(unmapped("/u")).add("header", "Host: 127.0.0.1:" + world.plain.port()));
    call(get("http://127.0.0.1@127.0.0.2:" + world.plain.port() + "/u"));

    world
        .plain
        .requests()
        .forEach(
            request -> assertFalse(String.valueOf(request.authorization()).contains("token-")));
  }

  @Test
  void sendsHeaderOnceWhenRequestIsReused() {
    assumeTrue(reusesRequests(), "a request object cannot be sent again");
    call(get(alpha("/a")).add("reuse", "once"));
    call(get(alpha("/a")).add("reuse", "once"));

    for (WireRequest request : world.plain.requests()) {
      assertEquals(List.of("Bearer token-alpha-1"), request.headers("Authorization"));
    }
    assertEquals(2, world.plain.requests().size());
  }

  @Test
  void usesFreshTokenWhenRequestIsReusedAfterRefresh() {
    call(get(alpha("/short/a")).add("reuse", "short"));
    String first = only(world.plain).authorization();
    assertTrue(first.startsWith("Bearer token-short-"), first);

    long end = System.nanoTime() + 10_000_000_000L;
    String last = first;
    while (last.equals(first) && System.nanoTime() < end) {
      call(get(alpha("/short/a")).add("reuse", "short"));
      last = world.plain.requests().get(world.plain.requests().size() - 1).authorization();
    }

    assertTrue(last.startsWith("Bearer token-short-") && !last.equals(first), last);
  }

  // Proxies

  @Test
  void putsNothingOnConnect() {
    assumeTrue(hasProxies(), "the client has no proxies");
    Message answer =
        call(get("https://127.0.0.1:" + world.secure.port() + "/a").add("proxy", proxy()));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals("CONNECT", world.proxy.requests().get(0).method());
    assertFalse(world.proxy.requests().get(0).head().contains("Bearer"));
    assertEquals("Bearer token-alpha-1", only(world.secure).authorization());
  }

  @Test
  void cutsQueryInsideTunnel() {
    assumeTrue(hasProxies(), "the client has no proxies");
    call(
        get("https://127.0.0.1:" + world.secure.port() + "/replace/a?sig=s&x=1")
            .add("proxy", proxy()));

    assertEquals("/replace/a?x=1", only(world.secure).target());
  }

  @Test
  void decidesByTargetBehindPlainProxy() {
    assumeTrue(hasProxies(), "the client has no proxies");
    call(get(alpha("/replace/a?sig=s&x=1")).add("proxy", proxy()));
    call(get(unmapped("/u")).add("proxy", proxy()));

    assertEquals(alpha("/replace/a?x=1"), world.proxy.requests().get(0).target());
    assertEquals("Bearer token-alpha-1", world.proxy.requests().get(0).authorization());
    assertNull(world.proxy.requests().get(1).authorization());
  }

  @Test
  void leavesProxyAuthenticationAlone() {
    assumeTrue(hasProxies(), "the client has no proxies");
    world.proxy.answer(
        request ->
            request.headers("Proxy-Authorization").isEmpty()
                ? WireResponse.of(407, "").with("Proxy-Authenticate: Basic realm=\"p\"")
                : WireResponse.ok());

    Message answer = call(get(alpha("/a")).add("proxy", proxy()).add("proxyUser", "user:secret"));

    assertEquals("200", answer.get("status"), answer::toString);
    WireRequest last = world.proxy.requests().get(world.proxy.requests().size() - 1);
    assertEquals(List.of("Basic dXNlcjpzZWNyZXQ="), last.headers("Proxy-Authorization"));
    assertEquals("Bearer token-alpha-1", last.authorization());
  }

  // Bodies

  @ParameterizedTest
  @CsvSource({"buffered,10", "fixed,10", "chunked,10", "buffered,200000", "chunked,200000"})
  void keepsBodyAndMethod(String mode, int length) {
    String body = "ä".repeat(length / 2);

    Message answer =
        call(get(alpha("/replace/b")).set("method", "PUT").add("body", body).add("bodyMode", mode));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals("PUT", only(world.plain).method());
    assertEquals(body, only(world.plain).body());
    assertEquals("Bearer token-alpha-1", only(world.plain).authorization());
  }

  // Failures

  @Test
  void sendsRequestUnchangedWhenTokenFetchFails() {
    call(
        get(alpha("/pass/a?sig=s"))
            .add("header", "Authorization: Basic b3du")
            .add("header", "x-api-key: k"));

    WireRequest request = only(world.plain);
    assertEquals("Basic b3du", request.authorization());
    assertEquals(List.of("k"), request.headers("x-api-key"));
    assertEquals("/pass/a?sig=s", request.target());
    assertWarned(
        "mapping \"pass\": no token, so its requests go out as the application made them.");
  }

  @Test
  void failsRequestWhereConfigured() {
    Message answer = call(get(alpha("/refuse/a")));

    assertEquals(List.of(), world.plain.requests());
    assertTrue(answer.all("exception").contains(refusal()), answer::toString);
    assertTrue(
        answer.all("message").stream()
            .anyMatch(message -> message.contains("mapping \"refuse\": no token for broken")),
        answer::toString);
    assertTrue(Long.parseLong(answer.get("millis")) < 3000, answer::toString);
  }

  @Test
  void addsNoMoreThanBoundedDelayWhenEndpointHangs() {
    Message answer = call(get(alpha("/hang/a")));

    assertEquals("200", answer.get("status"), answer::toString);
    assertNull(only(world.plain).authorization());
    assertTrue(Long.parseLong(answer.get("millis")) < 8000, answer::toString);
  }

  @Test
  void givesTheClientsOwnExceptionWhenConnectionIsRefused() throws IOException {
    Message call = get("http://127.0.0.1:1/a");

    Message with = call(call);

    assertEquals(world.withoutAgent().send(doCall(call)).all("exception"), with.all("exception"));
  }

  @Test
  void givesTheClientsOwnExceptionOnReadTimeout() throws IOException {
    world.plain.answer(request -> WireResponse.ok().after(3000));
    Message call = get(alpha("/a")).add("timeout", "700");

    Message with = call(call);

    Message without = world.withoutAgent().send(doCall(call));
    assertNotNull(with.get("exception"), with::toString);
    assertEquals(without.all("exception"), with.all("exception"));
    assertEquals(without.all("message"), with.all("message"));
  }

  // Many at once

  @Test
  void givesNoTokenToTheWrongHostUnderLoad() {
    Message answer =
        world.withAgent.send(
            new Message()
                .add("do", "parallel")
                .add("threads", "50")
                .add("times", "100")
                .add("url", alpha("/load"))
                .add("url", "http://localhost:" + world.other.port() + "/load"));

    assertEquals(Set.of("200"), new HashSet<>(answer.all("result")));
    assertEquals(
        Set.of("Bearer token-alpha-1"),
        new HashSet<>(world.plain.requests().stream().map(WireRequest::authorization).toList()));
    assertEquals(
        Set.of("Bearer token-beta-1"),
        new HashSet<>(world.other.requests().stream().map(WireRequest::authorization).toList()));
    assertEquals(100, world.plain.requests().size());
  }

  @Test
  void fetchesOnceForManyThreads() {
    world.withAgent.send(
        new Message()
            .add("do", "parallel")
            .add("threads", "30")
            .add("times", "30")
            .add("url", alpha("/slow/x")));

    assertEquals(1, world.identity.requestsFor("slow"));
    world
        .plain
        .requests()
        .forEach(request -> assertEquals("Bearer token-slow-1", request.authorization()));
    assertEquals(30, world.plain.requests().size());
  }

  @Test
  void doesNotInstrumentItsOwnTokenCalls() {
    call(get(alpha("/a")));

    assertFalse(world.identity.requests().isEmpty());
    world.identity.requests().forEach(request -> assertNull(request.authorization()));
  }

  // What the rows are made of

  private static void assertWarned(String text) {
    String log = world.withAgent.stderrWith(text);
    assertTrue(log.contains(text), log);
  }

  protected final ContractWorld world() {
    return world;
  }

  protected final Message call(Message call) {
    return world.withAgent.send(doCall(call));
  }

  protected final Message get(String url) {
    return new Message().add("method", "GET").add("url", url);
  }

  protected final String alpha(String path) {
    return "http://127.0.0.1:" + world.plain.port() + path;
  }

  protected final String beta(String path) {
    return "http://localhost:" + world.plain.port() + path;
  }

  protected final String unmapped(String path) {
    return "http://127.0.0.2:" + world.plain.port() + path;
  }

  protected final WireRequest only(WireServer server) {
    assertEquals(
        1, server.requests().size(), () -> server.requests() + "\n" + world.withAgent.stderr());
    return server.requests().get(0);
  }

  private String proxy() {
    return "127.0.0.1:" + world.proxy.port();
  }

  private void redirect(int status, String location) {
    world.plain.answer(
        request ->
            request.target().equals("/start")
                ? WireResponse.redirect(status, location)
                : WireResponse.ok());
  }

  /**
   * Whether a redirect is followed is the client's business: the same with the agent as without.
   */
  private void assertRedirectedAsWithoutAgent(int status, Message call, Message with)
      throws IOException {
    List<String> followed = world.plain.requests().stream().map(WireRequest::requestLine).toList();
    List<WireRequest> seen = new ArrayList<>(world.plain.requests());

    Message without = world.withoutAgent().send(doCall(call));

    List<String> both = world.plain.requests().stream().map(WireRequest::requestLine).toList();
    assertEquals(both.subList(seen.size(), both.size()), followed, "redirect " + status);
    assertEquals(without.get("status"), with.get("status"));
    world
        .plain
        .requests()
        .subList(seen.size(), both.size())
        .forEach(request -> assertNull(request.authorization()));
    // What follows in the row looks at the requests of the JVM with the agent only.
    world.plain.keep(seen);
  }

  private List<String> heads(List<Message> calls, boolean withAgent) throws IOException {
    world.reset();
    for (Message call : calls) {
      (withAgent ? world.withAgent : world.withoutAgent()).send(doCall(call));
    }
    return world.plain.requests().stream().map(request -> request.head() + request.body()).toList();
  }

  private static Message doCall(Message call) {
    return call.has("do") ? call : call.add("do", "call");
  }

  private static String base64(String text) {
    return java.util.Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
