package io.managedidentity.agent.injection;

import static io.managedidentity.agent.injection.Bench.MUST_NOT_WAIT;
import static io.managedidentity.agent.injection.Bench.NO_CHALLENGE;
import static io.managedidentity.agent.injection.Bench.OTHER_HOST;
import static io.managedidentity.agent.injection.Bench.headers;
import static io.managedidentity.agent.injection.Bench.meanwhile;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.token.GivenUp;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a rejected request is sent again, and what is counted of it. */
class ResendTest {
  private static final String[] FALL_BACK = {
    "'existingAuthorization': 'replace'", "'fallbackOnRejection': true"
  };
  private static final String SENT = "requests 1 injected 1";
  private static final String NOT_SENT =
      " to a request with its token, and it could not be sent again in time or over that connection, or"
          + " the answer is too long to keep. ";
  private static final String SENT_FOR_SECRET = SENT + " secret 1";

  @Test
  void isSentAgainWithTheTokenThatComesMeanwhile() throws Exception {
    Bench bench = new Bench();
    Resend resend = rejected(bench, 401);

    boolean isWorthwhile = resend.await(meanwhile(() -> bench.answer("t2")));

    assertTrue(isWorthwhile);
    assertTrue(resend.isFresh());
    assertEquals(SENT, bench.counts(), "it is not written yet");
    write(bench, resend);
    assertEquals("requests 2 injected 2 resent 1", bench.counts());
  }

  @Test
  void comesAtOnceForClientsThatMayWait() throws Exception {
    Bench bench = new Bench();

    Resend resend =
        heldAndSent(bench)
            .awaitResend(401, NO_CHALLENGE, true, meanwhile(() -> bench.answer("t2")));

    assertNotNull(resend);
    assertTrue(resend.isFresh());
    assertEquals(SENT, bench.counts(), "it is not written yet");
    write(bench, resend);
    assertEquals("requests 2 injected 2 resent 1", bench.counts());
  }

  @ParameterizedTest
  @CsvSource({"401, false", "403, true"})
  void isNoneForClientsThatMayWaitWhereNothingHelps(int status, boolean isRepeatable)
      throws Exception {
    Bench bench = new Bench();

    assertNull(heldAndSent(bench).awaitResend(status, NO_CHALLENGE, isRepeatable, MUST_NOT_WAIT));
  }

  @ParameterizedTest
  @CsvSource({"t1", "''"})
  void isNotSentAgainWhereTheSourceHasNoOtherToken(String answer) throws Exception {
    Bench bench = new Bench();
    Resend resend = rejected(bench, 401);

    boolean isWorthwhile = resend.await(meanwhile(() -> bench.answer(answer)));

    assertFalse(isWorthwhile);
    assertEquals(SENT, bench.counts());
  }

  @ParameterizedTest
  @CsvSource({
    "t2, requests 2 injected 2 resent 1, true",
    "t1, requests 1 injected 1 fellBack 1, false",
    "'', requests 1 injected 1 fellBack 1, false"
  })
  void prefersAFreshTokenToFallingBack(String answer, String counted, boolean isFresh)
      throws Exception {
    Bench bench = new Bench(FALL_BACK);
    Resend resend = rejected(bench, 401, "Authorization", "Basic dTpw");

    boolean isWorthwhile = resend.await(meanwhile(() -> bench.answer(answer)));

    assertTrue(isWorthwhile);
    assertEquals(isFresh, resend.isFresh());
    write(bench, resend, "Authorization", "Basic dTpw");
    assertEquals(counted + " secret 1", bench.counts().replace("secret 2", "secret 1"));
  }

  @Test
  void waitsForNothingWhereItCanOnlyFallBack() throws Exception {
    Bench bench = new Bench(FALL_BACK);
    Resend resend = rejected(bench, 403, "Authorization", "Basic dTpw");

    boolean isWorthwhile = resend.await(MUST_NOT_WAIT);

    assertTrue(isWorthwhile);
    write(bench, resend, "Authorization", "Basic dTpw");
    assertEquals(SENT + " fellBack 1 secret 1", bench.counts());
  }

  @Test
  void fallsBackAlthoughAnotherTokenHasComeWhereThatWasNotHopedFor() throws Exception {
    Bench bench = new Bench(FALL_BACK);
    WireEdit other = heldAndSent(bench);
    Resend resend =
        bench.send(headers("Authorization", "Basic dTpw")).judge(403, NO_CHALLENGE, true);
    other.judge(401, NO_CHALLENGE, false);
    bench.answer("t2");

    boolean isWorthwhile = resend.isWorthwhile();

    assertTrue(isWorthwhile);
    assertFalse(resend.isFresh(), "a 403 asks for no other token");
  }

  @Test
  void isNotSentAgainWhenTheTimeIsUp() throws Exception {
    Bench bench = Bench.impatient();
    Resend resend = rejected(bench, 401);

    boolean isWorthwhile = resend.await(GivenUp.NEVER);

    assertFalse(isWorthwhile);
    assertTrue(bench.isAsking());
  }

  @Test
  void fallsBackWhenTheTimeIsUp() throws Exception {
    Bench bench = Bench.impatient(FALL_BACK);
    Resend resend = rejected(bench, 401, "Authorization", "Basic dTpw");

    boolean isWorthwhile = resend.await(GivenUp.NEVER);

    assertTrue(isWorthwhile);
    write(bench, resend, "Authorization", "Basic dTpw");
    assertEquals(SENT + " fellBack 1 secret 1", bench.counts());
  }

