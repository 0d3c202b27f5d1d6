package io.managedidentity.agent.injection;

import static io.managedidentity.agent.injection.Bench.HOST;
import static io.managedidentity.agent.injection.Bench.MUST_NOT_WAIT;
import static io.managedidentity.agent.injection.Bench.headers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.token.GivenUp;
import io.managedidentity.agent.token.TokenRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One line for each sending of a request: where to, what the mapping made of it, and the waits. */
class RequestRecordTest {
  private static final byte[] FORM =
      "grant_type=client_credentials&client_id=c&client_secret=s&scope=https://x/.default"
          .getBytes(StandardCharsets.US_ASCII);

  private final List<String> records = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({"401", "403", "302"})
  void recordsAnAnswerThatRefusesTheTokenOrLeadsElsewhere(int status) throws Exception {
    Bench bench = recorded(new Bench());
    bench.hold("t1");
    WireEdit edit = bench.send(headers());

    if (edit.answered(status)) {
      edit.judge(status, name -> List.of(), false);
    }
    edit.answered(status); // some clients ask twice

    assertEquals(
        List.of("c api.example:443 m injected", "c api.example:443 m was answered " + status),
        records);
  }

  @Test
  void recordsNoOtherAnswers() throws Exception {
    Bench bench = recorded(new Bench());
    bench.hold("t1");

    bench.send(headers()).answered(200);

    assertEquals(List.of("c api.example:443 m injected"), records);
  }

  @Test
  void recordsWhatAMappingNearlyNames() throws Exception {
    Bench bench = recorded(new Bench());

    assertNull(bench.client().match("https", HOST, 8443, "GET", "/"));

    assertEquals(List.of("c api.example:8443 m other-port"), records);
  }

