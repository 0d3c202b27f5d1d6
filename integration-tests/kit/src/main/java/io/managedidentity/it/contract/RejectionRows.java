package io.managedidentity.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A service that rejects a token (401), and {@code fallbackOnRejection}. Each row has a path and a
 * resource of its own ({@link ContractMapping}), since a token is asked for again once in 60 s
 * (R-CAE): path {@code /resend-X} has resource {@code revocable-X}.
 */
abstract class RejectionRows extends FailureRows {
  private static final String CLAIMS =
      "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\","
          + " error=\"insufficient_claims\", claims=\""
          + Base64.getEncoder()
              .encodeToString(
                  "{\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\"1\"}}}"
                      .getBytes(StandardCharsets.UTF_8))
          + "\"";

  @ParameterizedTest
  @ValueSource(strings = {"none", "buffered"})
  void sendsOnceMoreWithFreshTokenAfterClaimsChallenge(String bodyMode) {
    assumeResends();
    rejectFirst(world.plain, "claims-" + bodyMode, CLAIMS);

    Message answer = call(withSecrets("/resend-claims-" + bodyMode + "/a", bodyMode));

    assertSentTwice("claims-" + bodyMode, answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "buffered"})
  void sendsOnceMoreWithFreshTokenAfterTokenWasRevoked(String bodyMode) {
    assumeResends();
    rejectFirst(world.plain, "revoked-" + bodyMode, "Bearer error=\"invalid_token\"");

    Message answer = call(withSecrets("/resend-revoked-" + bodyMode + "/a", bodyMode));

    assertSentTwice("revoked-" + bodyMode, answer);
  }

  @Test
  void sendsOnceMoreAfterChallengeWithoutReason() {
    assumeResends();
    rejectFirst(world.plain, "plain", "Bearer");

    Message answer = call(withSecrets("/resend-plain/a", "none"));

    assertSentTwice("plain", answer);
  }

  @Test
  void sendsOnceMoreThroughTunnel() throws IOException {
    assumeResends();
    assumeTrue(hasProxies(), "the client has no proxies");
    try (WireServer target = WireServer.https("target")) { // no tunnel of another row leads to it
      rejectFirst(target, "tunnel", CLAIMS);

      Message answer =
          call(
              get("https://127.0.0.1:" + target.port() + "/resend-tunnel/a").add("proxy", proxy()));

      assertEquals("200", answer.get("status"), answer::toString);
      assertEquals(tokens("tunnel", 1, 2), authorizations(target));
      assertTunnelled();
    }
  }

  @Test
  void neverReplaysOneShotBody() {
    assumeTrue(hasOneShotBodies(), "the client has no bodies that cannot be read twice");
    rejectFirst(world.plain, "oneshot", CLAIMS);

    Message answer = call(request(alpha("/resend-oneshot/a"), "oneshot"));

    assertEquals("401", answer.get("status"), answer::toString);
    assertEquals("hällo", only(world.plain).body());
  }

  @Test
  void handsRejectionOfEveryTokenToTheApplication() {
    assumeResends();
    world.plain.answer(
        request ->
            WireResponse.of(401, "not for you")
                .with("WWW-Authenticate: " + CLAIMS)
                .with("x-why: because"));

    Message answer = call(withSecrets("/resend-every/a", "buffered"));

    assertEquals(tokens("every", 1, 2), authorizations(world.plain));
    assertEquals("401", answer.get("status"), answer::toString);
    assertEquals("not for you", answer.get("body"));
    assertTrue(hasHeader(answer, "x-why: because"), answer::toString);
    assertTrue(hasHeader(answer, "www-authenticate: " + CLAIMS), answer::toString);
  }

  /** Some clients read no more than so much of a 401 themselves. */
  @Test
  void handsLongRejectionToTheApplicationAsWithoutAgent() throws IOException {
    String body = "x".repeat(200_000);
    world.plain.answer(request -> WireResponse.of(401, body).with("WWW-Authenticate: " + CLAIMS));

    Message with = call(get(alpha("/resend-long/a")));
    int sent = world.plain.requests().size();
    assertTrue(sent > 0);
    Message without = callWithoutAgent(get(alpha("/resend-long/a")));

    assertEquals(without.get("status"), with.get("status"), with::toString);
    assertEquals(without.all("exception"), with.all("exception"));
    assertEquals(
        String.valueOf(without.get("body")).length(), String.valueOf(with.get("body")).length());
    if (hearsAnswers()) {
      String said =
          "mapping \"resend-long\": \"127.0.0.1\" answered 401 to a request with its token";
      String log = stderrWith(said);
      assertTrue(log.contains(said), log);
      String again = "to a request to \"127.0.0.1\" with its token, so a fresh token was fetched";
      assertEquals(
          sent > 1,
          log.lines().anyMatch(line -> line.contains("\"resend-long\"") && line.contains(again)),
          "whether a second sending is said");
    }
  }

