package io.managedidentity.agent.injection;

import static io.managedidentity.agent.injection.Bench.DEAD;
import static io.managedidentity.agent.injection.Bench.HOST;
import static io.managedidentity.agent.injection.Bench.MUST_NOT_WAIT;
import static io.managedidentity.agent.injection.Bench.headers;
import static io.managedidentity.agent.injection.Bench.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mapping in mode shadow: what goes out, and what is repeated. */
class RepeatTest {
  private static final String[] KEYS = {
    "'mode': 'shadow'",
    "'existingAuthorization': 'replace-stored-secret'",
    "'removeHeaders': ['x-key']",
    "'removeQuery': ['sig']"
  };

  private Bench bench;
  private final List<Repeat> sent = new ArrayList<>();

  /** What sending fails with; null for nothing. */
  private Error failure;

  @BeforeEach
  void shadow() throws IOException {
    bench = new Bench();
    bench.injector.repeat(
        (repeat, status) -> {
          if (failure != null) {
            throw failure;
          }
          sent.add(repeat);
        });
    bench.use(KEYS);
  }

  private WireEdit edit(HeaderList headers, String target) throws RequestRefusedException {
    return bench.route().edit(headers, target, null, MUST_NOT_WAIT);
  }

  private Repeat repeated() throws RequestRefusedException {
    bench.hold("t");
    edit(headers("A", "1"), "/").answered(200);
    return sent.get(0);
  }

  @Test
  void sendsTheRequestAsMadeAndRepeatsItWithTheTokenWhenItIsAnswered()
      throws RequestRefusedException {
    bench.hold("t");
    HeaderList own = headers("A", "1", "Authorization", "Basic b3du", "x-key", "k");

    WireEdit edit = edit(own, "/a?sig=s&b=c");

    assertSame(own, edit.headers());
    assertEquals("/a?sig=s&b=c", edit.target());
    assertNull(edit.body());
    assertEquals("A: 1 | Authorization: Basic b3du | x-key: k", text(edit.headers()));
    HeaderList late = headers("Authorization", "Basic b3du");
    edit.applyTo(late);
    assertEquals("Authorization: Basic b3du", text(late));
    assertFalse(edit.answered(100));
    assertEquals(0, sent.size());

    assertFalse(edit.answered(401));
    assertFalse(edit.answered(401));
    assertNull(edit.judge(401, DEAD, true));

    assertEquals(1, sent.size());
    Repeat repeat = sent.get(0);
    assertEquals("A: 1 | Authorization: Bearer t", text(repeat.headers()));
    assertEquals("GET /a?b=c", repeat.method() + " " + repeat.target());
    assertEquals(
        HOST + ":-1 true", repeat.host() + ":" + repeat.port() + " " + repeat.isEncrypted());
    assertEquals("requests 1 observed 1 secret 1", bench.counts());
    assertFalse(bench.isAsking(), "a token was asked for because of the application's own 401");
  }

  @Test
  void repeatsNothingWithoutTokenAndThenTheNextRequest() throws RequestRefusedException {
    assertNull(edit(headers("A", "1"), "/"));
    bench.answer("t"); // asked for by the first

    assertNotNull(edit(headers("A", "2"), "/"));
    assertNull(edit(headers("A", "3"), "/"), "one of a hundred");
  }

  @Test
  void repeatsNothingWhoseAuthorizationStays() throws RequestRefusedException {
    bench.hold("t");

    assertNull(edit(headers("Authorization", "Negotiate abc"), "/"));
    assertEquals("requests 1 kept 1", bench.counts());
  }

  /** Over plain HTTP nothing proves that a new connection leads to the same place. */
  @ParameterizedTest
  @CsvSource({
    "https, api.example, true",
    "HTTPS, api.example, true",
    "http, api.example, false",
    "http, 127.0.0.1, true",
    "http, localhost, true",
    "http, [::1], true",
    "http, localhost.example, false",
    "ws, 127.0.0.1, false",
    "wss, api.example, false",
  })
  void repeatsOnlyWhereThePlaceIsSure(String scheme, String host, boolean isSure) {
    assertEquals(isSure, Repeat.isProven(scheme, host));
  }

  @Test
  void repeatsOnlyHttp() {
    assertNotNull(bench.injector.match("c", "wss", HOST, 443, "GET", "/"));
    assertSame(
        bench.injector.match("c", "wss", HOST, 443, "GET", "/"),
        bench.injector.match("c", "wss", HOST, 443, "GET", "/"));
  }

