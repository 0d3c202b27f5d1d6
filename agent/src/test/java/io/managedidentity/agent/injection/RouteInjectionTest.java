package io.managedidentity.agent.injection;

import static io.managedidentity.agent.injection.Bench.MUST_NOT_WAIT;
import static io.managedidentity.agent.injection.Bench.headers;
import static io.managedidentity.agent.injection.Bench.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a first sending goes out with, and what is counted and said of it. */
class RouteInjectionTest {
  /** A JWT that says {@code {"iss":"https://sts.windows.net/t/"}}. */
  private static final String OF_ENTRA =
      "Bearer e30.eyJpc3MiOiJodHRwczovL3N0cy53aW5kb3dzLm5ldC90LyJ9.c2ln";

  private static final String OBSERVE = "'mode': 'observe'";
  private static final String FAIL = "'onTokenFailure': 'fail-request'";

  /** The next request of the mapping is left out, but a resend follows its first sending. */
  @Test
  void sendsOnceMoreWithAFreshTokenWhateverShareSays() throws Exception {
    Bench bench = new Bench("'share': 50");
    bench.hold("t1");
    assertNull(bench.send(headers()), "left out");
    Resend resend = bench.send(headers()).judge(401, Bench.DEAD, true);
    resend.await(Bench.meanwhile(() -> bench.answer("t2")));
    HeaderList again = headers();

    assertNotNull(bench.route().edit(again, "/", resend, MUST_NOT_WAIT));

    assertEquals("Bearer t2", again.first("Authorization"));
    assertEquals(1, bench.injector().counters("m").leftOut());
  }

