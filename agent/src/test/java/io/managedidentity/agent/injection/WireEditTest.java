package io.managedidentity.agent.injection;

import static io.managedidentity.agent.injection.Bench.DEAD;
import static io.managedidentity.agent.injection.Bench.MUST_NOT_WAIT;
import static io.managedidentity.agent.injection.Bench.NO_CHALLENGE;
import static io.managedidentity.agent.injection.Bench.headers;
import static io.managedidentity.agent.injection.Bench.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.token.FetchOptions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes of the answer to a request that went out with a token. */
class WireEditTest {
  private static final String CLAIMS = "{\"access_token\":{\"nbf\":{\"essential\":true}}}";
  private static final String ENCODED =
      "eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZX19fQ==";

  private static final Map<String, AnswerHeaders> CHALLENGES =
      Map.of(
          "none", NO_CHALLENGE,
          "bearer", Bench.challenge("Bearer realm=\"r\""),
          "dead", DEAD,
          "claims",
              Bench.challenge("Bearer error=\"insufficient_claims\", claims=\"" + ENCODED + "\""),
          "basic", Bench.challenge("Basic realm=\"r\""));

  /**
   * The words of a row: status; challenge; {@code once} for a body that cannot be sent again;
   * {@code repeated} for a second sending; {@code fallback} where the mapping allows it; {@code
   * secret} where one of the application was replaced. Then whether another token is asked for, and
   * what the second sending is.
   */
  @ParameterizedTest
  @CsvSource({
    "200 none, false, nothing",
    "200 dead fallback secret, false, nothing",
    "404 bearer fallback secret, false, nothing",
    "407 bearer fallback secret, false, nothing",
    "401 none, true, fresh",
    "401 bearer, true, fresh",
    "401 dead, true, fresh",
    "401 claims, true, fresh",
    "401 basic, false, nothing",
    "401 bearer fallback secret, true, fresh",
    "401 basic fallback secret, false, as made",
    "401 basic fallback, false, nothing",
    "401 basic secret, false, nothing",
    "401 bearer once, true, nothing",
    "401 bearer once fallback secret, true, nothing",
    "401 basic once fallback secret, false, nothing",
    "401 bearer repeated, false, nothing",
    "401 dead repeated secret, false, nothing",
    "401 dead repeated fallback, false, nothing",
    "401 dead repeated fallback secret, false, as made",
    "401 dead repeated fallback secret once, false, nothing",
    "403 none, false, nothing",
    "403 claims, false, nothing",
    "403 none secret, false, nothing",
    "403 none fallback, false, nothing",
    "403 none fallback secret, false, as made",
    "403 claims fallback secret, false, as made",
    "403 none once fallback secret, false, nothing",
    "403 none repeated fallback secret, false, as made",
  })
  void judgesAnAnswer(String row, boolean isOtherAskedFor, String second) throws Exception {
    List<String> words = List.of(row.split(" "));
    Bench bench = bench(words.contains("fallback"));
    WireEdit edit = edit(bench, words.contains("repeated"), words.contains("secret"));

    Resend resend =
        edit.judge(
            Integer.parseInt(words.get(0)), CHALLENGES.get(words.get(1)), !words.contains("once"));

    assertEquals(isOtherAskedFor, bench.isAsking());
    if (bench.isAsking()) {
      bench.answer("t9");
    }
    assertEquals(second, second(resend));
  }

  private static String second(Resend resend) {
    if (resend == null) {
      return "nothing";
    }
    return !resend.isWorthwhile() ? "not worthwhile" : resend.isFresh() ? "fresh" : "as made";
  }

  @ParameterizedTest
  @CsvSource({"200", "400", "401", "403", "407", "500"})
  void saysBeforeTheHeadersWhetherAnAnswerMayComeToAnything(int status) throws Exception {
    for (int i = 0; i < 8; i++) {
      boolean isResent = (i & 1) != 0;
      boolean fallsBack = (i & 2) != 0;
      boolean hasSecret = (i & 4) != 0;
      boolean mayBeResent = edit(bench(fallsBack), isResent, hasSecret).mayBeResentAfter(status);

      boolean isResentAfterSome = false;
      for (AnswerHeaders challenges : CHALLENGES.values()) {
        WireEdit edit = edit(bench(fallsBack), isResent, hasSecret);
        isResentAfterSome |= edit.judge(status, challenges, true) != null;
      }

      assertEquals(
          isResentAfterSome,
          mayBeResent,
          "resent " + isResent + ", falls back " + fallsBack + ", secret " + hasSecret);
    }
  }

