package io.managedidentity.agent.injection;

import static io.managedidentity.agent.injection.Bench.MUST_NOT_WAIT;
import static io.managedidentity.agent.injection.Bench.NO_CHALLENGE;
import static io.managedidentity.agent.injection.Bench.headers;
import static io.managedidentity.agent.injection.Bench.meanwhile;
import static io.managedidentity.agent.injection.Bench.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a repeated sending goes out with. */
class RouteInjectionResendTest {
  private static final String REPLACE = "'existingAuthorization': 'replace'";
  private static final String FALL_BACK = "'fallbackOnRejection': true";
  private static final String OTHER_IDENTITY =
      "'identity': {'clientId': '11111111-2222-3333-4444-555555555555'}";

  private final Bench bench;

  RouteInjectionResendTest() throws IOException {
    bench = new Bench(REPLACE, FALL_BACK);
    bench.hold("t1");
  }

  /** Both ways to ask for an edit know a repeated sending. */
  private enum Way {
    EDIT,
    EDIT_NOW
  }

  @ParameterizedTest
  @EnumSource
  void takesTheFreshToken(Way way) throws Exception {
    Resend resend = bench.send(headers()).judge(401, NO_CHALLENGE, true);
    bench.answer("t2");
    resend.isWorthwhile();

    WireEdit edit = repeat(way, bench.route(), headers(), resend);

    assertEquals("Authorization: Bearer t2", text(edit.headers()));
    assertFalse(edit.mayBeResentAfter(401), "it is sent once more, not again and again");
    assertEquals("requests 2 injected 2 resent 1", bench.counts());
  }

  @ParameterizedTest
  @EnumSource
  void goesOutAsMadeWhereItFallsBack(Way way) throws Exception {
    Resend resend = fallback();
    HeaderList headers = withSecret();

    WireEdit edit = repeat(way, bench.route(), headers, resend);

    assertNull(edit);
    assertEquals("Authorization: Basic dTpw", text(headers));
  }

  @ParameterizedTest
  @EnumSource
  void isARepeatedSendingAtAnotherHostOfTheMappingToo(Way way) throws Exception {
    Resend resend = fallback();

    WireEdit edit = repeat(way, bench.route(Bench.OTHER_HOST), withSecret(), resend);

    assertNull(edit);
  }

  @ParameterizedTest
  @EnumSource
  void neverWaitsForAToken(Way way) throws Exception {
    Resend resend = bench.send(headers()).judge(401, NO_CHALLENGE, true);
    bench.answer("t2");
    resend.isWorthwhile();
    bench.advanceSeconds(100_000); // the fresh token has no life left
    Thread.currentThread().interrupt(); // so that a wait would end with another line

    WireEdit edit = repeat(way, bench.route(), headers(), resend);
    boolean isInterrupted = Thread.interrupted();

    assertNull(edit);
    assertTrue(isInterrupted);
    assertTrue(
        bench.lines.get(bench.lines.size() - 1).contains("token_wait_exceeded"),
        bench.lines::toString);
    assertEquals("requests 2 injected 1 failed 1", bench.counts());
    assertTrue(bench.isAsking(), "for later requests");
  }

  @ParameterizedTest
  @EnumSource
  void isAFirstSendingWhereAnotherMappingDecidedTheResend(Way way) throws Exception {
    Resend resend = fallback();
    bench.use(REPLACE);

    WireEdit edit = repeat(way, bench.route(), withSecret(), resend);

    assertNotNull(edit);
    assertEquals("Authorization: Bearer t1", text(edit.headers()));
    assertTrue(edit.mayBeResentAfter(401));
  }

  @Test
  void waitsAsForAFirstSendingWhereAnotherMappingDecidedTheResend() throws Exception {
    Resend resend = fallback();
    bench.use(REPLACE, OTHER_IDENTITY);

    WireEdit edit =
        bench.route().edit(withSecret(), "/", resend, meanwhile(() -> bench.answer("t9")));

    assertEquals("Authorization: Bearer t9", text(edit.headers()));
  }

  private Resend fallback() throws RequestRefusedException {
    Resend resend = bench.send(withSecret()).judge(403, NO_CHALLENGE, true);
    resend.isWorthwhile();
    return resend;
  }

  private static HeaderList withSecret() {
    return headers("Authorization", "Basic dTpw");
  }

  private static WireEdit repeat(Way way, RouteInjection route, HeaderList headers, Resend resend)
      throws RequestRefusedException {
    return way == Way.EDIT
        ? route.edit(headers, "/", resend, MUST_NOT_WAIT)
        : route.editNow(headers, "/", resend);
  }
}
