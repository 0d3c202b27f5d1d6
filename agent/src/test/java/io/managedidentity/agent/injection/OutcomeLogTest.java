package io.managedidentity.agent.injection;

import static io.managedidentity.agent.injection.Bench.HOST;
import static io.managedidentity.agent.injection.Bench.NO_CHALLENGE;
import static io.managedidentity.agent.injection.Bench.headers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of requests that go another way than the mapping means, each provoked. */
class OutcomeLogTest {
  private static final String UNKNOWN_KEY =
      "{\"error\":{\"code\":\"Forbidden\",\"message\":\"[BearerReadAccessTokenFailed] AKV10046: no key\"}}";

  private static final Faults NO_FAULTS =
      e -> {
        throw new AssertionError(e);
      };

  private static final String ENTRA =
      "Bearer eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL3N0cy53aW5kb3dzLm5ldC90LyJ9.c2ln";

  private static void match(Bench bench, String scheme, String host, int port) {
    bench.injector().forClient("c").match(scheme, host, port, "GET", "/");
  }

  private static void sayIs(Bench bench, String line) {
    assertEquals(List.of(line), bench.lines);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "keep | SharedKey a:c2ln | WARN | shared-key | replace-stored-secret",
        "keep | Basic dTpw | WARN | basic | replace-stored-secret",
        "keep | Negotiate abc | INFO | of a kind that the agent does not know | replace",
        "replace-stored-secret | Negotiate abc | INFO | of a kind that the agent does not know | replace",
        "replace-stored-secret | " + ENTRA + " | INFO | entra-token | replace",
      })
  void namesTheKindOfAuthorizationThatIsKept(
      String policy, String value, String level, String kind, String instead) throws Exception {
    Bench bench = new Bench("'existingAuthorization': '" + policy + "'");
    bench.hold("t");

    for (int i = 0; i < 3; i++) {
      bench.send(headers("Authorization", value));
    }

    assertEquals(3, bench.injector().counters("m").kept());
    sayIs(
        bench,
        level
            + " mapping \"m\": a request to \"api.example\" has a header Authorization of the"
            + " application's own ("
            + kind
            + "), which is kept, so it gets no token. To replace such a header, set"
            + " \"existingAuthorization\": \""
            + instead
            + "\" in that mapping.");
    assertFalse(bench.lines.toString().contains(value), "never the value");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "client_id=other&client_secret=s3cret | WARN | \"clientId\" does not name its app registration (it has a client-secret)",
        "client_id=mine&grant_type=x | INFO | it has no client secret or certificate",
      })
  void saysWhyAFormIsKept(String form, String level, String why) throws Exception {
    Bench bench = Bench.forTokenEndpoint("'clientId': 'mine'");
    byte[] body = form.getBytes(StandardCharsets.US_ASCII);

    for (int i = 0; i < 3; i++) {
      bench
          .route()
          .editNow(
              headers("Content-Type", "application/x-www-form-urlencoded"),
              "/t/oauth2/token",
              body,
              null);
    }

    assertEquals(1, bench.lines.size(), bench.lines::toString);
    assertTrue(
        bench.lines.get(0).startsWith(level + " mapping \"m\": a token request to \"api.example\""),
        bench.lines::toString);
    assertTrue(bench.lines.get(0).contains(why), bench.lines::toString);
  }

  @Test
  void saysWhyAFormIsKeptThatWouldBeAnswered() throws Exception {
    Bench bench = Bench.forTokenEndpoint("'clientId': 'mine'", "'answer': true");

    bench
        .route()
        .editNow(
            headers("Content-Type", "application/x-www-form-urlencoded"),
            "/t/oauth2/token",
            "client_id=other&client_secret=s3cret".getBytes(StandardCharsets.US_ASCII),
            null);

    assertEquals(1, bench.injector().counters("m").kept());
    assertEquals(1, bench.lines.size(), bench.lines::toString);
    assertTrue(bench.lines.get(0).contains("\"clientId\" does not name"), bench.lines::toString);
  }

  @Test
  void saysPlainHttp() throws Exception {
    Bench bench = new Bench();

    match(bench, "http", HOST, 80);
    match(bench, "http", HOST, -1);

    assertEquals(2, bench.injector().counters("m").plainHttp());
    sayIs(
        bench,
        "WARN a request to \"api.example\" is not encrypted, so mapping \"m\" puts no token on it."
            + " Use https, or set \"allowPlainHttp\": true in that mapping.");
  }

  @Test
  void saysAnotherPort() throws Exception {
    Bench bench = new Bench();

    match(bench, "https", HOST, 8443);
    match(bench, "https", HOST, 8443);
    match(bench, "http", HOST, 8080);

    assertEquals(3, bench.injector().counters("m").otherPort());
    sayIs(
        bench,
        "WARN mapping \"m\": a request to https://api.example:8443 gets no token, because the mapping"
            + " names that host for other ports: [api.example, other.example, 127.0.0.1:*]. Add"
            + " \"api.example:8443\" to its \"hosts\".");
  }

  @Test
  void saysAnotherName() throws Exception {
    Bench bench = new Bench();

    match(bench, "https", "localhost", 8443);
    match(bench, "https", "api.privatelink.example", -1);

    assertEquals(2, bench.injector().counters("m").otherName());
    sayIs(
        bench,
        "WARN mapping \"m\": a request to \"localhost\" gets no token, because the mapping names only"
            + " \"127.0.0.1:*\", although both seem to be the same. Add \"localhost\" to its"
            + " \"hosts\", or let the application use that name.");
  }

  @Test
  void saysThatAnAddressWasDialled() throws Exception {
    Bench bench = new Bench();

    bench.injector().forClient("c").match("https", "10.0.0.1", 443, HOST, "GET", "/");

    assertEquals(1, bench.injector().counters("m").otherName());
    sayIs(
        bench,
        "WARN mapping \"m\": a request to \"api.example\" gets no token, because its connection was"
            + " dialled as \"10.0.0.1\". Let the client dial the name that it asks TLS for.");
  }

  @Test
  void saysNothingOfWhatNoMappingMeans() throws Exception {
    Bench bench = new Bench("'path': '/v1/**'");

    match(bench, "https", HOST, 443); // the path is another one, as meant
    match(bench, "https", "elsewhere.example", 443);
    bench.injector().forClient("c").match("https", "a.example", 443, "b.example", "GET", "/");

    assertEquals(List.of(), bench.lines);
  }

  @Test
  void looksAtEveryTargetHoweverManyThereAre() throws Exception {
    Bench bench = new Bench();
    match(bench, "https", HOST, 8443);
    for (int i = 0; i < 2000; i++) {
      match(bench, "https", "host-" + i + ".example", 443);
    }

    match(bench, "https", HOST, 8443);

    assertEquals(2, bench.injector().counters("m").otherPort());
  }

  @Test
  void saysARejectionThatIsNotResentWithTheRoleThatTheCatalogueNames() throws Exception {
    Bench bench = Bench.forResource("https://storage.azure.com/", "'service': 'storage-blob'");
    bench.hold("t");

    bench.send(headers("A", "1")).judge(403, NO_CHALLENGE, true);

    assertEquals(1, bench.injector().counters("m").rejected403());
    sayIs(
        bench,
        "WARN mapping \"m\": \"api.example\" answered 403 to a request with its token. The identity"
            + " seems to have no role on \"api.example\" that allows this: az role assignment create"
            + " --assignee-object-id OBJECT_ID --assignee-principal-type ServicePrincipal --role"
            + " \"Storage Blob Data Reader\" --scope RESOURCE_ID (a new role counts after some"
            + " minutes).");
  }

  @Test
  void namesTheRoleForARequestThatWrites() throws Exception {
    Bench bench = Bench.forResource("https://storage.azure.com/", "'service': 'storage-blob'");
    bench.hold("t");
    RouteInjection route = bench.injector().forClient("c").match("https", HOST, 443, "PUT", "/a/b");

    route.editNow(headers("A", "1"), "/a/b", null).judge(403, NO_CHALLENGE, true);

    assertTrue(
        bench.lines.get(0).contains("--role \"Storage Blob Data Contributor\""),
        bench.lines::toString);
  }

  @Test
  void saysWhichAudienceTheServiceWants() throws Exception {
    Bench bench = new Bench();
    bench.hold("t");

    bench
        .send(headers("A", "1"))
        .judge(401, Bench.challenge("Bearer resource=\"https://vault.azure.net\""), false);

    sayIs(
        bench,
        "WARN mapping \"m\": \"api.example\" answered 401 to a request with its token, and it cannot"
            + " be sent again. The token is for \"https://api\", and the service wants one for"
            + " \"https://vault.azure.net\". That is the audience of Azure Key Vault, and this host is"
            + " none of its names: find out who answers there before a token for it goes there.");
  }

  @Test
  void saysThatTheSecondSendingWasRejectedToo() throws Exception {
    Bench bench = new Bench();
    bench.hold("t1");
    Resend resend = bench.send(headers("A", "1")).judge(401, NO_CHALLENGE, true);
    bench.answer("t2");
    assertTrue(resend.isWorthwhile());

    WireEdit second = bench.route().editNow(headers("A", "1"), "/", resend);
    second.judge(401, NO_CHALLENGE, true);

    assertEquals(2, bench.injector().counters("m").rejected401());
    assertEquals(2, bench.lines.size(), bench.lines::toString);
    assertTrue(
        bench
            .lines
            .get(1)
            .startsWith(
                "WARN mapping \"m\": \"api.example\" answered 401 to a request with its token, also"
                    + " when it was sent once more with a fresh token. The token is for"),
        bench.lines::toString);
  }

  /** Ten thousand of each kind, within two hours. */
  @Test
  void saysALastingCauseOnceAnHourWithItsCount() throws Exception {
    Bench bench = new Bench();
    bench.hold("t");

    for (int hour = 0; hour < 2; hour++) {
      for (int i = 0; i < 10_000; i++) {
        bench.send(headers("A", "1")).judge(i % 2 == 0 ? 403 : 401, NO_CHALLENGE, false);
        match(bench, "https", HOST, 8443);
        match(bench, "http", HOST, 80);
      }
      bench.advanceSeconds(3600);
    }

    List<String> again = new ArrayList<>();
    for (String line : bench.lines) {
      if (line.endsWith(" Since this was last said, it happened 10000 times.")) {
        again.add(line);
      }
    }
    assertEquals(8, bench.lines.size(), bench.lines::toString);
    assertEquals(2, again.size(), bench.lines::toString);
    assertEquals(10_000, bench.injector().counters("m").rejected401());
    assertEquals(20_000, bench.injector().counters("m").otherPort());
  }

  @ParameterizedTest
  @CsvSource({
    "403, x-ms-error-code, AuthorizationPermissionMismatch, has no role on",
    "403, x-ms-substatus, 5300, Cosmos DB never does this for a token",
    "401, x-ms-substatus, 5301, has no role on",
    "401, date, 'Thu, 01 Jan 2099 00:00:00 GMT', The clock of this machine is",
  })
  void saysWhatTheServiceSaysInHeaders(int status, String name, String value, String words)
      throws Exception {
    Bench bench = new Bench();
    bench.hold("t");

    bench.send(headers("A", "1")).judge(status, Bench.answer(name, value), false);

    String line = bench.lines.get(0);
    assertTrue(line.contains(words), line);
    assertEquals(!name.equals("date"), line.contains(status + " (" + value + ")"), line);
  }

  @Test
  void saysNothingOfAClockWhereTheDateIsNone() throws Exception {
    Bench bench = new Bench();
    bench.hold("t");

    bench.send(headers("A", "1")).judge(401, Bench.answer("date", "soon"), false);

    assertFalse(bench.lines.get(0).contains("clock"), bench.lines::toString);
  }

  // What the body adds

  @Test
  void saysMoreWhenTheBodyIsRead() throws Exception {
    Bench bench = new Bench();
    bench.hold("t");
    WireEdit edit = bench.send(headers("A", "1"));
    edit.judge(403, NO_CHALLENGE, false);

    read(edit, UNKNOWN_KEY);

    assertEquals(2, bench.lines.size(), bench.lines::toString);
    assertTrue(bench.lines.get(0).contains("answered 403 to a request"), bench.lines::toString);
    assertTrue(
        bench
            .lines
            .get(1)
            .startsWith(
                "WARN mapping \"m\": \"api.example\" answered 403 (AKV10046) to a request with its"
                    + " token. The vault does not know the key that the token is signed with"),
        bench.lines::toString);
  }

  /** Azure Functions take a key as {@code code}, and gateways quote requests. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"query\":{\"code\":\"mykey123\"}}",
        "{\"query\":{\"code\":\"mykey123\"},\"error\":{\"code\":\"AKV10046\"}}",
      })
  void neverRepeatsAKeyThatTheBodyQuotes(String body) throws Exception {
    Bench bench = new Bench();
    bench.hold("t");
    WireEdit edit = bench.send(headers("A", "1"));
    edit.judge(403, NO_CHALLENGE, false);

    read(edit, body);

    assertEquals(body.contains("AKV") ? 2 : 1, bench.lines.size(), bench.lines::toString);
    assertFalse(bench.lines.toString().contains("mykey123"), bench.lines::toString);
  }

  @Test
  void saysItOnceForEachCause() throws Exception {
    Bench bench = new Bench();
    bench.hold("t");

    for (String body : List.of(UNKNOWN_KEY, UNKNOWN_KEY, "<Code>AuthorizationFailure</Code>")) {
      WireEdit edit = bench.send(headers("A", "1"));
      edit.judge(403, NO_CHALLENGE, false);
      read(edit, body);
    }

    assertEquals(3, bench.lines.size(), bench.lines::toString);
    assertTrue(bench.lines.get(2).contains("403 (AuthorizationFailure)"), bench.lines::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no", "<html>403</html>", "{\"code\":\"5301\"}"})
  void saysNothingMoreWhereTheBodySaysNoMore(String body) throws Exception {
    Bench bench = new Bench();
    bench.hold("t");
    WireEdit edit = bench.send(headers("A", "1"));
    edit.judge(403, Bench.answer("x-ms-substatus", "5301"), false);

    read(edit, body);

    assertEquals(1, bench.lines.size(), bench.lines::toString);
  }

  @Test
  void looksAtAFewBodiesAnHour() throws Exception {
    Bench bench = new Bench();
    bench.hold("t");
    int looked = 0;

    for (int hour = 0; hour < 2; hour++) {
      for (int i = 0; i < 100; i++) {
        WireEdit edit = bench.send(headers("A", "1"));
        edit.judge(403, NO_CHALLENGE, false);
        AnswerTap tap = edit.tap(NO_FAULTS);
        if (tap != null) {
          tap.bytes(new byte[1], 0, 1);
          looked++;
        }
      }
      bench.advanceSeconds(3600);
    }

    assertEquals(2 * BodyBudget.MOST_AN_HOUR, looked);
  }

  /** Not of answers to HEAD, or of a program that asks for the status alone. */
  @Test
  void countsOnlyBodiesThatAreRead() throws Exception {
    Bench bench = new Bench();
    bench.hold("t");
    for (int i = 0; i < 100; i++) {
      WireEdit edit = bench.send(headers("A", "1"));
      edit.judge(403, NO_CHALLENGE, false);
      AnswerTap tap = edit.tap(NO_FAULTS);
      assertNotNull(tap);
      tap.end();
    }
    WireEdit edit = bench.send(headers("A", "1"));
    edit.judge(403, NO_CHALLENGE, false);
    read(edit, UNKNOWN_KEY);

    assertTrue(
        bench.lines.stream().anyMatch(line -> line.contains("(AKV10046)")), bench.lines::toString);
  }

  /** Of the bodies few are looked at, so their number is not that of the refusals. */
  @Test
  void countsNoBodies() throws Exception {
    Bench bench = new Bench();
    bench.hold("t");
    for (int hour = 0; hour < 2; hour++) {
      for (int i = 0; i < 5; i++) {
        WireEdit edit = bench.send(headers("A", "1"));
        edit.judge(403, NO_CHALLENGE, false);
        read(edit, UNKNOWN_KEY);
      }
      bench.advanceSeconds(3600);
    }

    List<String> said = bench.lines.stream().filter(line -> line.startsWith("WARN")).toList();
    assertEquals(4, said.size(), said::toString);
    assertTrue(said.get(2).contains(" 5 times."), said::toString);
    assertTrue(said.get(3).contains("(AKV10046)"), said::toString);
    assertFalse(said.get(3).contains(" times."), said::toString);
  }

  @ParameterizedTest
  @CsvSource({"403, gzip", "200, identity"})
  void looksAtNoBodyThatIsCompressedOrNoRefusal(int status, String coding) throws Exception {
    Bench bench = new Bench();
    bench.hold("t");
    WireEdit edit = bench.send(headers("A", "1"));

    edit.judge(status, Bench.answer("content-encoding", coding), false);

    assertNull(edit.tap(NO_FAULTS));
  }

  @Test
  void looksAtTheBodyOfARejectionThatIsNotSentAgainAfterAll() throws Exception {
    Bench bench = new Bench();
    bench.hold("t1");
    Resend resend = bench.send(headers("A", "1")).judge(401, NO_CHALLENGE, true);
    bench.answer("t1");
    assertFalse(resend.isWorthwhile());

    AnswerTap tap = resend.tap(NO_FAULTS);
    byte[] body = UNKNOWN_KEY.getBytes(StandardCharsets.UTF_8);
    tap.bytes(body, 0, body.length);
    tap.end();

    assertEquals(2, bench.lines.size(), bench.lines::toString);
    assertTrue(bench.lines.get(1).contains("answered 401 (AKV10046)"), bench.lines::toString);
  }

  private static void read(WireEdit edit, String body) {
    AnswerTap tap = edit.tap(NO_FAULTS);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    tap.bytes(bytes, 0, bytes.length);
    tap.end();
  }

  @Test
  void neverHasTheToken() throws Exception {
    Bench bench = new Bench();
    bench.hold("very-secret");

    bench.send(headers("A", "1")).judge(403, Bench.challenge("Bearer realm=\"very\""), false);

    assertFalse(bench.lines.toString().contains("very"), bench.lines::toString);
  }
}
