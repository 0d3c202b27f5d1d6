package io.managedidentity.agent.instrumentation;

import static io.managedidentity.agent.injection.Bench.DEAD;
import static io.managedidentity.agent.injection.Bench.meanwhile;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.injection.Bench;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.token.GivenUp;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The states of a request, each beside an object of the client. */
class LedgerTest {
  private final Ledger<InFlight, String> ledger = new Ledger<>();
  private final Object request = new Object();
  private Bench bench;

  @BeforeEach
  void hold() throws Exception {
    bench = new Bench();
    bench.hold("t1");
  }

  @Test
  void knowsARequestUntilItIsAnswered() throws Exception {
    InFlight sent = sent(GivenUp.NEVER);

    assertSame(sent, ledger.inFlight(request));
    assertSame(sent, ledger.answered(request));
    assertNull(ledger.answered(request));
    assertTrue(ledger.isEmpty());
  }

  @Test
  void knowsNothingOfARequestThatGoesOutAsItWasMade() throws Exception {
    sent(GivenUp.NEVER);

    ledger.sent(request, null);

    assertNull(ledger.inFlight(request));
    assertTrue(ledger.isEmpty());
  }

  @Test
  void givesTheKeptRejectionOnceWhereTheResendFails() throws Exception {
    Resend resend = rejected();
    ledger.keep(request, resend, "denied");
    ledger.plan(request, resend);
    ledger.takeResend(request);

    Rejection<String> rejection = ledger.failed(request);

    assertNotNull(rejection);
    assertEquals("denied", rejection.deliver());
    assertTrue(bench.lines.get(bench.lines.size() - 1).contains("could not be sent again in time"));
    assertNull(ledger.failed(request));
    assertTrue(ledger.isEmpty());
  }

  @Test
  void dropsTheKeptRejectionWhereTheResendIsAnswered() throws Exception {
    Resend resend = rejected();
    ledger.keep(request, resend, "denied");
    ledger.plan(request, resend);
    ledger.sent(request, new InFlight(bench.send(new HeaderList())));

    assertNotNull(ledger.answered(request));

    assertNull(ledger.failed(request));
    assertTrue(ledger.isEmpty());
  }

  /** A client may write a resend again by itself, when its connection was dead. */
  @Test
  void plansAResendForAllWritingsUntilTheAnswerOrForOne() throws Exception {
    Resend resend = rejected();

    ledger.plan(request, resend);
    assertSame(resend, ledger.resend(request));
    assertSame(resend, ledger.resend(request));
    ledger.answered(request);
    assertNull(ledger.resend(request));

    ledger.plan(request, resend);
    assertSame(resend, ledger.takeResend(request));
    assertNull(ledger.resend(request));
  }

  /** Some clients know a request by other objects from state to state. */
  @Test
  void keepsTheStatesOfOneRequestBesideDifferentObjects() throws Exception {
    Object connection = new Object();
    Resend resend = rejected();
    ledger.keep(connection, resend, "denied");
    ledger.plan(request, resend);

    ledger.answered(request);

    assertNull(ledger.resend(request));
    assertNotNull(ledger.failed(connection));
  }

  @Test
  void sendsNothingAgainThatWasGivenUp() throws Exception {
    boolean[] isGivenUp = {false};
    InFlight sent = sent(() -> isGivenUp[0]);
    isGivenUp[0] = true;

    assertNull(sent.awaitResend(401, DEAD, true));
  }

  @Test
  void isAskedOfNoObjectWhereTheClientHasNone() {
    assertNull(ledger.inFlight(null));
    assertNull(ledger.answered(null));
    assertNull(ledger.takeResend(null));
    assertNull(ledger.failed(null));
  }

  /** Not every request comes to an end that the hook sees. */
  @Test
  void retainsNothingBesideObjectsThatAreGone() throws Exception {
    Object connection = new Object();
    Resend resend = rejected();
    ledger.keep(new Object(), resend, "denied");
    ledger.plan(new Object(), resend);
    ledger.sent(new Object(), new InFlight(bench.send(new HeaderList())));
    ledger.sent(connection, new InFlight(bench.send(new HeaderList())));
    assertFalse(ledger.isEmpty());

    for (int i = 0; i < 100 && ledger.size() > 1; i++) {
      System.gc();
      IdleSweep.OF_ALL.run();
    }

    assertEquals(1, ledger.size());
    assertNotNull(ledger.answered(connection));
  }

  private InFlight sent(GivenUp givenUp) throws Exception {
    InFlight sent = new InFlight(bench.send(new HeaderList()), givenUp);
    ledger.sent(request, sent);
    return sent;
  }

  /** The request is answered by a rejection, and a fresh token comes meanwhile. */
  private Resend rejected() throws Exception {
    sent(meanwhile(() -> bench.answer("t2")));
    Resend resend = ledger.answered(request).awaitResend(401, DEAD, true);
    assertNotNull(resend);
    return resend;
  }
}