  @Test
  void copesWithRejectionThatEndsTheConnection() {
    assumeResends();
    world.plain.answer(
        request ->
            isFirst(request, "close")
                ? unauthorized(CLAIMS).with("Connection: close")
                : WireResponse.ok());

    Message first = call(get(alpha("/resend-close/a")));
    Message second = call(get(alpha("/resend-close/b")));

    String expected = resendsOverAnotherConnection() ? "200" : "401";
    assertEquals(expected, first.get("status"), first::toString);
    assertEquals("200", second.get("status"), second::toString);
    assertEquals(tokens("close", 2), authorizationsOf("/resend-close/b"));
  }

  @Test
  void sendsHeadOnceMore() {
    assumeResends();
    assumeTrue(hasHead(), "the client makes no HEAD requests");
    world.plain.answer(
        request ->
            isFirst(request, "head")
                ? WireResponse.of(401, "").with("WWW-Authenticate: " + CLAIMS)
                : WireResponse.of(204, ""));

    Message answer = call(get(alpha("/resend-head/a")).set("method", "HEAD"));

    assertEquals(tokens("head", 1, 2), authorizations(world.plain));
    assertEquals("204", answer.get("status"), answer::toString);
  }

  /** A connection that is not given back after a rejection would be missed. */
  @Test
  void keepsConnectionsUnderManyRejections() {
    world.plain.answer(request -> unauthorized(CLAIMS));

    for (int i = 0; i < 150; i++) {
      Message answer = call(get(alpha("/resend-lasting/a")));
      assertEquals("401", answer.get("status"), answer::toString);
    }

    assertTrue(world.plain.requests().size() >= 150);
  }

  @Test
  void asksForAnotherTokenOnceInAMinute() {
    assumeResends();
    rejectFirst(world.plain, "budget", CLAIMS);
    call(get(alpha("/resend-budget/a")));
    world.plain.answer(request -> unauthorized(CLAIMS));

    Message answer = call(get(alpha("/resend-budget/a")));

    assertEquals("401", answer.get("status"), answer::toString);
    assertEquals(tokens("budget", 1, 2, 2), authorizations(world.plain));
    assertEquals(2, world.identity.requestsFor("revocable-budget"));
  }

  @Test
  void handsRejectionToTheApplicationWhenTheSameTokenComesAgain() {
    world.plain.answer(request -> unauthorized(CLAIMS));

    Message answer = call(get(alpha("/resend-same/a")));

    assertEquals("401", answer.get("status"), answer::toString);
    assertEquals("Bearer token-same-1", only(world.plain).authorization());
  }

  @Test
  void sharesOneFreshTokenAmongRejectedRequests() {
    assumeResends();
    rejectFirst(world.plain, "many", CLAIMS);
    int before = world.identity.requestsFor("revocable-many");

    Message answer =
        world.withAgent.send(
            new Message()
                .add("do", "parallel")
                .add("threads", "20")
                .add("times", "20")
                .add("url", alpha("/resend-many/a")));

    assertEquals(Set.of("200"), new HashSet<>(answer.all("result")), answer::toString);
    // The first token, where it was not fetched ahead, and the fresh one; not one for each thread.
    int fetched = world.identity.requestsFor("revocable-many") - before;
    assertTrue(fetched == 1 || fetched == 2, fetched + " fetched");
  }

  @Test
  void neverResendsWhatItDidNotTouch() {
    world.plain.answer(request -> unauthorized(CLAIMS));

    call(get(unmapped("/u")));
    call(get(alpha("/a")).add("header", "Authorization: Basic b3du"));
    call(get(alpha("/skip/a")));
    call(get(alpha("/observe/a")));

    assertEquals(
        List.of("/u", "/a", "/skip/a", "/observe/a"),
        world.plain.requests().stream().map(WireRequest::target).toList());
  }