  @Test
  void recordsNothingWhereNobodyRecords() throws Exception {
    Bench bench = new Bench();
    bench.hold("t1");

    bench.send(headers());

    assertEquals(List.of(), records);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'existingAuthorization': 'keep' | injected",
        "'mode': 'observe' | observed",
        "'mode': 'shadow' | observed",
        "'share': 0 | left-out",
      })
  void recordsWhatTheMappingMakesOfIt(String keys, String outcome) throws Exception {
    Bench bench = recorded(new Bench(keys));
    bench.hold("t1");

    bench.send(headers());

    assertEquals(List.of("c api.example:443 m " + outcome), records);
  }

  @Test
  void recordsThatTheApplicationsOwnIsKept() throws Exception {
    Bench bench = recorded(new Bench());

    bench.send(headers("Authorization", "Basic dTpw"));

    assertEquals(List.of("c api.example:443 m kept"), records);
  }

  @Test
  void recordsTheWaitOfARequestWithAThread() throws Exception {
    Bench bench = recorded(new Bench());

    bench.route().edit(headers(), "/", null, Bench.meanwhile(() -> bench.answer("t1")));

    assertEquals(List.of("c api.example:443 m injected, waited"), records);
  }

  @Test
  void recordsTheWaitOfARequestWithoutAThread() throws Exception {
    Bench bench = recorded(new Bench());
    RouteInjection route = bench.route();

    assertTrue(route.defer(headers(), bench.continuation()));
    bench.answer("t1");
    bench.resumed.take();
    route.editNow(headers(), "/", null);

    assertEquals(List.of("c api.example:443 m injected, waited"), records);
  }

  @Test
  void recordsOnceWhatIsDecidedBeforeThereIsAConnectionAndOnIt() throws Exception {
    Bench bench = recorded(new Bench());

    assertNull(bench.client().matchBefore("https", "none.example", 443, "GET", "/"));
    RouteInjection before = bench.client().matchBefore("https", HOST, 443, "GET", "/");
    assertTrue(before.defer(headers(), bench.continuation()));
    bench.answer("t1");
    bench.resumed.take();
    bench.route().after(before).editNow(headers(), "/", null);

    assertEquals(List.of("c api.example:443 m injected, waited"), records);
  }

  @Test
  void recordsNoWaitWhereAFailureIsRemembered() throws Exception {
    Bench bench = recorded(new Bench());
    bench.route().edit(headers(), "/", null, Bench.meanwhile(bench::refuse));
    RouteInjection route = bench.route();

    assertFalse(route.defer(headers(), bench.continuation()));
    route.editNow(headers(), "/", null);

    assertEquals("c api.example:443 m no-token", records.get(1));
  }

  @Test
  void recordsThatThereIsNoToken() throws Exception {
    Bench bench = recorded(new Bench());

    bench.route().edit(headers(), "/", null, Bench.meanwhile(bench::refuse));

    assertEquals(List.of("c api.example:443 m no-token, waited"), records);
  }

  @Test
  void recordsARequestThatFails() throws Exception {
    Bench bench = recorded(new Bench("'onTokenFailure': 'fail-request'"));

    assertThrows(
        RequestRefusedException.class,
        () -> bench.route().edit(headers(), "/", null, Bench.meanwhile(bench::refuse)));

    assertEquals(List.of("c api.example:443 m no-token, waited"), records);
  }

  @Test
  void recordsARequestThatWouldLeaveWithThePlaceholder() throws Exception {
    Bench bench = recorded(new Bench("'placeholder': 'dummy-value-1234'"));
    bench.hold("t1");

    assertThrows(
        RequestRefusedException.class, () -> bench.send(headers("x-key", "dummy-value-1234")));

    assertEquals(List.of("c api.example:443 m held-back"), records);
  }

  @Test
  void recordsARequestThatIsGivenUp() throws Exception {
    Bench bench = recorded(new Bench());
    GivenUp atOnce = () -> true;

    bench.route().edit(headers(), "/", null, atOnce);

    assertEquals(List.of("c api.example:443 m given-up, waited"), records);
  }

  @Test
  void recordsBothSendingsAndTheWaitBetweenThem() throws Exception {
    Bench bench = recorded(new Bench());
    bench.hold("t1");
    WireEdit edit = bench.send(headers());
    Resend resend = edit.judge(401, Bench.DEAD, true);

    resend.await(Bench.meanwhile(() -> bench.answer("t2")));
    bench.route().edit(headers(), "/", resend, MUST_NOT_WAIT);

    assertEquals(
        List.of(
            "c api.example:443 m injected",
            "c api.example:443 m was answered 401",
            "c api.example:443 m injected, waited"),
        records);
  }

  @Test
  void recordsTheSendingAsTheApplicationMadeIt() throws Exception {
    Bench bench =
        recorded(new Bench("'existingAuthorization': 'replace', 'fallbackOnRejection': true"));
    bench.hold("t1");
    WireEdit edit = bench.send(headers("Authorization", "Basic dTpw"));
    Resend resend = edit.judge(403, Bench.NO_CHALLENGE, true);

    assertTrue(resend.isWorthwhile());
    bench.route().edit(headers("Authorization", "Basic dTpw"), "/", resend, MUST_NOT_WAIT);

    assertEquals(
        List.of(
            "c api.example:443 m injected",
            "c api.example:443 m was answered 403",
            "c api.example:443 m fell-back"),
        records);
  }

  @Test
  void recordsWhatNoMappingTreats() throws Exception {
    Bench bench = recorded(new Bench());

    bench.client().match("https", "none.example", -1, "GET", "/");
    bench.client().match("http", "127.0.0.1", -1, "GET", "/");
    bench.client().match("https", HOST, 443, "TRACE", "/");

    assertEquals(
        List.of(
            "c none.example:443 null not-mapped",
            "c 127.0.0.1:80 m plain-http",
            "c api.example:443 null trace-method"),
        records);
  }

  @Test
  void recordsARequestThatCannotHaveAToken() throws Exception {
    Bench bench = recorded(new Bench());

    bench.client().match("https", HOST, 443, "elsewhere.example", "GET", "/");
    bench.client().match("https", HOST, 443, "GET", "https://elsewhere.example/");
    bench.route().leaveAlone("for a reason");

    assertEquals(
        List.of(
            "c api.example:443 m other-place",
            "c api.example:443 m other-place",
            "c api.example:443 m left-alone"),
        records);
  }

  @Test
  void recordsFormsOfATokenEndpoint() throws Exception {
    Bench unread = recorded(Bench.forTokenEndpoint());
    unread.hold("t1");
    unread.send(headers());
    Bench answering = recorded(Bench.forTokenEndpoint("'answer': true"));
    HeaderList form = headers("Content-Type", "application/x-www-form-urlencoded");

    answering.route().edit(form, "/t/oauth2/token", FORM, null, MUST_NOT_WAIT);
    TokenQuestion question = answering.route().question("POST", form, "/t/oauth2/token", FORM);
    question.answer(Bench.meanwhile(() -> answering.answer("t1")));

    assertEquals(
        List.of(
            "c api.example:443 m left-alone",
            "c api.example:443 m not-answered",
            "c api.example:443 m answered, waited"),
        records);
    assertFalse(records.toString().contains("t1"));
  }

  private Bench recorded(Bench bench) throws IOException {
    bench.injector.record(new Recording());
    return bench;
  }

  private final class Recording implements Recorder {
    @Override
    public RequestRecord request(String client, String host, int port) {
      return new OneRecord(client + " " + host + ":" + port);
    }

    @Override
    public FetchRecord fetch(TokenRequest request) {
      throw new AssertionError("the fetcher of the bench is not recorded");
    }
  }

  private final class OneRecord implements RequestRecord {
    private final String place;
    private boolean isWaiting;

    OneRecord(String place) {
      this.place = place;
    }

    @Override
    public void waits() {
      isWaiting = true;
    }

    @Override
    public void waitsNot() {
      isWaiting = false;
    }

    @Override
    public void ended(String mapping, String outcome) {
      records.add(place + " " + mapping + " " + outcome + (isWaiting ? ", waited" : ""));
      isWaiting = false;
    }

    @Override
    public void answered(String mapping, int status) {
      records.add(place + " " + mapping + " was answered " + status);
    }
  }
}
