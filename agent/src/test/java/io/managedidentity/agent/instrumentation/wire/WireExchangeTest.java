package io.managedidentity.agent.instrumentation.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.injection.Bench;
import io.managedidentity.agent.injection.RequestRefusedException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a request from its first writing to its answer, state by state. */
class WireExchangeTest {
  private static final String REPLACE = "'existingAuthorization': 'replace'";
  private static final String FALL_BACK = "'fallbackOnRejection': true";

  // New and deferred

  @Test
  void sendsAtOnceWhereTheTokenIsThere() throws Exception {
    Bench bench = new Bench();
    bench.hold("t1");
    RecordingWire wire = new RecordingWire(bench.route());

    boolean isDeferred = wire.exchange.isDeferred("GET");
    String sent = wire.send();
    wire.reads("100", "200", "end");

    assertFalse(isDeferred);
    assertEquals("token t1", sent);
    assertEquals(List.of("100", "leave", "200", "end"), wire.done);
  }

  @Test
  void goesOnWhenTheTokenIsThere() throws Exception {
    Bench bench = new Bench();
    RecordingWire wire = new RecordingWire(bench.route());

    boolean isDeferred = wire.exchange.isDeferred("GET");
    bench.answer("t1");
    wire.runLoop();
    String sent = wire.send();

    assertTrue(isDeferred);
    assertEquals(List.of("go on"), wire.done);
    assertEquals("token t1", sent);
  }

  @Test
  void goesOnWithoutATokenWhenTheMappingsTimeIsUp() throws Exception {
    Bench bench = new Bench();
    RecordingWire wire = new RecordingWire(bench.route());

    wire.exchange.isDeferred("GET");
    bench.runLastScheduled();
    wire.runLoop();
    String sent = wire.send();

    assertEquals(List.of("go on"), wire.done);
    assertEquals("as made", sent);
  }

  @Test
  void endsTheWaitWhenTheRequestIsGivenUp() throws Exception {
    Bench bench = new Bench();
    RecordingWire wire = new RecordingWire(bench.route());

    wire.exchange.isDeferred("GET");
    wire.exchange.end();
    bench.answer("t1");

    assertTrue(wire.isIdle());
    assertEquals(List.of(), wire.done);
  }

  /** The token and the end of the request meet. */
  @Test
  void sendsNothingThatIsGivenUpWhenItsWaitIsOver() throws Exception {
    Bench bench = new Bench();
    RecordingWire wire = new RecordingWire(bench.route());

    wire.exchange.isDeferred("GET");
    bench.answer("t1");
    Runnable task = wire.nextTask();
    wire.exchange.end();
    task.run();

    assertEquals(List.of(), wire.done);
  }

  /** The application ended it while this was decided, which the event loop is yet to hear of. */
  @Test
  void sendsNothingThatIsGivenUpWhenTheTokenComesAsItBeginsToWait() throws Exception {
    Bench bench = new Bench();
    RecordingWire wire = new RecordingWire(bench.routeMeeting("t1"));

    assertTrue(wire.exchange.isDeferred("GET"));
    Runnable task = wire.nextTask();
    wire.exchange.end();
    task.run();

    assertEquals(List.of(), wire.done);
  }

  @Test
  void endsTheWaitWithTheClientsOwnTimeout() throws Exception {
    Bench bench = new Bench();
    RecordingWire wire = new RecordingWire(bench.route());
    wire.responseTimeoutMillis = 1;

    wire.exchange.isDeferred("GET");
    passAMillisecond();
    bench.runLastScheduled();
    wire.runLoop();

    assertEquals(List.of("timed out"), wire.done);
  }

  @Test
  void countsWhatFailsWhenItGoesOn() throws Exception {
    Bench bench = new Bench();
    RecordingWire wire = new RecordingWire(bench.route());
    wire.failure = new IllegalStateException("broken");

    wire.exchange.isDeferred("GET");
    bench.answer("t1");
    wire.runLoop();

    assertEquals(List.of(wire.failure), wire.faults);
    assertEquals(List.of("failed: broken"), wire.done);
  }

  @Test
  void refusesTheRequest() throws Exception {
    Bench bench = new Bench("'onTokenFailure': 'fail-request'");
    RecordingWire wire = new RecordingWire(bench.route());

    wire.exchange.isDeferred("GET");
    bench.refuse();
    wire.runLoop();

    assertThrows(RequestRefusedException.class, wire::send);
    assertEquals(List.of("go on"), wire.done);
  }

  // Sent

  @Test
  void leavesTheAnswerToWhatWentOutAsMade() throws Exception {
    Bench bench = new Bench();
    RecordingWire wire = new RecordingWire(bench.route());
    wire.own = new String[] {"Authorization", "Basic dTpw"};

    boolean isDeferred = wire.exchange.isDeferred("GET");
    String sent = wire.send();
    wire.reads("401", "end");

    assertFalse(isDeferred);
    assertEquals("as made", sent);
    assertEquals(List.of("leave", "401", "end"), wire.done);
  }

