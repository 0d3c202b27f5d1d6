package io.managedidentity.agent.injection;

import static io.managedidentity.agent.injection.Bench.DEAD;
import static io.managedidentity.agent.injection.Bench.MUST_NOT_WAIT;
import static io.managedidentity.agent.injection.Bench.NO_CHALLENGE;
import static io.managedidentity.agent.injection.Bench.OTHER_HOST;
import static io.managedidentity.agent.injection.Bench.headers;
import static io.managedidentity.agent.injection.Bench.meanwhile;
import static io.managedidentity.agent.injection.Bench.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.token.GivenUp;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How long a first sending waits, for a first token or for one that its host does not call dead.
 */
class RouteInjectionWaitTest {
  private static final String FAIL = "'onTokenFailure': 'fail-request'";
  private static final String INTERRUPTED =
      " interrupted: the thread was interrupted while it waited for a token.";
  private static final GivenUp GIVEN_UP = () -> true;
  private static final Runnable INTERRUPT = () -> Thread.currentThread().interrupt();

  @Test
  void waitsForTheFirstToken() throws Exception {
    Bench bench = new Bench();

    WireEdit edit = edit(bench, meanwhile(() -> bench.answer("t1")));

    assertEquals("Authorization: Bearer t1", text(edit.headers()));
    assertEquals("requests 1 injected 1", bench.counts());
  }

  @Test
  void waitsNoLongerThanTheMappingAllows() throws Exception {
    Bench bench = new Bench();

    WireEdit edit = edit(bench, meanwhile(() -> bench.advanceSeconds(10)));

    assertNull(edit);
    assertEquals("requests 1 failed 1", bench.counts());
    assertEquals(1, bench.lines.size(), bench.lines::toString);
    assertTrue(
        bench.lines.get(0).contains("token_wait_exceeded: no token for https://api"),
        bench.lines::toString);
  }

  @Test
  void saysEachCauseOnce() throws Exception {
    Bench bench = new Bench();
    edit(bench, meanwhile(() -> bench.advanceSeconds(10)));

    edit(bench, MUST_NOT_WAIT); // the fetch takes too long already
    bench.refuse();
    edit(bench, MUST_NOT_WAIT);
    edit(bench, MUST_NOT_WAIT);

    assertEquals("requests 4 failed 4", bench.counts());
    assertEquals(2, bench.lines.size(), bench.lines::toString);
    assertTrue(bench.lines.get(1).contains("the source says no."), bench.lines::toString);
  }

  @Test
  void isLeftToTheClientWhereItIsGivenUp() throws Exception {
    Bench bench = new Bench(FAIL);

    WireEdit edit = edit(bench, GIVEN_UP);

    assertNull(edit);
    assertEquals("requests 1", bench.counts());
    assertEquals(List.of(), bench.lines);
  }

  @Test
  void goesOutWithoutATokenWhereItsThreadIsInterrupted() throws Exception {
    Bench bench = new Bench();

    WireEdit edit = edit(bench, meanwhile(INTERRUPT));
    boolean isInterrupted = Thread.interrupted();

    assertNull(edit);
    assertTrue(isInterrupted, "the application asked for that");
    assertEquals("requests 1 failed 1", bench.counts());
    assertEquals(
        List.of(
            "WARN mapping \"m\": no token, so its requests go out as the application made them."
                + INTERRUPTED
                + " The request is to \"api.example\"."),
        bench.lines);
  }

  @Test
  void failsWhereItsThreadIsInterruptedAndTheMappingSaysSo() throws Exception {
    Bench bench = new Bench(FAIL);

    RequestRefusedException refused =
        assertThrows(RequestRefusedException.class, () -> edit(bench, meanwhile(INTERRUPT)));
    boolean isInterrupted = Thread.interrupted();

    assertTrue(refused.getMessage().endsWith(INTERRUPTED), refused.getMessage());
    assertTrue(isInterrupted);
    assertEquals("requests 1 failed 1", bench.counts());
  }