  @Test
  void putsTheTokenOnARequest() throws Exception {
    Bench bench = new Bench();
    bench.hold("t1");

    WireEdit edit = bench.route().edit(headers("Accept", "*/*"), "/a?b=c", null, MUST_NOT_WAIT);

    assertEquals("Accept: */* | Authorization: Bearer t1", text(edit.headers()));
    assertEquals("/a?b=c", edit.target());
    assertEquals("requests 1 injected 1", bench.counts());
    assertEquals(List.of(), bench.lines);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "keep | Basic dTpw | kept 1 secret 1",
        "keep | Bearer opaque | kept 1 secret 1",
        "keep | " + OF_ENTRA + " | kept 1",
        "replace | Basic dTpw | injected 1 secret 1",
        "replace | Negotiate YII= | injected 1",
        "replace | " + OF_ENTRA + " | injected 1",
        "replace-stored-secret | Basic dTpw | injected 1 secret 1",
        "replace-stored-secret | Bearer opaque | injected 1 secret 1",
        "replace-stored-secret | Negotiate YII= | kept 1",
        "replace-stored-secret | " + OF_ENTRA + " | kept 1",
      })
  void keepsOrReplacesTheApplicationsOwnAuthorization(String policy, String own, String counted)
      throws Exception {
    Bench bench = new Bench("'existingAuthorization': '%s'".formatted(policy));
    bench.hold("t1");
    HeaderList headers = headers("authorization", own);

    WireEdit edit = bench.send(headers);

    boolean isKept = counted.startsWith("kept");
    assertEquals(isKept, edit == null);
    assertEquals(isKept ? "authorization: " + own : "Authorization: Bearer t1", text(headers));
    assertEquals("requests 1 " + counted, bench.counts());
  }

  @Test
  void keepsAllWhereOneOfSeveralValuesIsToBeKept() throws Exception {
    Bench bench = new Bench("'existingAuthorization': 'replace-stored-secret'");
    bench.hold("t1");

    WireEdit edit =
        bench.send(headers("Authorization", "Basic dTpw", "Authorization", "Negotiate YII="));

    assertNull(edit);
    assertEquals("requests 1 kept 1 secret 1", bench.counts());
  }

  @Test
  void needsNoTokenWhereItKeepsAnother() throws Exception {
    Bench bench = new Bench(FAIL);

    WireEdit edit = bench.send(headers("Authorization", "Basic dTpw"));

    assertNull(edit);
    assertFalse(bench.isAsking());
    assertEquals("requests 1 kept 1 secret 1", bench.counts());
  }

  @Test
  void looksAtNoOtherHeaderThanItsOwn() throws Exception {
    Bench bench = new Bench("'header': 'x-token'", "'format': 'token {token}'");
    bench.hold("t1");

    WireEdit edit = bench.send(headers("Authorization", "Basic dTpw"));

    assertEquals("x-token", bench.route().header());
    assertEquals("Authorization: Basic dTpw | x-token: token t1", text(edit.headers()));
    assertEquals("requests 1 injected 1 secret 1", bench.counts());
  }

  @Test
  void onlyAsksForTheTokenWhereItObserves() throws Exception {
    Bench bench = new Bench(OBSERVE);
    HeaderList headers = headers();

    WireEdit edit = bench.send(headers);

    assertNull(edit);
    assertEquals(0, headers.size());
    assertTrue(bench.isAsking());
    assertEquals("requests 1 observed 1", bench.counts());
  }

  @Test
  void saysOnceThatThereWouldBeNoTokenWhereItObserves() throws Exception {
    Bench bench = new Bench(OBSERVE, FAIL);
    bench.route().prefetch();
    bench.refuse();

    bench.send(headers());
    bench.send(headers());

    assertEquals(
        List.of(
            "WARN mapping \"m\" is observed, and there would be no token:"
                + " managed_identity_request_failed: the source says no."),
        bench.lines);
    assertEquals("requests 2 observed 2", bench.counts());
  }

  @Test
  void sendsUnchangedWithoutAToken() throws Exception {
    Bench bench = new Bench("'existingAuthorization': 'replace'", "'removeHeaders': ['x-key']");
    bench.route().prefetch();
    bench.refuse();
    HeaderList headers = headers("Authorization", "Basic dTpw", "x-key", "k");

    assertNull(bench.send(headers));
    assertNull(bench.send(headers));

    assertEquals("Authorization: Basic dTpw | x-key: k", text(headers));
    assertEquals("requests 2 failed 2 secret 1", bench.counts());
    assertEquals(
        List.of(
            "WARN mapping \"m\": no token, so its requests go out as the application made them."
                + " managed_identity_request_failed: the source says no. The request is to"
                + " \"api.example\"."),
        bench.lines);
  }

  @Test
  void failsTheRequestWithoutATokenWhereTheMappingSaysSo() throws Exception {
    Bench bench = new Bench(FAIL);
    bench.route().prefetch();
    bench.refuse();

    RequestRefusedException refused =
        assertThrows(RequestRefusedException.class, () -> bench.send(headers()));

    assertEquals(
        "Managed Identity Agent, mapping \"m\": no token for https://api, and the mapping says"
            + " fail-request. managed_identity_request_failed: the source says no.",
        refused.getMessage());
    assertEquals(
        List.of(
            "WARN mapping \"m\": no token, so its requests fail. managed_identity_request_failed:"
                + " the source says no. The request is to \"api.example\"."),
        bench.lines);
    assertEquals("requests 1 failed 1", bench.counts());
  }

  @Test
  void countsWhatIsLeftAloneAndSaysEachCauseOnce() throws Exception {
    Bench bench = new Bench();

    bench.route().leaveAlone("Its line is written already.");
    bench.route().leaveAlone("Its line is written already.");
    bench.route().leaveAlone("It is too long.");

    assertEquals("requests 3 failed 3", bench.counts());
    assertEquals(
        List.of(
            "WARN mapping \"m\": no token goes on a request, which is left as the application made"
                + " it. Its line is written already. The request is to \"api.example\".",
            "WARN mapping \"m\": no token goes on a request, which is left as the application made"
                + " it. It is too long. The request is to \"api.example\"."),
        bench.lines);
  }

  @Test
  void countsWhatGoesToAnotherPeerAndSaysItOnce() throws Exception {
    Bench bench = new Bench();

    bench.route().otherPeer("a.example", "b.example");
    bench.route().otherPeer("a.example", "b.example");

    assertEquals("requests 2 failed 2", bench.counts());
    assertEquals(1, bench.lines.size(), bench.lines::toString);
    assertTrue(
        bench.lines.get(0).contains("its connection was made for \"b.example\""),
        bench.lines::toString);
  }

  @Test
  void isTheSameMappingAtEachOfItsHosts() throws Exception {
    Bench bench = new Bench();
    RouteInjection one = bench.route();

    RouteInjection other = bench.route(Bench.OTHER_HOST);

    assertSame(other, bench.route(Bench.OTHER_HOST));
    assertNotSame(one, other);
    assertTrue(one.isSame(other));
    assertSame(one.counters(), other.counters());
  }
}