  @Test
  void decidesNothingWhereTheRequestIsGivenUp() throws Exception {
    Bench bench = new Bench(FALL_BACK);
    Resend resend = rejected(bench, 401, "Authorization", "Basic dTpw");

    boolean isWorthwhile = resend.await(() -> true);

    assertFalse(isWorthwhile);
    assertEquals(SENT_FOR_SECRET, bench.counts());
    assertEquals(List.of(), bench.lines);
  }

  @Test
  void decidesNothingWhereTheRequestIsGivenUpAsTheTokenComes() throws Exception {
    Bench bench = new Bench();
    Resend resend = rejected(bench, 401);
    bench.answer("t2");

    boolean isWorthwhile = resend.await(() -> true);

    assertFalse(isWorthwhile);
    assertEquals(SENT, bench.counts());
  }

  @Test
  void decidesNothingWhereTheThreadIsInterrupted() throws Exception {
    Bench bench = new Bench(FALL_BACK);
    Resend resend = rejected(bench, 401, "Authorization", "Basic dTpw");

    boolean isWorthwhile = resend.await(meanwhile(() -> Thread.currentThread().interrupt()));
    boolean isInterrupted = Thread.interrupted();

    assertFalse(isWorthwhile);
    assertTrue(isInterrupted, "the application asked for that");
    assertEquals(SENT_FOR_SECRET, bench.counts());
    assertEquals(List.of(), bench.lines);
  }

  @Test
  void staysUnsentAlthoughTheTokenComesLater() throws Exception {
    Bench bench = new Bench();
    Resend resend = rejected(bench, 401);

    boolean first = resend.isWorthwhile();
    bench.answer("t2");
    boolean second = resend.isWorthwhile();

    assertFalse(first);
    assertFalse(second);
    assertEquals(SENT, bench.counts());
  }

  @Test
  void staysWorthwhileAlthoughTheTokenGoesAway() throws Exception {
    Bench bench = new Bench();
    Resend resend = rejected(bench, 401);
    bench.answer("t2");

    boolean first = resend.isWorthwhile();
    bench.advanceSeconds(100_000);
    boolean second = resend.isWorthwhile();

    assertTrue(first);
    assertTrue(second);
    write(bench, resend);
    assertEquals("requests 2 injected 1 failed 1", bench.counts(), "it goes out without a token");
  }

  @ParameterizedTest
  @CsvSource({"401, t2", "403, ''"})
  void saysThatItIsNotSentAfterAll(int status, String answer) throws Exception {
    Bench bench = new Bench(FALL_BACK);
    Resend resend = rejected(bench, status, "Authorization", "Basic dTpw");
    assertTrue(resend.await(status == 403 ? MUST_NOT_WAIT : meanwhile(() -> bench.answer(answer))));

    resend.notSent();
    resend.notSent();

    assertEquals(SENT_FOR_SECRET, bench.counts());
    assertEquals(1, bench.lines.size(), bench.lines::toString);
    assertTrue(
        bench.lines.get(0).contains("\"api.example\" answered " + status + NOT_SENT),
        bench.lines::toString);
    assertNotNull(resend.reader(), "the application gets the answer");
  }

  @Test
  void saysAFailureBeforeItIsWrittenAsThat() throws Exception {
    Bench bench = new Bench();
    Resend resend = rejected(bench, 401);
    bench.answer("t2");
    assertTrue(resend.isWorthwhile());

    resend.failed();

    assertEquals(SENT, bench.counts());
    assertEquals(1, bench.lines.size(), bench.lines::toString);
    assertTrue(bench.lines.get(0).contains("401" + NOT_SENT), bench.lines::toString);
  }

  @Test
  void fallsBackOnlyWhereTheRequestMayLeave() throws Exception {
    Bench bench = new Bench(FALL_BACK[0], FALL_BACK[1], "'placeholder': 'dummy'");
    Resend resend = rejected(bench, 403, "Authorization", "dummy");
    assertTrue(resend.isWorthwhile());

    assertThrows(
        RequestRefusedException.class, () -> write(bench, resend, "Authorization", "dummy"));

    assertFalse(bench.counts().contains("fellBack"), bench::counts);
    assertFalse(bench.lines.toString().contains("fallbackOnRejection"), bench.lines::toString);
  }

  @Test
  void saysWhatBecameOfItOnce() throws Exception {
    Bench bench = new Bench();
    Resend resend = rejected(bench, 401);
    bench.answer("t2");
    assertTrue(resend.isWorthwhile());
    write(bench, resend);
    write(bench, resend);
    List<String> said = List.copyOf(bench.lines);

    resend.notSent();

    assertEquals(said, bench.lines);
    assertEquals("requests 3 injected 3 resent 1", bench.counts());
  }

  @Test
  void isForItsOwnMappingAtAnyHostAndNotForTheNextVersion() throws Exception {
    Bench bench = new Bench();
    Resend resend = rejected(bench, 401);

    boolean atHost = resend.isFor(bench.route());
    boolean atOtherHost = resend.isFor(bench.route(OTHER_HOST));
    bench.use();
    boolean afterReload = resend.isFor(bench.route());

    assertTrue(atHost);
    assertTrue(atOtherHost);
    assertFalse(afterReload);
  }

  private static Resend rejected(Bench bench, int status, String... ownHeaders)
      throws RequestRefusedException {
    return heldAndSent(bench, ownHeaders).judge(status, NO_CHALLENGE, true);
  }

  private static void write(Bench bench, Resend resend, String... ownHeaders)
      throws RequestRefusedException {
    bench.route().editNow(headers(ownHeaders), "/", resend);
  }

  private static WireEdit heldAndSent(Bench bench, String... ownHeaders)
      throws RequestRefusedException {
    bench.hold("t1");
    return bench.send(headers(ownHeaders));
  }
}