  @Test
  void hasOnlyWhatIsThereWhereItMustNotWait() throws Exception {
    Bench bench = new Bench();

    WireEdit early = bench.route().editNow(headers(), "/", null);
    bench.answer("t1");
    WireEdit late = bench.route().editNow(headers(), "/", null);

    assertNull(early);
    assertEquals("Authorization: Bearer t1", text(late.headers()));
    assertEquals("requests 2 injected 1 failed 1", bench.counts());
  }

  @Test
  void waitsForAnotherTokenOnlyAtTheHostThatCallsItDead() throws Exception {
    Bench bench = withDeadToken();

    WireEdit other = bench.route(OTHER_HOST).edit(headers(), "/", null, MUST_NOT_WAIT);
    WireEdit edit = edit(bench, meanwhile(() -> bench.answer("t2")));

    assertEquals("Authorization: Bearer t1", text(other.headers()));
    assertEquals("Authorization: Bearer t2", text(edit.headers()));
    assertEquals("requests 3 injected 3", bench.counts());
  }

  @Test
  void doesNotWaitAtAHostThatOnlyAnswers401() throws Exception {
    Bench bench = new Bench();
    bench.hold("t1");
    bench.send(headers()).judge(401, NO_CHALLENGE, false);

    WireEdit edit = edit(bench, MUST_NOT_WAIT);

    assertTrue(bench.isAsking());
    assertEquals("Authorization: Bearer t1", text(edit.headers()));
  }

  @Test
  void takesTheDeadTokenWhereTheCallerMustNotWait() throws Exception {
    Bench bench = withDeadToken();

    WireEdit edit = bench.route().editNow(headers(), "/", null);

    assertEquals("Authorization: Bearer t1", text(edit.headers()));
  }

  @ParameterizedTest
  @CsvSource({"t1", "''"})
  void takesTheDeadTokenWhereTheSourceHasNoOther(String answer) throws Exception {
    Bench bench = withDeadToken();

    WireEdit edit = edit(bench, meanwhile(() -> bench.answer(answer)));

    assertEquals("Authorization: Bearer t1", text(edit.headers()));
    assertEquals("requests 2 injected 2", bench.counts());
    assertFalse(bench.route().mayHaveToWait(headers()), "nobody waits for it any more");
  }

  @Test
  void takesTheDeadTokenAlthoughItGrowsTooOldMeanwhile() throws Exception {
    Bench bench = withDeadToken();

    WireEdit edit =
        edit(
            bench,
            meanwhile(
                () -> {
                  bench.refuse();
                  bench.advanceSeconds(86_400 - 300);
                }));

    assertEquals("Authorization: Bearer t1", text(edit.headers()));
  }

  @Test
  void takesTheDeadTokenWhenTheTimeIsUp() throws Exception {
    Bench bench = Bench.impatient();
    bench.hold("t1");
    bench.send(headers()).judge(401, DEAD, false);

    WireEdit edit = edit(bench, GivenUp.NEVER);

    assertEquals("Authorization: Bearer t1", text(edit.headers()));
    assertTrue(bench.isAsking());
  }

  @Test
  void isLeftToTheClientWhereItIsGivenUpWhileTheTokenIsDead() throws Exception {
    Bench bench = withDeadToken();

    WireEdit edit = edit(bench, GIVEN_UP);

    assertNull(edit);
    assertEquals("requests 2 injected 1", bench.counts());
    assertEquals(1, bench.lines.size(), "of the rejection: " + bench.lines);
  }

  @Test
  void goesOutWithoutATokenWhereItsThreadIsInterruptedWhileTheTokenIsDead() throws Exception {
    Bench bench = withDeadToken();

    WireEdit edit = edit(bench, meanwhile(INTERRUPT));
    boolean isInterrupted = Thread.interrupted();

    assertNull(edit);
    assertTrue(isInterrupted);
    assertEquals("requests 2 injected 1 failed 1", bench.counts());
  }

  private static Bench withDeadToken() throws Exception {
    Bench bench = new Bench();
    bench.hold("t1");
    bench.send(headers()).judge(401, DEAD, false);
    return bench;
  }

  private static WireEdit edit(Bench bench, GivenUp givenUp) throws RequestRefusedException {
    return bench.route().edit(headers(), "/", null, givenUp);
  }
}
