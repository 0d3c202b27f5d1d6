package io.managedidentity.agent.injection;

import static io.managedidentity.agent.injection.Bench.NO_CHALLENGE;
import static io.managedidentity.agent.injection.Bench.headers;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Waits for a fresh token without a thread. */
class ResendDeferTest {
  @Test
  void goesOnWhenTheTokenIsThere() throws Exception {
    Bench bench = new Bench();
    Resend resend = rejected(bench);

    boolean isDeferred = resend.defer(bench.continuation());
    long delayMillis = bench.lastDelayMillis();
    bench.answer("t2");

    assertTrue(isDeferred);
    assertEquals(10_000, delayMillis);
    assertEquals("on", bench.resumed.poll(10, SECONDS));
    assertTrue(resend.isWorthwhile());
  }

  @ParameterizedTest
  @CsvSource({"3000, 3000", "60000, 10000"})
  void goesOnWithoutATokenWhenTheTimeIsUp(long mostMillis, long waitMillis) throws Exception {
    Bench bench = new Bench();
    Resend resend = rejected(bench);

    boolean isDeferred = resend.defer(bench.continuation(), mostMillis);
    bench.runLastScheduled();

    assertTrue(isDeferred);
    assertEquals(waitMillis, bench.lastDelayMillis());
    assertEquals("on", bench.resumed.poll(10, SECONDS));
    assertFalse(resend.isWorthwhile());
  }

  @Test
  void defersNothingWhereTheTokenIsThereAlready() throws Exception {
    Bench bench = new Bench();
    Resend resend = rejected(bench);
    bench.answer("t2");

    boolean isDeferred = resend.defer(bench.continuation());

    assertFalse(isDeferred);
    assertTrue(resend.isWorthwhile());
  }

  @Test
  void defersNothingWhereItCanOnlyFallBack() throws Exception {
    Bench bench = new Bench("'existingAuthorization': 'replace'", "'fallbackOnRejection': true");
    rejected(bench); // of another request, whose token is still awaited
    Resend resend =
        bench.send(headers("Authorization", "Basic dTpw")).judge(403, NO_CHALLENGE, true);

    boolean isDeferred = resend.defer(bench.continuation());

    assertFalse(isDeferred);
    assertTrue(bench.isAsking());
    assertTrue(resend.isWorthwhile());
  }

  private static Resend rejected(Bench bench) throws RequestRefusedException {
    bench.hold("t1");
    return bench.send(headers()).judge(401, NO_CHALLENGE, true);
  }
}
