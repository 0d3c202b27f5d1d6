package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TokenRequestsTest {
  private static final String FORM = "client_id=a&client_secret=x&grant_type=g";
  private static final String TARGET = "/t/oauth2/token";

  @Test
  void putsAssertionIntoTheFormAndNothingOnTheHead() throws Exception {
    Bench bench = bench();

    WireEdit edit = edit(bench, FORM);

    assertTrue(text(edit).endsWith("&client_assertion=t"), () -> text(edit));
    assertEquals("Content-Type: application/x-www-form-urlencoded", Bench.text(edit.headers()));
    assertEquals("requests 1 injected 1 secret 1", bench.counts());
    assertTrue(bench.injector.counters("m").isClean());
  }

  @Test
  void editsHeadersThatComeLater() throws Exception {
    WireEdit edit = edit(bench(), FORM);
    HeaderList later = Bench.headers("Content-Length", "5", "Authorization", "Basic YTpi");

    edit.applyTo(later);

    assertEquals("Content-Length: " + edit.body().length, Bench.text(later));
  }

  @Test
  void leavesFormWithoutSecretAlone() throws Exception {
    Bench bench = bench();

    assertNull(edit(bench, "client_id=a&grant_type=refresh_token&refresh_token=r"));

    assertEquals("requests 1 kept 1", bench.counts());
  }

  @Test
  void leavesFormOfOtherRegistrationAloneAndCountsItsSecret() throws Exception {
    Bench bench = bench("'clientId': 'b'");

    assertNull(edit(bench, FORM));

    assertEquals(WhyLeft.KEPT, bench.injector.counters("m").secretsLeft().get(0).cause());
  }

  @Test
  void saysThatABodyCannotBeRead() throws Exception {
    Bench bench = bench();

    assertNull(bench.route().editNow(form(), TARGET, null, null));
    assertNull(
        bench
            .route()
            .editNow(Bench.headers("Content-Type", "text/plain"), TARGET, bytes(FORM), null));

    assertEquals("requests 2 failed 2", bench.counts());
    assertEquals(2, bench.injector.counters("m").unread());
    assertEquals(1, bench.lines.size(), bench.lines::toString);
    assertTrue(
        bench.lines.get(0).contains("It is not a form that can be read"), bench.lines::toString);
  }

  @Test
  void sendsFormAsMadeAfterInvalidClient() throws Exception {
    Bench bench = bench();
    WireEdit edit = edit(bench, FORM);

    Resend resend = edit.judge(401, Bench.NO_CHALLENGE, true);

    assertNotNull(resend);
    assertTrue(resend.isWorthwhile());
    assertNull(bench.route().editNow(form(), TARGET, bytes(FORM), resend));
    assertEquals(WhyLeft.FELL_BACK, bench.injector.counters("m").secretsLeft().get(0).cause());
    assertEquals(1, bench.injector.counters("m").rejected401());
  }

  @Test
  void sendsFormOnceOnlyWhereRequestsAreToFail() throws Exception {
    WireEdit edit = edit(bench("'onTokenFailure': 'fail-request'"), FORM);

    assertNull(edit.judge(401, Bench.NO_CHALLENGE, true));
  }

  @Test
  void letsNoPlaceholderLeave() throws Exception {
    Bench bench = bench("'placeholder': 'dummy-secret'");
    String dummy = "client_id=a&client_secret=dummy%2Dsecret";
    WireEdit edit = edit(bench, dummy);

    assertFalse(text(edit).contains("dummy"));
    assertThrows(
        RequestRefusedException.class, () -> bench.route().editNow(form(), TARGET, null, null));
    assertThrows(RequestRefusedException.class, () -> edit(bench, "note=dummy-secret"));
    Resend resend = edit.judge(401, Bench.NO_CHALLENGE, true);
    assertThrows(
        RequestRefusedException.class,
        () -> {
          resend.isWorthwhile();
          bench.route().editNow(form(), TARGET, bytes(dummy), resend);
        });
  }

  private static Bench bench(String... keys) throws Exception {
    Bench bench = Bench.forTokenEndpoint(keys);
    bench.hold("t");
    return bench;
  }

  private static WireEdit edit(Bench bench, String form) throws RequestRefusedException {
    assertTrue(bench.route().editsBody(TARGET));
    return bench.route().editNow(form(), TARGET, bytes(form), null);
  }

  private static HeaderList form() {
    return Bench.headers("Content-Type", "application/x-www-form-urlencoded");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(WireEdit edit) {
    return new String(edit.body(), StandardCharsets.UTF_8);
  }
}