  @ParameterizedTest
  @CsvSource({
    "true, https://storage.azure.com, A, 1, /q/messages?peekonly=true",
    "false, https://storage.azure.com, A, 1, /q/messages?numofmessages=1",
    "false, https://storage.azure.com, A, 1, /q/messages",
    "true, https://storage.azure.com, A, 1, /q?comp=metadata",
    "true, https://api, A, 1, /q/messages",
    "false, https://account.queue.core.windows.net, A, 1, /q/messages",
    "false, https://api, X-HTTP-Method-Override, DELETE, /",
    "false, https://api, Upgrade, websocket, /",
    "false, https://api, Expect, 100-continue, /",
    "false, https://api, Content-Length, 3, /",
    "true, https://api, Content-Length, 0, /",
    "false, https://api, Transfer-Encoding, chunked, /",
  })
  void repeatsNothingThatChangesSomething(
      boolean isRepeated, String resource, String name, String value, String target)
      throws Exception {
    bench = Bench.forResource(resource);
    bench.injector.repeat((repeat, status) -> sent.add(repeat));
    bench.use(KEYS);
    bench.hold("t");

    assertEquals(isRepeated, edit(headers(name, value), target) != null);
  }

  @ParameterizedTest
  @CsvSource({
    "200, 200, 1 of 1",
    "200, 204, 1 of 1",
    "200, 304, 1 of 1",
    "404, 404, 1 of 1",
    "500, 500, 1 of 1",
    "302, 302, 1 of 1",
    "403, 200, 1 of 1",
    "404, 200, 1 of 1",
    "200, 403, 0 of 1 403x1",
    "200, 401, 0 of 1 401x1",
    "200, 302, 0 of 1 302x1",
    "200, 404, 0 of 1 404x1",
    "404, 403, 0 of 1 403x1",
    "401, 401, 0 of 0 in vain 1",
    "403, 401, 0 of 0 in vain 1",
  })
  void countsWhatWouldHaveWorked(int own, int status, String counts)
      throws RequestRefusedException {
    repeated().compared(own, status, "Code", () -> "Do this.");

    assertEquals(counts, counts());
  }

  /** It may go through the whole catalogue. */
  private static String notAsked() {
    throw new AssertionError("nobody reads it");
  }

  private String counts() {
    ShadowTally tally = bench.injector.counters("m").shadowed();
    StringBuilder text = new StringBuilder(tally.agreed() + " of " + tally.repeated());
    tally.refused().forEach(r -> text.append(" " + r.status() + "x" + r.count()));
    return text + (tally.unanswered() == 0 ? "" : " in vain " + tally.unanswered());
  }

  @Test
  void saysOnceWhatWasRefusedAndWhatToDo() throws RequestRefusedException {
    Repeat repeat = repeated();
    repeat.compared(200, 403, "AuthorizationPermissionMismatch", () -> "Do this.");
    repeat.compared(200, 403, "made-up-for-each-request", RepeatTest::notAsked);
    repeat.compared(200, 200, "", RepeatTest::notAsked);

    assertEquals(
        List.of(
            "WARN mapping \"m\": mode shadow: GET at \"api.example\" would not have worked: the service answered"
                + " 403 (AuthorizationPermissionMismatch) to the request with the token, and 200 to the"
                + " application's own. Do this. Only reads are tried: an application that writes may need"
                + " more.",
            "INFO mapping \"m\": mode shadow: a request of the application was sent once more with the token, and"
                + " the service answered 200. The command status shows how many would have worked."),
        bench.lines);
    assertEquals("1 of 3 403x2", counts());
  }

  @Test
  void keepsFailureToSendFromTheApplication() throws Exception {
    failure = new OutOfMemoryError("unable to create native thread");
    bench.hold("t");

    edit(headers("A", "1"), "/").answered(200);

    assertEquals("0 of 0 in vain 1", counts());
    assertEquals(1, bench.lines.size(), bench.lines::toString);
    assertTrue(
        bench.lines.get(0).contains("the agent could not begin: java.lang.OutOfMemoryError"),
        bench.lines::toString);
  }

  @Test
  void saysThatTheApplicationWasRejectedToo() throws Exception {
    repeated().compared(403, 401, "", RepeatTest::notAsked);

    assertTrue(
        bench.lines.get(0).contains("the application's own request was rejected too (403)"),
        bench.lines::toString);
  }
}
