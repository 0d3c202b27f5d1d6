package io.managedidentity.agent.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** R-EXP and R-REFRESH; now is 2030-01-01T00:00:00Z. */
class TokenLifeTest {
  private static final long NOW = 1_893_456_000_000L;

  @ParameterizedTest
  @CsvSource({
    "1893459600, 3600",
    "1893459600.0, 3600",
    "3599, 3599",
    "978307199, 978307199",
    "1893459600000, 3600",
    "01/01/2030 01:00:00 +00:00, 3600",
    "1/1/2030 1:00:00 +00:00, 3600",
    "1/1/2030 3:00:00 +02:00, 3600",
    "1/1/2030 1:00:00 AM +00:00, 3600",
    "1/1/2030 12:30:00 AM +00:00, 1800",
    "1/1/2030 12:30:00 pm +00:00, 45000",
    "01/01/2030 01:00:00, 3600",
    "2030-01-01 01:00:00, 3600",
    "2030-01-01T01:00:00Z, 3600",
    "2030-01-01T01:00:00+00:00, 3600",
    "2030-01-01T03:00:00.1234567+02:00, 3600",
    "2029-12-31T20:00:00-0500, 3600",
  })
  void readsEveryFormOfExpiry(String expiresOn, long life) {
    assertEquals(life, TokenLife.seconds(expiresOn, null, NOW));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "soon",
        "-5",
        "",
        "13/13/2030 00:00:00",
        "02/30/2030 00:00:00",
        "2030-01-01",
        "2030-01-01T24:00:00Z",
        "2030-01-01T01:00:00 Europe/Berlin",
        "1/1/2030 13:00:00 PM +00:00",
        "99999999999999999999",
      })
  void knowsWhatIsNoExpiry(String expiresOn) {
    assertEquals(TokenLife.UNREADABLE, TokenLife.seconds(expiresOn, null, NOW));
    assertEquals(600, TokenLife.seconds(expiresOn, "600", NOW));
  }

  @Test
  void takesTheSmallerOfTwo() {
    assertEquals(3599, TokenLife.seconds("1893459600", "3599", NOW));
    assertEquals(3600, TokenLife.seconds("1893459600", "86400", NOW));
  }

  @Test
  void believesExpiresInWhereOurClockIsWrong() {
    assertEquals(3599, TokenLife.seconds("1893400000", "3599", NOW));
  }

  @Test
  void tellsExpiredFromMissing() {
    assertEquals(TokenLife.EXPIRED, TokenLife.seconds("1893400000", null, NOW));
    assertEquals(TokenLife.EXPIRED, TokenLife.seconds("1893400000", "0", NOW));
    assertEquals(TokenLife.EXPIRED, TokenLife.seconds("nonsense", "0", NOW));
    assertEquals(TokenLife.MISSING, TokenLife.seconds(null, null, NOW));
    assertEquals(TokenLife.UNREADABLE, TokenLife.seconds(null, "soon", NOW));
  }

  @Test
  void cutsALifeThatNoClockCanHold() {
    assertEquals(Integer.MAX_VALUE, TokenLife.seconds(null, "999999999999999", NOW));
  }

  @Test
  void refreshesAtHalfOfALongLifeOnly() {
    assertNull(TokenLife.refreshIn(7200, null));
    assertEquals(3600, TokenLife.refreshIn(7201, null));
  }

  @Test
  void followsTheServersWishUnlessItIsTooLate() {
    assertEquals(1800, TokenLife.refreshIn(3600, "1800"));
    assertNull(TokenLife.refreshIn(3600, "3600"));
    assertEquals(43200, TokenLife.refreshIn(86400, "later"));
  }

  @Test
  void readsTheSameInEveryLocale() {
    Locale locale = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-SA-u-nu-arab"));
    try {
      assertEquals(3600, TokenLife.seconds("1/1/2030 1:00:00 AM +00:00", null, NOW));
    } finally {
      Locale.setDefault(locale);
    }
  }
}
