package io.managedidentity.agent.injection;

import static io.managedidentity.agent.injection.Bench.headers;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.log.LogLevel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines about single requests, most of them at debug, word for word. */
class InjectionMessagesTest {
  private static Bench debugging(String... keys) throws Exception {
    Bench bench = new Bench(keys);
    bench.hold("t");
    bench.log.setLevel(LogLevel.DEBUG);
    return bench;
  }

  @Test
  void saysAtDebugWhatIsDoneWithARequest() throws Exception {
    Bench injected = debugging();
    Bench observed = debugging("'mode': 'observe'");
    Bench kept = debugging("'existingAuthorization': 'keep'");

    injected.send(headers());
    observed.send(headers());
    kept.send(headers("Authorization", "Negotiate abc"));

    assertEquals(List.of("DEBUG mapping \"m\": a token goes on the request."), injected.lines);
    assertEquals(List.of("DEBUG mapping \"m\": a token would go on the request."), observed.lines);
    assertTrue(
        kept.lines.contains("DEBUG mapping \"m\": the application's own authorization is kept."),
        kept.lines::toString);
  }

  @Test
  void saysAtDebugThatAPathIsNotMapped() throws Exception {
    Bench bench = new Bench("'path': '/a/**'");
    bench.log.setLevel(LogLevel.DEBUG);

    assertNull(bench.injector.match("c", "https", Bench.HOST, 443, "GET", "/"));

    assertEquals(
        List.of(
            "DEBUG a mapping names api.example:443, but none matches the path and method of a"
                + " request to it, which stays as it is."),
        bench.lines);
  }

  @Test
  void saysAtDebugThatAnAssertionGoesOut() throws Exception {
    Bench bench = Bench.forTokenEndpoint();
    bench.hold("t");
    bench.log.setLevel(LogLevel.DEBUG);

    bench
        .route()
        .editNow(
            headers("Content-Type", "application/x-www-form-urlencoded"),
            "/t/oauth2/token",
            "grant_type=client_credentials&client_id=a&client_secret=x".getBytes(US_ASCII),
            null);

    assertTrue(
        bench.lines.contains(
            "DEBUG mapping \"m\": an assertion takes the place of the client's own authentication."),
        bench.lines::toString);
  }

  @Test
  void saysThatARequestIsForAnotherPlaceThanItsConnection() throws Exception {
    Bench bench = new Bench();

    assertNull(bench.client().match("https", Bench.HOST, 443, "GET", "https://b.example/x"));

    assertEquals(
        List.of(
            "WARN mapping \"m\": no token goes on a request over a connection to \"api.example\","
                + " because its request line names \"b.example\", which is where a proxy sends it."
                + " Let the URL of the request name the host that the client dials."),
        bench.lines);
  }

  @Test
  void saysThatAnHourWasClean() throws Exception {
    Bench bench = new Bench();

    bench.route().log().cleanHour(7);

    assertEquals(
        List.of(
            "INFO mapping \"m\": for an hour no stored secret has left this JVM; 7 requests had a"
                + " token. The command status shows the counts."),
        bench.lines);
  }

  @Test
  void saysWhichClientsConnectionsCannotBeTold() throws Exception {
    Bench bench = new Bench();

    for (int i = 0; i < 3; i++) {
      bench.injector.undecidable("okhttp", Bench.HOST + ":443");
      bench.injector.openedBefore("netty", Bench.HOST);
    }

    assertEquals(6, bench.injector.counters("m").unread());
    assertEquals(
        List.of(
            "WARN mapping \"m\": a request with the Host header \"api.example\" gets no token, because"
                + " okhttp does not say where its connection goes. Send it with a client of the library instead"
                + " of its low-level API.",
            "WARN mapping \"m\": a request with the Host header \"api.example\" gets no token, because"
                + " netty had opened its connection before the agent was attached. Its new connections are"
                + " covered: close the client, or wait until the connection is idle for long enough"
                + " to be closed."),
        bench.lines);
  }

  /** Of one client, which has both kinds of connections. */
  @Test
  void saysEachKindOfConnectionAgainAfterAnHour() throws Exception {
    Bench bench = new Bench();

    for (int hour = 0; hour < 2; hour++) {
      bench.injector.undecidable("netty", Bench.HOST);
      bench.injector.openedBefore("netty", Bench.HOST);
      bench.injector.openedBefore("netty", "none.example");
      bench.advanceSeconds(3600);
    }

    assertEquals(4, bench.lines.size(), bench.lines::toString);
    assertTrue(
        bench.lines.get(3).endsWith(" Since this was last said, it happened once."),
        bench.lines::toString);
  }

  @Test
  void saysOfWhichRequestItIs() throws Exception {
    Bench bench = new Bench();

    bench.route().leaveAlone("It is too long.");
    bench.route().log().outcomes().unexplained(403, Bench.HOST, new LinkageError());

    assertEquals(
        List.of(
            "WARN mapping \"m\": no token goes on a request, which is left as the application made"
                + " it. It is too long. The request is to \"api.example\".",
            "WARN mapping \"m\": the service answered 403 to a request to \"api.example\" with its"
                + " token, and the agent cannot say why: java.lang.LinkageError. Please report it."),
        bench.lines);
  }

  @Test
  void boundsTheCausesOfAMapping() throws Exception {
    Bench bench = new Bench();
    Causes causes = new Causes(bench.route().handle(), bench.log);

    for (int i = 0; i < 100; i++) {
      causes.hourly("cause " + i, "fault " + i);
    }

    assertEquals(41, bench.lines.size());
    assertEquals(
        "WARN a mapping has more than 40 faults; further ones are logged only at debug.",
        bench.lines.get(40));
  }

  @Test
  void saysWhatModeShadowSaw() throws Exception {
    Bench bench = new Bench();
    bench.log.setLevel(LogLevel.DEBUG);
    InjectionLog log = bench.route().log();

    log.shadowAgrees(3, 4, 200);
    log.shadowUnanswered("GET", Bench.HOST, "no answer within 10 s");

    assertTrue(
        bench.lines.contains(
            "DEBUG mapping \"m\": mode shadow: 3 of 4 requests would have worked."),
        bench.lines::toString);
    assertTrue(
        bench.lines.contains(
            "WARN mapping \"m\": mode shadow: GET at \"api.example\" says nothing about the token:"
                + " no answer within 10 s. It is not counted as repeated."),
        bench.lines::toString);
  }

  @Test
  void saysWhatKeepsAFormFromItsAssertionAndAPlaceholderInTheJvm() throws Exception {
    Bench unread = Bench.forTokenEndpoint();
    Bench dummy = new Bench("'placeholder': 'dummy-value-1234'");
    unread.hold("t");
    dummy.hold("t");

    unread.send(headers());
    RequestRefusedException refused =
        assertThrows(
            RequestRefusedException.class, () -> dummy.send(headers("x-key", "dummy-value-1234")));

    assertTrue(
        unread.lines.toString().contains("It is not a form that can be read and edited: too long,"),
        unread.lines::toString);
    assertEquals(
        "Managed Identity Agent, mapping \"m\": a request to \"api.example\" still carries the"
            + " mapping's placeholder and does not leave. Look for the line that says why there is no token, or add what"
            + " carries it to removeHeaders or removeQuery.",
        refused.getMessage());
  }
}