  @Test
  void decidesAnewAfterSecondSending() {
    assumeResends();
    assumeTrue(followsRedirects(), "the client follows no redirects");
    world.plain.answer(
        request ->
            request.target().equals("/end")
                ? WireResponse.ok()
                : isFirst(request, "redirect")
                    ? unauthorized(CLAIMS)
                    : WireResponse.redirect(302, unmapped("/end")));

    Message answer = call(get(alpha("/resend-redirect/a")));

    List<String> tokens = authorizations(world.plain);
    assertEquals(
        List.of("Bearer token-revocable-redirect-1", "Bearer token-revocable-redirect-2"),
        tokens.subList(0, 2));
    // Not every client follows a redirect of what was sent twice.
    boolean isFollowed = answer.get("status").equals("200");
    assertEquals(isFollowed ? "200" : "302", answer.get("status"), answer::toString);
    assertEquals(isFollowed ? 3 : 2, tokens.size());
    if (isFollowed) {
      assertEquals("null", tokens.get(2));
      assertEquals("127.0.0.2", world.plain.requests().get(2).host());
    }
  }

  @Test
  void sendsOnceMoreToTheTargetOfTheRedirectOnly() {
    assumeResends();
    assumeTrue(followsRedirects(), "the client follows no redirects");
    world.plain.answer(
        request ->
            request.target().equals("/start")
                ? WireResponse.redirect(302, beta("/resend-hop/end"))
                : isFirst(request, "hop") ? unauthorized(CLAIMS) : WireResponse.ok());

    Message answer = call(get(unmapped("/start")));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals(
        List.of("/start", "/resend-hop/end", "/resend-hop/end"),
        world.plain.requests().stream().map(WireRequest::target).toList());
    assertNull(world.plain.requests().get(0).authorization());
    assertEquals(tokens("hop", 1, 2), authorizations(world.plain).subList(1, 3));
    assertEquals("localhost", world.plain.requests().get(2).host());
  }

  // fallbackOnRejection

  @ParameterizedTest
  @CsvSource({"401,none", "401,buffered", "403,none", "403,buffered"})
  void sendsOnceMoreAsTheApplicationMadeIt(int status, String bodyMode) throws Exception {
    assumeTrue(fallsBackAfterRejection(), "the hook does not fall back");
    String row = status + "-" + bodyMode;
    world.plain.answer(request -> rejected(request, status));
    Message call = withSecrets("/fallback-" + row + "/a?sig=s&x=1", bodyMode);

    Message answer = call(call);

    assertEquals("200", answer.get("status"), answer::toString);
    // A 401 without a challenge may mean a token that was revoked, so a fresh one is tried before.
    int sendings = status == 401 ? 3 : 2;
    assertEquals(sendings, world.plain.requests().size());
    WireRequest last = world.plain.requests().get(sendings - 1);
    assertEquals(
        "Bearer token-revocable-fallback-" + row + "-1",
        world.plain.requests().get(0).authorization());
    world.plain.clear();
    world.withoutAgent().send(doCall(call));
    assertEquals(sortedHead(only(world.plain)), sortedHead(last));
    assertEquals(only(world.plain).body(), last.body());
    assertWarned(
        "mapping \"fallback-"
            + row
            + "\": \"127.0.0.1\" answered "
            + status
            + " to a request with its token, so the request was sent once more as the application made it");
  }

  @Test
  void saysOnceThatItFallsBack() {
    assumeTrue(fallsBackAfterRejection(), "the hook does not fall back");
    world.plain.answer(request -> rejected(request, 403));

    call(withSecrets("/fallback-once/a", "none"));
    Message answer = call(withSecrets("/fallback-once/a", "none"));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals(4, world.plain.requests().size());
    String said = "mapping \"fallback-once\": \"127.0.0.1\" answered";
    String log = world.withAgent.stderrWith(said);
    assertEquals(
        1,
        log.lines()
            .filter(line -> line.contains(said))
            .filter(line -> line.contains("WARN "))
            .count());
  }

  /** And the agent says what the service says: in headers, and in a body that the client reads. */
  @Test
  void hasNothingToFallBackToWithoutSecretOfTheApplication() throws IOException {
    world.plain.answer(
        request ->
            WireResponse.of(403, "no role")
                .with("x-ms-error-code: AuthorizationPermissionMismatch"));

    Message answer = call(get(alpha("/fallback-nosecret/a")));

    assertEquals("403", answer.get("status"), answer::toString);
    assertEquals("no role", answer.get("body"));
    assertEquals("Bearer token-revocable-fallback-nosecret-1", only(world.plain).authorization());
    if (hearsAnswers()) {
      assertExplained("403 (AuthorizationPermissionMismatch)", "has no role on");
      assertHeaderAndBodyExplained();
    }
  }

