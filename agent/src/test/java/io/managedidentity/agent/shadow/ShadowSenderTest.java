package io.managedidentity.agent.shadow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.identity.http.EndpointAddresses;
import io.managedidentity.agent.identity.http.EndpointClient;
import io.managedidentity.agent.injection.Bench;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.ShadowTally;
import io.managedidentity.agent.injection.TokenInjector;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.token.Scheduled;
import io.managedidentity.agent.token.TokenThreads;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a real server, over plain HTTP. */
class ShadowSenderTest {
  private final MockWebServer server = new MockWebServer();
  private final Deque<Runnable> handedOver = new ArrayDeque<>();
  private Bench bench;

  @BeforeEach
  void start() throws IOException {
    server.start();
    bench = new Bench();
    TokenInjector injector = bench.injector();
    TokenThreads threads =
        new TokenThreads() {
          @Override
          public void fetch(List<String> lane, Runnable task) {
            handedOver.add(task);
          }

          @Override
          public Scheduled later(Runnable task, long delayNanos) {
            throw new AssertionError("nothing is scheduled");
          }
        };
    injector.repeat(
        new ShadowSender(
            new EndpointClient(
                EndpointAddresses.OF_THIS_HOST,
                () -> {
                  throw new IOException("no TLS here");
                },
                AgentClock.SYSTEM),
            threads,
            injector,
            new AgentLog(LogLevel.OFF, (level, message) -> {})));
    bench.use("'mode': 'shadow'", "'allowPlainHttp': true", "'existingAuthorization': 'replace'");
    bench.hold("t");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void repeat(String method, int ownStatus, HeaderList headers) throws Exception {
    RouteInjection route =
        bench
            .injector()
            .forClient("c")
            .match("http", "127.0.0.1", server.getPort(), method, "/a?b=c");
    WireEdit edit = route.editNow(headers, "/a?b=c", null);
    assertNotNull(edit);
    edit.answered(ownStatus);
    handedOver.remove().run();
  }

  private ShadowTally tally() {
    return bench.injector().counters("m").shadowed();
  }

  @Test
  void sendsTheHeadersOfTheApplicationWithTheTokenOverItsOwnConnection() throws Exception {
    server.enqueue(new MockResponse.Builder().body(new Buffer().write(new byte[3 << 20])).build());

    repeat(
        "GET",
        200,
        Bench.headers(
            ":authority",
            "x",
            "Host",
            "elsewhere",
            "Connection",
            "keep-alive",
            "TE",
            "trailers",
            "Proxy-Authorization",
            "Basic x",
            "Authorization",
            "Basic b3du",
            "Accept",
            "a/b",
            "x-ms-date",
            "today"));

    RecordedRequest request = server.takeRequest();
    assertEquals("GET /a?b=c HTTP/1.1", request.getRequestLine());
    assertEquals(
        "Host: 127.0.0.1:"
            + server.getPort()
            + "\nAuthorization: Bearer t\nAccept: a/b\n"
            + "x-ms-date: today\nConnection: close\n",
        request.getHeaders().toString().replace("██", "Bearer t"));
    assertEquals("Bearer t", request.getHeaders().get("Authorization"));
    assertEquals(1, tally().agreed());
  }

  @Test
  void repeatsHead() throws Exception {
    server.enqueue(new MockResponse.Builder().code(200).addHeader("Content-Length", "5").build());

    repeat("HEAD", 200, Bench.headers("A", "1"));

    assertEquals("HEAD", server.takeRequest().getMethod());
    assertEquals(1, tally().agreed());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "403 | x-ms-error-code: AuthorizationPermissionMismatch | <Code>Other</Code> | AuthorizationPermissionMismatch",
        "403 | A: 1 | <?xml?><Error><Code>AuthorizationFailure</Code></Error> | AuthorizationFailure",
        "403 | A: 1 | {\"error\":{\"code\":\"Forbidden\",\"innererror\":{\"code\":\"ForbiddenByRbac\"}}} | ForbiddenByRbac",
        "401 | A: 1 | {\"error\": {\"code\": \"Unauthorized\"}} | Unauthorized",
        "401 | x-ms-error-code: not a word <script> | text | ",
        "401 | A: 1 | {\"query\":{\"code\":\"mykey123\"}} | ",
        "404 | A: 1 | text | ",
      })
  void namesTheErrorCodeOfARefusal(int status, String header, String body, String code)
      throws Exception {
    server.enqueue(new MockResponse.Builder().code(status).addHeader(header).body(body).build());

    repeat("GET", 200, Bench.headers("A", "1"));

    assertEquals(status, tally().refused().get(0).status());
    String line = bench.lines.get(bench.lines.size() - 1);
    assertTrue(
        line.contains("answered " + status + (code == null ? " to" : " (" + code + ") to")), line);
    boolean isForRole = status == 403 && !"AuthorizationFailure".equals(code);
    assertEquals(isForRole, line.contains("az role assignment create"), line);
  }

  @Test
  void countsWhatGetsNoAnswer() throws Exception {
    server.close();

    repeat("GET", 200, Bench.headers("A", "1"));

    assertEquals("0 1", tally().repeated() + " " + tally().unanswered());
    assertTrue(bench.lines.get(bench.lines.size() - 1).contains("uses no proxy"));
  }

  @Test
  void neverSendsAHeaderThatWouldBreakTheRequest() throws Exception {
    repeat("GET", 200, Bench.headers("A", "1\r\nB: 2"));

    assertEquals(0, server.getRequestCount());
    assertEquals(1, tally().unanswered());
    assertFalse(bench.lines.toString().contains("B: 2"));
  }

  /** Else a host that does not answer would fill the memory. */
  @Test
  void letsEightWaitAtMost() throws Exception {
    for (int i = 0; i < 900; i++) {
      WireEdit edit =
          bench
              .injector()
              .forClient("c")
              .match("http", "127.0.0.1", server.getPort(), "GET", "/")
              .editNow(Bench.headers("A", "1"), "/", null);
      if (edit != null) {
        edit.answered(200);
      }
    }

    assertEquals(8, handedOver.size());
    assertEquals(1, tally().unanswered());
    assertTrue(
        bench
            .lines
            .get(bench.lines.size() - 1)
            .contains("too many others still wait for their answer"),
        bench.lines::toString);
    server.enqueue(new MockResponse.Builder().build());
    handedOver.remove().run();
    assertEquals(1, tally().agreed());
  }

  @Test
  void sendsNothingWhenSwitchedOffMeanwhile() throws Exception {
    RouteInjection route =
        bench.injector().forClient("c").match("http", "127.0.0.1", server.getPort(), "GET", "/");
    WireEdit edit = route.editNow(Bench.headers("A", "1"), "/", null);
    edit.answered(200);

    bench.injector().switchOff(true);
    handedOver.remove().run();

    assertEquals(0, server.getRequestCount());
    assertEquals(1, tally().unanswered());
  }
}