  @Test
  void leavesARejectionThatCannotBeSentAgain() throws Exception {
    Bench bench = new Bench();
    RecordingWire wire = sent(bench);
    wire.isRepeatable = false;

    wire.reads("401", "end");

    assertEquals(List.of("leave", "401", "end"), wire.done);
    assertTrue(bench.isAsking(), "later requests have another token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"101", "403", "500"})
  void leavesOtherAnswers(String status) throws Exception {
    RecordingWire wire = sent(new Bench());

    wire.reads(status, "end");

    assertEquals(List.of("leave", status, "end"), wire.done);
  }

  @Test
  void leavesTheAnswerThatItFailsToRead() throws Exception {
    RecordingWire wire = sent(new Bench());
    wire.isRepeatable = false;
    wire.failure = new IllegalStateException("broken");

    wire.reads("401", "end");

    assertEquals(List.of(wire.failure), wire.faults);
    assertEquals(List.of("leave", "401", "end"), wire.done);
  }

  // Rejected

  @Test
  void sendsOnceMoreWhenTheFreshTokenIsThere() throws Exception {
    Bench bench = new Bench();
    RecordingWire wire = sent(bench).reads("401", "body", "end");
    assertTrue(wire.exchange.isUndecided());
    assertTrue(wire.exchange.hasWholeRejection());

    bench.answer("t2");
    wire.runLoop();
    boolean isUndecided = wire.exchange.isUndecided();
    wire.reads("100", "200", "end");

    assertFalse(isUndecided);
    assertEquals(
        List.of(
            "rejected 401",
            "resend token t2",
            "100",
            "drop 401",
            "drop body",
            "drop end",
            "leave",
            "200",
            "end"),
        wire.done);
    assertFalse(wire.exchange.hasRejection());
  }

  @Test
  void sendsOnceMoreWhenTheRejectionHasEnded() throws Exception {
    Bench bench = new Bench();
    RecordingWire wire = sent(bench).reads("401");

    bench.answer("t2");
    wire.runLoop();
    List<String> before = List.copyOf(wire.done);
    wire.reads("body", "end");

    assertEquals(List.of("rejected 401"), before);
    assertEquals(List.of("rejected 401", "resend token t2"), wire.done);
  }

  @Test
  void deliversTheRejectionWhereThereIsNoFreshToken() throws Exception {
    Bench bench = new Bench();
    RecordingWire wire = sent(bench).reads("401", "end");

    bench.refuse();
    wire.runLoop();

    assertEquals(List.of("rejected 401", "deliver 401 end"), wire.done);
  }

  @Test
  void deliversALargeRejectionAtOnce() throws Exception {
    Bench bench = new Bench();
    RecordingWire wire = sent(bench).reads("401", "large", "end");

    bench.answer("t2");

    assertEquals(List.of("rejected 401", "deliver 401 large", "end"), wire.done);
    assertTrue(wire.isIdle());
  }

  @Test
  void deliversTheRejectionWhereThereIsNoWayToSendAgain() throws Exception {
    Bench bench = new Bench();
    RecordingWire wire = sent(bench).reads("401", "end");

    wire.isOpen = false;
    bench.answer("t2");
    wire.runLoop();

    assertEquals(List.of("rejected 401", "deliver 401 end"), wire.done);
  }

  @Test
  void deliversTheRejectionWhenTheConnectionEnds() throws Exception {
    Bench bench = new Bench();
    RecordingWire wire = sent(bench).reads("401", "body");

    wire.exchange.deliver();
    bench.answer("t2");

    assertEquals(List.of("rejected 401", "deliver 401 body"), wire.done);
    assertTrue(wire.isIdle());
  }

  /** The token and the end of the connection meet. */
  @Test
  void deliversTheRejectionOnce() throws Exception {
    Bench bench = new Bench();
    RecordingWire wire = sent(bench).reads("401", "end");

    bench.answer("t2");
    Runnable task = wire.nextTask();
    wire.exchange.deliver();
    task.run();
    wire.exchange.deliver();

    assertEquals(List.of("rejected 401", "deliver 401 end"), wire.done);
  }

  @Test
  void dropsTheRejectionThatNobodyWants() throws Exception {
    Bench bench = new Bench();
    RecordingWire wire = sent(bench).reads("401", "end");

    wire.exchange.end();
    bench.answer("t2");

    assertEquals(List.of("rejected 401", "drop 401", "drop end"), wire.done);
    assertTrue(wire.isIdle());
  }

  @Test
  void deliversTheRejectionBeforeTheClientsOwnTimeout() throws Exception {
    Bench bench = new Bench();
    RecordingWire wire = sent(bench);
    wire.responseTimeoutMillis = 1;

    wire.reads("401", "body");
    passAMillisecond();
    bench.runLastScheduled();
    wire.runLoop();

    assertEquals(List.of("rejected 401", "deliver 401 body"), wire.done);
  }

  @Test
  void deliversTheRejectionWhereSendingAgainFails() throws Exception {
    Bench bench = new Bench();
    RecordingWire wire = sent(bench).reads("401", "end");

    wire.failure = new IllegalStateException("broken");
    bench.answer("t2");
    wire.runLoop();

    assertEquals(List.of(wire.failure), wire.faults);
    assertEquals(List.of("rejected 401", "deliver after resending 401 end"), wire.done);
  }

  // Sent again

  @Test
  void deliversTheRejectionWhereTheSecondSendingGetsNoAnswer() throws Exception {
    Bench bench = new Bench();
    RecordingWire wire = resent(bench);

    wire.reads("103");
    wire.exchange.deliver();

    assertEquals(
        List.of("rejected 401", "resend token t2", "103", "deliver after resending 401 end"),
        wire.done);
    assertTrue(
        bench.lines.toString().contains("there was no answer when the request was sent once more"),
        bench.lines::toString);
  }

  @Test
  void leavesTheSecondRejection() throws Exception {
    RecordingWire wire = resent(new Bench()).reads("401", "end");

    assertEquals(
        List.of("rejected 401", "resend token t2", "drop 401", "drop end", "leave", "401", "end"),
        wire.done);
  }

  @Test
  void fallsBackAfterTheSecondRejection() throws Exception {
    Bench bench = new Bench(REPLACE, FALL_BACK);
    bench.hold("t1");
    RecordingWire wire = new RecordingWire(bench.route());
    wire.own = new String[] {"Authorization", "Basic dTpw"};
    wire.send();
    wire.reads("401", "end");
    bench.answer("t2");
    wire.runLoop();

    wire.reads("401", "end", "401", "end");

    assertEquals(
        List.of(
            "rejected 401",
            "resend token t2",
            "drop 401",
            "drop end",
            "rejected 401",
            "resend as made",
            "drop 401",
            "drop end",
            "leave",
            "401",
            "end"),
        wire.done);
  }

  /** What was held of the first connection's answer is that connection's. */
  @Test
  void goesOnOverAnotherConnection() throws Exception {
    Bench bench = new Bench();
    RecordingWire first = resent(bench);
    RecordingWire second = new RecordingWire(first.exchange);

    first.exchange.use(second, bench.route());
    second.reads("200", "end");

    assertEquals(List.of("rejected 401", "resend token t2", "drop 401", "drop end"), first.done);
    assertEquals(List.of("leave", "200", "end"), second.done);
  }

  // What the service says in the body

  @Test
  void showsTheBodyOfARejectionThatIsTheApplications() throws Exception {
    Bench bench = new Bench();
    RecordingWire wire = sent(bench);

    wire.reads("403", "body", "end");

    assertEquals(1, wire.taps.size());
    assertEquals(List.of("leave", "403", "body", "end"), wire.done);
  }

  @Test
  void showsNoBodyOfOtherAnswers() throws Exception {
    Bench bench = new Bench();
    RecordingWire wire = sent(bench);

    wire.reads("404", "body", "end");

    assertEquals(List.of(), wire.taps);
  }

  @Test
  void looksAtTheBodyThatWasHeldWhenItIsDelivered() throws Exception {
    Bench bench = new Bench();
    RecordingWire wire = sent(bench).reads("401", "{\"code\": \"AKV", "10046\"}", "end");

    bench.answer("t1");
    wire.runLoop();

    assertEquals(List.of("rejected 401", "deliver 401 {\"code\": \"AKV 10046\"} end"), wire.done);
    assertTrue(
        bench.lines.get(bench.lines.size() - 1).contains("answered 401 (AKV10046)"),
        bench.lines::toString);
  }

  // Over

  @Test
  void looksAtNothingAfterTheEnd() throws Exception {
    Bench bench = new Bench();
    RecordingWire wire = sent(bench);

    wire.exchange.end();
    wire.reads("401", "end");

    assertEquals(List.of("401", "end"), wire.done);
    assertFalse(bench.isAsking());
  }

  private static RecordingWire sent(Bench bench) throws Exception {
    bench.hold("t1");
    RecordingWire wire = new RecordingWire(bench.route());
    wire.send();
    return wire;
  }

  private static RecordingWire resent(Bench bench) throws Exception {
    RecordingWire wire = sent(bench).reads("401", "end");
    bench.answer("t2");
    wire.runLoop();
    return wire;
  }

  private static void passAMillisecond() {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(1)) {
      Thread.onSpinWait();
    }
  }
}
