package io.managedidentity.agent.injection;

import static io.managedidentity.agent.injection.Bench.DEAD;
import static io.managedidentity.agent.injection.Bench.OTHER_HOST;
import static io.managedidentity.agent.injection.Bench.headers;
import static io.managedidentity.agent.injection.Bench.text;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.Mode;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.target.HostPattern;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Waits without a thread, and fetches that nobody waits for. */
class RouteInjectionDeferTest {
  @Test
  void goesOnWhenTheFirstTokenIsThere() throws Exception {
    Bench bench = new Bench();

    boolean isDeferred = bench.route().defer(headers(), bench.continuation());
    bench.answer("t1");

    assertTrue(isDeferred);
    assertEquals("on", bench.resumed.poll(10, SECONDS));
    assertEquals("Authorization: Bearer t1", sentNow(bench));
  }

  /** Not on the thread that began to wait: the client may have ended the request before that. */
  @ParameterizedTest
  @CsvSource({"t1, false", "t2, true"})
  void goesOnAsOneThatWaitedWhenTheTokenComesAsItBeginsTo(String token, boolean isAnother)
      throws Exception {
    Bench bench = isAnother ? withDeadToken() : new Bench();

    boolean isDeferred = bench.routeMeeting(token).defer(headers(), bench.continuation());

    assertTrue(isDeferred);
    assertEquals("on", bench.resumed.poll(10, SECONDS));
    assertEquals("Authorization: Bearer " + token, sentNow(bench));
  }

  @Test
  void goesOnWithoutATokenWhenTheTimeIsUp() throws Exception {
    Bench bench = new Bench();

    boolean isDeferred = bench.route().defer(headers(), bench.continuation());
    long delayMillis = bench.lastDelayMillis();
    bench.runLastScheduled();

    assertTrue(isDeferred);
    assertEquals(10_000, delayMillis);
    assertEquals("on", bench.resumed.poll(10, SECONDS));
    assertNull(bench.route().editNow(headers(), "/", null));
    assertEquals("requests 1 failed 1", bench.counts());
  }

  @Test
  void goesOnWhenAnotherTokenThanTheDeadOneIsThere() throws Exception {
    Bench bench = withDeadToken();

    boolean isDeferred = bench.route().defer(headers(), bench.continuation());
    bench.answer("t2");

    assertTrue(isDeferred);
    assertEquals("on", bench.resumed.poll(10, SECONDS));
    assertEquals("Authorization: Bearer t2", sentNow(bench));
  }

  @Test
  void goesOnWithTheDeadTokenWhenTheTimeIsUp() throws Exception {
    Bench bench = withDeadToken();

    boolean isDeferred = bench.route().defer(headers(), bench.continuation());
    long delayMillis = bench.lastDelayMillis();
    bench.runLastScheduled();

    assertTrue(isDeferred);
    assertEquals(10_000, delayMillis);
    assertEquals("on", bench.resumed.poll(10, SECONDS));
    assertEquals("Authorization: Bearer t1", sentNow(bench));
  }

  @ParameterizedTest
  @CsvSource({"false, 3000, 3000", "false, 60000, 10000", "true, 3000, 3000", "true, 60000, 10000"})
  void waitsNoLongerThanTheClientNorThanTheMapping(boolean isDead, long mostMillis, long waitMillis)
      throws Exception {
    Bench bench = isDead ? withDeadToken() : new Bench();

    boolean isDeferred = bench.route().defer(headers(), bench.continuation(), mostMillis);

    assertTrue(isDeferred);
    assertEquals(waitMillis, bench.lastDelayMillis());
  }

  @ParameterizedTest
  @CsvSource({"inject, t1, ", "inject, , Basic dTpw", "observe, , "})
  void doesNotDeferWhatNeedNotWait(String mode, String held, String own) throws Exception {
    Bench bench = new Bench("'mode': '%s'".formatted(mode));
    if (held != null) {
      bench.hold(held);
    }
    HeaderList headers = own == null ? headers() : headers("Authorization", own);
    int scheduled = bench.scheduled();

    boolean mayHaveToWait = bench.route().mayHaveToWait(headers);
    boolean isDeferred = bench.route().defer(headers, bench.continuation());

    assertFalse(mayHaveToWait);
    assertFalse(isDeferred);
    assertEquals(scheduled, bench.scheduled());
    assertFalse(bench.isAsking());
  }

  @Test
  void doesNotDeferAtAHostThatDoesNotCallTheTokenDead() throws Exception {
    Bench bench = withDeadToken();
    RouteInjection other = bench.route(OTHER_HOST);

    boolean mayHaveToWait = other.mayHaveToWait(headers());
    boolean isDeferred = other.defer(headers(), bench.continuation());

    assertFalse(mayHaveToWait);
    assertFalse(isDeferred);
    assertTrue(bench.route().mayHaveToWait(headers()), "at the host that does");
  }

  @Test
  void doesNotDeferWhileAFailureIsRemembered() throws Exception {
    Bench bench = new Bench();
    bench.route().prefetch();
    bench.refuse();
    int scheduled = bench.scheduled();

    boolean isDeferred = bench.route().defer(headers(), bench.continuation());

    assertFalse(isDeferred);
    assertEquals(scheduled, bench.scheduled());
    assertTrue(bench.route().mayHaveToWait(headers()), "which knows of no failure");
  }

  @Test
  void beginsNoFetchByAskingWhetherItMayHaveToWait() throws Exception {
    Bench bench = new Bench();

    boolean mayHaveToWait = bench.route().mayHaveToWait(headers());

    assertTrue(mayHaveToWait);
    assertFalse(bench.isAsking());
  }

  @ParameterizedTest
  @CsvSource({
    "keep, , true",
    "keep, Basic dTpw, false",
    "replace, Basic dTpw, true",
    "replace-stored-secret, Basic dTpw, true",
    "replace-stored-secret, Negotiate YII=, false",
  })
  void warmsTheTokenThatWillBeNeeded(String policy, String existing, boolean isNeeded)
      throws Exception {
    Bench bench = new Bench("'existingAuthorization': '%s'".formatted(policy));

    bench.route().warm(existing);

    assertEquals(isNeeded, bench.isAsking());
  }

  @ParameterizedTest
  @CsvSource({
    "a.example, INJECT, true",
    "a.example b.example, OBSERVE, true",
    "a.example, OFF, false",
    "*.example, INJECT, false",
    "a.example *.b.example, INJECT, false",
  })
  void isSureToBeOfUseForHostsThatAreNamed(String hosts, Mode mode, boolean isSure)
      throws Exception {
    List<HostPattern> patterns = new ArrayList<>();
    for (String host : hosts.split(" ")) {
      patterns.add(HostPattern.parse(host));
    }
    RouteInjection route =
        new RouteInjection(
            MappingConfig.builder(0).hosts(patterns).mode(mode).build(),
            new Bench().route().handle(),
            10_000,
            new MappingCounters(),
            null,
            null,
            new Bench().injector(),
            new AgentLog(LogLevel.OFF, (level, message) -> {}));

    assertEquals(isSure, route.isForNamedHosts());
  }

  private static Bench withDeadToken() throws Exception {
    Bench bench = new Bench();
    bench.hold("t1");
    bench.send(headers()).judge(401, DEAD, false);
    return bench;
  }

  private static String sentNow(Bench bench) throws RequestRefusedException {
    return text(bench.route().editNow(headers(), "/", null).headers());
  }
}
