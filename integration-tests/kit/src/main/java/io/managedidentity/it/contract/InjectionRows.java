package io.managedidentity.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.server.WireRequest;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests get a token, and what is changed with it. */
abstract class InjectionRows extends ContractRows {
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

    assertEquals(calls.size(), without.size());
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

  /** The only row of that mapping: the next of its requests is repeated after a hundred others. */
  @Test
  void repeatsRequestWithTheTokenInModeShadow() throws IOException {
    assumeTrue(hearsAnswers(), "the agent does not see the client's answers");
    call(get(alpha("/a"))); // now the token is there
    Message call =
        get("https://127.0.0.1:" + world.secure.port() + "/shadow/x")
            .add("header", "Authorization: Basic b3du")
            .add("header", "x-api-key: k");

    Message answer = call(call);
    stderrWith("mode shadow: a request of the application was sent once more with the token");
    callWithoutAgent(call);

    assertEquals("200", answer.get("status"), answer::toString);
    List<WireRequest> requests = world.secure.requests();
    assertEquals(3, requests.size());
    assertEquals(requests.get(2).head(), requests.get(0).head());
    WireRequest repeated = requests.get(1);
    assertEquals("GET /shadow/x HTTP/1.1", repeated.requestLine());
    assertEquals("Bearer token-alpha-1", repeated.authorization());
    assertEquals(List.of(), repeated.headers("x-api-key"));
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
    assumeTrue(
        removesWhatTheApplicationMade(),
        "headers and parameters cannot be removed from its requests");
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
    assumeTrue(
        removesWhatTheApplicationMade(),
        "headers and parameters cannot be removed from its requests");
    Message answer = call(get(alpha("/replace/a")).add("header", "x-api-key: k"));

    List<String> views =
        Stream.of("viewBefore", "viewAfter", "responseRequestView").filter(answer::has).toList();
    assertFalse(views.isEmpty(), answer::toString);
    for (String view : views) {
      String shown = answer.get(view);
      assertTrue(shown.contains("x-api-key"), shown);
      assertFalse(shown.contains("Bearer") || shown.contains("x-migrated"), shown);
    }
    assertEquals("Bearer token-alpha-1", only(world.plain).authorization());
  }

  // Bodies

  @ParameterizedTest
  @CsvSource({"buffered,10", "fixed,10", "chunked,10", "buffered,200000", "chunked,200000"})
  void keepsBodyAndMethod(String mode, int length) {
    String body = "ä".repeat(length / 2);

    Message answer =
        call(
            get(alpha("/replace/b"))
                .set("method", bodyMethod())
                .add("body", body)
                .add("bodyMode", mode));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals(bodyMethod(), only(world.plain).method());
    assertEquals(body, only(world.plain).body());
    assertEquals("Bearer token-alpha-1", only(world.plain).authorization());
  }

  private List<String> heads(List<Message> calls, boolean withAgent) throws IOException {
    world.reset();
    for (Message call : calls) {
      (withAgent ? world.withAgent : world.withoutAgent()).send(doCall(call));
    }
    return world.plain.requests().stream().map(request -> request.head() + request.body()).toList();
  }

  private static String base64(String text) {
    return java.util.Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