  private void assertHeaderAndBodyExplained() throws IOException {
    Message call = get(alpha("/fallback-nosecret/a"));
    world.plain.answer(
        request -> WireResponse.of(403, "no").with("x-ms-substatus: 5300").with("Date: soon"));
    call(call);
    assertExplained("403 (5300)", "Cosmos DB never does this for a token");

    world.plain.answer(
        request ->
            WireResponse.of(
                    403,
                    "{\"error\":{\"code\":\"Forbidden\",\"message\":\"[x] AKV10046: key ä\"}}"
                        + " ".repeat(9000))
                .with("Content-Type: application/json"));
    Message with = call(call);
    Message without = callWithoutAgent(call);
    assertEquals(seen(without), seen(with));
    if (readsRefusals()) {
      assertExplained("403 (AKV10046)", "does not know the key that the token is signed with");
    }
  }

  private static List<String> seen(Message answer) {
    List<String> seen = new ArrayList<>(answer.all("status"));
    seen.addAll(answer.all("body"));
    seen.addAll(answer.all("exception"));
    answer.all("responseHeader").stream()
        .filter(header -> !header.matches("(?i)okhttp-.*-millis:.*"))
        .forEach(seen::add);
    return seen;
  }

  private void assertExplained(String answered, String words) {
    String begin = "mapping \"fallback-nosecret\": \"127.0.0.1\" answered " + answered;
    assertTrue(
        stderrWith(begin).lines().anyMatch(line -> line.contains(begin) && line.contains(words)),
        world.withAgent::stderr);
  }

  @Test
  void neverFallsBackWithOneShotBody() {
    assumeTrue(hasOneShotBodies(), "the client has no bodies that cannot be read twice");
    world.plain.answer(request -> rejected(request, 403));

    Message answer = call(withSecrets("/fallback-oneshot/a", "oneshot"));

    assertEquals("403", answer.get("status"), answer::toString);
    assertEquals("hällo", only(world.plain).body());
  }

  private void assumeResends() {
    assumeTrue(resendsAfterRejection(), "the hook does not resend");
  }

  /** A request with secrets of the application that the mappings of these rows replace. */
  private Message withSecrets(String path, String bodyMode) {
    return request(alpha(path), bodyMode)
        .add("header", "Authorization: Basic b3du")
        .add("header", "x-api-key: k");
  }

  /** The first token of resource {@code revocable-ROW} is refused, later ones are good. */
  private static void rejectFirst(WireServer server, String row, String challenge) {
    server.answer(request -> isFirst(request, row) ? unauthorized(challenge) : WireResponse.ok());
  }

  private static boolean isFirst(WireRequest request, String row) {
    return ("Bearer token-revocable-" + row + "-1").equals(request.authorization());
  }

  private static WireResponse unauthorized(String challenge) {
    return WireResponse.of(401, "no").with("WWW-Authenticate: " + challenge);
  }

  /** Any token is rejected, the application's own secret is good. */
  private static WireResponse rejected(WireRequest request, int status) {
    return "Basic b3du".equals(request.authorization())
        ? WireResponse.ok()
        : WireResponse.of(status, "no");
  }

  private void assertSentTwice(String row, Message answer) {
    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals(tokens(row, 1, 2), authorizations(world.plain));
    WireRequest first = world.plain.requests().get(0);
    WireRequest second = world.plain.requests().get(1);
    assertEquals(first.requestLine(), second.requestLine());
    assertEquals(first.body(), second.body());
    assertEquals(List.of(), second.headers("x-api-key"));
    assertEquals(List.of("1"), second.headers("x-migrated"));
    assertEquals(2, world.identity.requestsFor("revocable-" + row));
  }

  private static List<String> tokens(String row, int... numbers) {
    return java.util.Arrays.stream(numbers)
        .mapToObj(number -> "Bearer token-revocable-" + row + "-" + number)
        .toList();
  }

  private List<String> authorizationsOf(String target) {
    return world.plain.requests().stream()
        .filter(request -> request.target().equals(target))
        .map(WireRequest::authorization)
        .toList();
  }

  private static List<String> authorizations(WireServer server) {
    return server.requests().stream()
        .map(request -> String.valueOf(request.authorization()))
        .toList();
  }

  /** The order of the headers may be another one the second time. */
  private static List<String> sortedHead(WireRequest request) {
    return request.head().lines().sorted().toList();
  }

  private static boolean hasHeader(Message answer, String header) {
    return answer.all("responseHeader").stream().anyMatch(header::equalsIgnoreCase);
  }
}