  @ParameterizedTest
  @CsvSource({"200, false", "400, false", "401, true", "402, false", "403, true", "407, false"})
  void looksAtRejectionsOnly(int status, boolean isRejection) {
    assertEquals(isRejection, WireEdit.isRejection(status));
  }

  @Test
  void tellsTheSourceWhichClaimsAreAskedFor() throws Exception {
    Bench bench = bench(false);
    WireEdit edit = edit(bench, false, false);

    edit.judge(401, CHALLENGES.get("claims"), true);
    bench.answer("t2");

    FetchOptions told = bench.asked.get(1);
    assertEquals(CLAIMS, told.claims());
    assertNotNull(told.rejectedTokenSha256());
  }

  @Test
  void tellsTheSourceWhichTokenWasRefusedWhereNoClaimsAreAskedFor() throws Exception {
    Bench bench = bench(false);
    WireEdit edit = edit(bench, false, false);

    edit.judge(401, NO_CHALLENGE, true);
    bench.answer("t2");

    FetchOptions told = bench.asked.get(1);
    assertNull(told.claims());
    assertNotNull(told.rejectedTokenSha256());
  }

  @Test
  void getsLaterRequestsAFreshTokenWhereItsOwnCannotBeRepeated() throws Exception {
    Bench bench = bench(false);
    WireEdit edit = edit(bench, false, false);

    edit.judge(401, NO_CHALLENGE, false);
    bench.answer("t2");
    WireEdit later = edit(bench, false, false);

    assertEquals("Authorization: Bearer t2", text(later.headers()));
    assertEquals("requests 2 injected 2", bench.counts());
    assertEquals(1, bench.lines.size(), bench.lines::toString);
    assertTrue(bench.lines.get(0).contains("and it cannot be sent again"), bench.lines::toString);
  }

  @Test
  void asksNobodyWhereAnotherTokenIsThereAlready() throws Exception {
    Bench bench = bench(false);
    WireEdit first = edit(bench, false, false);
    WireEdit second = edit(bench, false, false);
    first.judge(401, NO_CHALLENGE, true);
    bench.answer("t2");

    Resend resend = second.judge(401, NO_CHALLENGE, true);

    assertFalse(bench.isAsking());
    assertEquals("fresh", second(resend));
  }

  @Test
  void isTheApplicationsWhereNoOtherTokenIsAskedFor() throws Exception {
    Bench bench = bench(false);
    edit(bench, false, false).judge(401, NO_CHALLENGE, true);
    bench.answer("t2");

    Resend soon = edit(bench, false, false).judge(401, NO_CHALLENGE, true);
    bench.advanceSeconds(61);
    Resend later = edit(bench, false, false).judge(401, NO_CHALLENGE, true);

    assertNull(soon);
    assertNotNull(later);
    assertTrue(bench.isAsking());
  }

  @Test
  void fallsBackWhereNoOtherTokenIsAskedFor() throws Exception {
    Bench bench = bench(true);
    edit(bench, false, true).judge(401, NO_CHALLENGE, true);
    bench.answer("t2");

    Resend resend = edit(bench, false, true).judge(401, NO_CHALLENGE, true);

    assertFalse(bench.isAsking());
    assertEquals("as made", second(resend));
  }

  private static Bench bench(boolean fallsBack) throws IOException {
    Bench bench =
        new Bench(
            "'existingAuthorization': 'replace'", "'fallbackOnRejection': %s".formatted(fallsBack));
    bench.hold("t1");
    return bench;
  }

  private static WireEdit edit(Bench bench, boolean isResent, boolean hasSecret)
      throws RequestRefusedException {
    HeaderList headers = hasSecret ? headers("Authorization", "Basic dTpw") : headers();
    if (!isResent) {
      return bench.send(headers);
    }
    Resend resend = bench.send(headers()).judge(401, NO_CHALLENGE, true);
    bench.answer("t2");
    resend.isWorthwhile();
    bench.advanceSeconds(61); // by then another token could be asked for
    return bench.route().edit(headers, "/", resend, MUST_NOT_WAIT);
  }
}
