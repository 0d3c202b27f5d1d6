package io.managedidentity.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Redirects and proxies: every hop is decided on its own. */
abstract class HopRows extends InjectionRows {
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

  /** Whether the client follows it or not. */
  @Test
  void saysWhereARedirectLeadsAwayFromItsMapping() {
    assumeTrue(hearsAnswers(), "the agent does not see the client's answers");
    List<String> locations = List.of("/moved/inside", unmapped("/end?sig=secret"));
    Iterator<String> next = locations.iterator();
    world.plain.answer(
        request ->
            request.target().equals("/moved/start")
                ? WireResponse.redirect(302, next.next())
                : WireResponse.ok());

    locations.forEach(location -> call(get(alpha("/moved/start"))));

    String begin = "mapping \"moved\": \"127.0.0.1\" answered 302 to a request with its token, ";
    assertEquals(
        List.of(
            "a redirect to \""
                + unmapped("")
                + "\". A request there gets no token: No mapping matches. If it is a page for signing"
                + " in, the service did not accept the token: check \"resource\". If it needs a token,"
                + " name that host in a mapping."),
        stderrWith(begin)
            .lines()
            .filter(line -> line.contains(begin))
            .map(line -> line.substring(line.indexOf(begin) + begin.length()))
            .toList());
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

  /**
   * Whether the application's own Authorization goes along to another origin is the client's
   * business, and differs from client to client; also where the agent had replaced it.
   */
  @ParameterizedTest
  @ValueSource(strings = {"/start", "/replace/start"})
  void leavesOwnAuthorizationOnRedirectAsItIs(String start) throws IOException {
    assumeTrue(followsRedirects(), "the client follows no redirects");
    world.plain.answer(
        request ->
            request.target().equals(start)
                ? WireResponse.redirect(302, unmapped("/end"))
                : WireResponse.ok());
    Message call = get(alpha(start)).add("header", "Authorization: Basic b3du");

    Message with = call(call);
    List<WireRequest> seen = world.plain.requests();
    world.plain.keep(List.of());
    Message without = world.withoutAgent().send(doCall(call));

    assertEquals("Basic b3du", world.plain.requests().get(0).authorization());
    assertEquals(
        start.equals("/start") ? "Basic b3du" : "Bearer token-alpha-1",
        seen.get(0).authorization());
    assertEquals(afterTheFirst(world.plain.requests()), afterTheFirst(seen));
    assertEquals(without.get("status"), with.get("status"));
  }

  private static List<String> afterTheFirst(List<WireRequest> requests) {
    return requests.stream()
        .skip(1)
        .map(request -> request.requestLine() + " " + request.headers("Authorization"))
        .toList();
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

  /** Not every client follows it: then nothing comes, as without the agent. */
  @Test
  void leavesTokenBehindOnRedirectFromTlsToPlainHttp() throws IOException {
    assumeTrue(followsRedirects(), "the client follows no redirects");
    world.secure.answer(
        request -> WireResponse.redirect(302, "http://127.0.0.3:" + world.plain.port() + "/end"));

    call(get("https://127.0.0.3:" + world.secure.port() + "/start"));
    assertEquals("Bearer token-gamma-1", only(world.secure).authorization());
    int followed = world.plain.requests().size();
    callWithoutAgent(get("https://127.0.0.3:" + world.secure.port() + "/start"));

    assertEquals(2, world.secure.requests().size());
    assertEquals(2 * followed, world.plain.requests().size());
    world.plain.requests().forEach(request -> assertNull(request.authorization()));
  }

  @Test
  void ignoresUserInfoAndFakedHost() throws IOException {
    // A Host header is no target; clients that refuse to send one just send their own.
    Message faked = get(unmapped("/u")).add("header", "Host: 127.0.0.1:" + world.plain.port());
    Message user = get("http://127.0.0.1@127.0.0.2:" + world.plain.port() + "/u");

    call(faked);
    call(user);
    int sent = world.plain.requests().size();
    callWithoutAgent(faked);
    callWithoutAgent(user);

    assertTrue(sent > 0);
    assertEquals(2 * sent, world.plain.requests().size());
    for (WireRequest request : world.plain.requests()) {
      assertFalse(String.valueOf(request.authorization()).contains("token-"), request::head);
    }
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
  void usesFreshTokenWhenRequestIsReusedAfterRefresh() throws InterruptedException {
    call(get(alpha("/short/a")).add("reuse", "short"));
    String first = only(world.plain).authorization();
    assertTrue(first.startsWith("Bearer token-short-"), first);
    int number = Integer.parseInt(first.substring("Bearer token-short-".length()));
    // If the machine stood still meanwhile, the token may be too old to be refreshed ahead: then
    // the
    // next request fetches another.
    world.identity.awaitRequestsFor("short", number + 1, Duration.ofSeconds(5));

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
    assertTunnelled();
    assertEquals("Bearer token-alpha-1", only(world.secure).authorization());
  }

  @Test
  void cutsQueryInsideTunnel() throws IOException {
    assumeTrue(hasProxies(), "the client has no proxies");
    try (WireServer target = WireServer.https("target")) { // no tunnel of another row leads to it
      String origin = "https://127.0.0.1:" + target.port();
      call(get(origin + "/replace/a?sig=s&x=1").add("proxy", proxy()));

      assertTunnelled();
      assertEquals(targetInTunnel(origin, "/replace/a?x=1"), only(target).target());
    }
  }

  /** All that the proxy saw: of several requests one at least, since they may share a tunnel. */
  final void assertTunnelled() {
    assertFalse(world.proxy.requests().isEmpty(), "the proxy was not asked");
    for (WireRequest request : world.proxy.requests()) {
      assertEquals("CONNECT", request.method());
      assertFalse(request.head().contains("Bearer"), request.head());
    }
  }

  @Test
  protected void decidesByTargetBehindPlainProxy() throws IOException {
    assumeTrue(hasProxies(), "the client has no proxies");
    call(get(alpha("/replace/a?sig=s&x=1")).add("proxy", proxy()));
    call(get(unmapped("/u")).add("proxy", proxy()));

    assertEquals(alpha("/replace/a?x=1"), world.proxy.requests().get(0).target());
    assertEquals("Bearer token-alpha-1", world.proxy.requests().get(0).authorization());
    assertNull(world.proxy.requests().get(1).authorization());
  }

  /**
   * After a redirect that fails, some clients send the application's first request again over the
   * connection of the redirect; a proxy sends it where its request line says.
   */
  @Test
  void givesNoTokenWhereTheRequestLineNamesAnotherPlace() {
    assumeTrue(hasProxies(), "the client has no proxies");
    assumeTrue(followsRedirects(), "the client follows no redirects");
    String start = unmapped("/start");
    world.proxy.answer(
        request ->
            request.target().equals(start)
                ? WireResponse.redirect(302, alpha("/end"))
                : WireResponse.cut());

    call(get(start).add("proxy", proxy()));

    List<String> targets = world.proxy.requests().stream().map(WireRequest::target).toList();
    assumeFalse(
        world.proxy.requests().get(0).method().equals("CONNECT"), "it tunnels plain requests too");
    assertTrue(targets.contains(alpha("/end")), targets::toString);
    for (WireRequest request : world.proxy.requests()) {
      assertEquals(
          request.target().equals(start) ? null : "Bearer token-alpha-1",
          request.authorization(),
          request::head);
    }
  }

  @Test
  protected void leavesProxyAuthenticationAlone() {
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
    assertEquals("/start", seen.get(0).target());

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
}
