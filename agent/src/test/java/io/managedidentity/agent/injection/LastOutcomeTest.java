package io.managedidentity.agent.injection;

import static io.managedidentity.agent.injection.Bench.HOST;
import static io.managedidentity.agent.injection.Bench.MUST_NOT_WAIT;
import static io.managedidentity.agent.injection.Bench.NO_CHALLENGE;
import static io.managedidentity.agent.injection.Bench.OTHER_HOST;
import static io.managedidentity.agent.injection.Bench.headers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a mapping says happened last, with each way that a request can end. */
class LastOutcomeTest {
  /** What, status if it is known, and where. */
  private static String last(Bench bench) {
    MappingCounters.Last last = bench.injector().counters("m").last();
    assertNotNull(last);
    return last.what().label()
        + (last.status() == 0 ? "" : " " + last.status())
        + " at "
        + last.host();
  }

  @Test
  void isNothingBeforeTheFirstRequest() throws Exception {
    assertNull(new Bench().injector().counters("m").last());
  }

  @Test
  void isTheAnswerToATokenUntilTheNextAnswer() throws Exception {
    Bench bench = new Bench();
    bench.hold("t");

    WireEdit first = bench.send(headers("A", "1"));
    assertEquals("injected at " + HOST, last(bench));
    first.answered(100);
    assertEquals("injected at " + HOST, last(bench), "an interim answer is none");
    first.answered(401);
    assertEquals("injected 401 at " + HOST, last(bench));
    WireEdit next = bench.route(OTHER_HOST).edit(headers("A", "1"), "/", null, MUST_NOT_WAIT);
    assertEquals("injected 401 at " + HOST, last(bench), "which nothing has contradicted yet");
    next.answered(200);
    assertEquals("injected 200 at " + OTHER_HOST, last(bench));
  }

  @Test
  void isWhenTheRequestWasMade() throws Exception {
    Bench bench = new Bench();
    bench.hold("t");

    bench.send(headers("A", "1")).answered(200);

    MappingCounters.Last last = bench.injector().counters("m").last();
    assertNotNull(last);
    assertEquals(bench.route().handle().wallSecond() * 1000, last.atMillis());
  }

  /** Of some clients no hook sees the answers. */
  @Test
  void isTheLastRequestWhereNoAnswerIsSeen() throws Exception {
    Bench bench = new Bench();
    bench.hold("t");

    bench.send(headers("A", "1"));
    bench.route(OTHER_HOST).edit(headers("A", "1"), "/", null, MUST_NOT_WAIT);

    assertEquals("injected at " + OTHER_HOST, last(bench));
  }

  @Test
  void isWhyThereIsNoTokenOnTheRequest() throws Exception {
    Bench kept = new Bench();
    kept.hold("t");
    kept.send(headers("Authorization", "Basic dTpw"));
    assertEquals("kept at " + HOST, last(kept));

    Bench observed = new Bench("'mode': 'observe'");
    observed.send(headers("A", "1"));
    assertEquals("observed at " + HOST, last(observed));

    Bench leftOut = new Bench("'share': 0");
    leftOut.send(headers("A", "1"));
    assertEquals("left-out at " + HOST, last(leftOut));

    Bench without = Bench.impatient();
    without.route().editNow(headers("A", "1"), "/", null);
    assertEquals("no-token at " + HOST, last(without));

    Bench fallen = new Bench("'existingAuthorization': 'replace'", "'fallbackOnRejection': true");
    fallen.hold("t");
    Resend resend =
        fallen.send(headers("Authorization", "Basic dTpw")).judge(403, NO_CHALLENGE, true);
    assertNotNull(resend);
    assertTrue(resend.isWorthwhile());
    fallen.route().editNow(headers("Authorization", "Basic dTpw"), "/", resend);
    assertEquals("fell-back 403 at " + HOST, last(fallen));
  }

  @Test
  void isWhereTheRequestWentInstead() throws Exception {
    Bench bench = new Bench();

    bench.client().match("http", HOST, 80, "GET", "/");
    assertEquals("plain-http at " + HOST, last(bench));
    bench.client().match("https", HOST, 8443, "GET", "/");
    assertEquals("other-port at " + HOST, last(bench));
    bench.client().match("https", "localhost", 8443, "GET", "/");
    assertEquals("other-name at localhost", last(bench));
    bench.client().match("https", HOST, 443, "other.test", "GET", "/");
    assertEquals("other-place at " + HOST, last(bench));
    bench.client().match("https", HOST, 443, "GET", "https://other.test/");
    assertEquals("other-place at " + HOST, last(bench));
    bench.route(OTHER_HOST).leaveAlone("why not.");
    assertEquals("left-alone at " + OTHER_HOST, last(bench));
  }

  @Test
  void isARequestThatWasHeldBack() throws Exception {
    Bench bench = new Bench("'placeholder': 'a-dummy-of-ten'");
    bench.hold("t");
    bench.route(OTHER_HOST).edit(headers("A", "1"), "/", null, MUST_NOT_WAIT);

    assertThrows(RequestRefusedException.class, () -> bench.send(headers("A", "a-dummy-of-ten")));

    assertEquals("held-back at " + HOST, last(bench));
  }

  /** It is no request of the mapping whose placeholder it carries. */
  @Test
  void isNoRequestToAHostWithoutAMapping() throws Exception {
    Bench bench = new Bench("'placeholder': 'a-dummy-of-ten'");
    RouteInjection guard = bench.client().match("https", "none.example", 443, "GET", "/");

    assertThrows(
        RequestRefusedException.class,
        () -> guard.editNow(headers("A", "a-dummy-of-ten"), "/", null));

    assertNull(bench.injector().counters("m").last());
  }

  @Test
  void isAStrangeStatusOfAService() throws Exception {
    Bench bench = new Bench();
    bench.hold("t");

    bench.send(headers("A", "1")).answered(1_048_577);

    assertEquals("injected 1 at " + HOST, last(bench));
  }

  @Test
  void isATokenRequestThatWasAnsweredOrNot() throws Exception {
    byte[] body =
        "grant_type=client_credentials&client_id=a&client_secret=s&resource=r"
            .getBytes(StandardCharsets.US_ASCII);
    String[] form = {"Content-Type", "application/x-www-form-urlencoded"};
    Bench bench = Bench.forTokenEndpoint("'answer': true");

    TokenQuestion question = bench.route().question("POST", headers(form), "/t/oauth2/token", body);
    assertNotNull(question);
    question.answer(Bench.meanwhile(() -> bench.answer("t")));
    assertEquals("answered at " + HOST, last(bench));
    bench.route().editNow(headers(form), "/t/oauth2/token", body, null);
    assertEquals("not-answered at " + HOST, last(bench));
    bench.route().editNow(headers("A", "1"), "/t/oauth2/token", null);
    assertEquals("left-alone at " + HOST, last(bench));
  }
}
