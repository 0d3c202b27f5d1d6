package io.managedidentity.agent.identity.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {
  @Test
  void agreesWithTheJdkOnAnyDate() {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      Instant instant = Instant.ofEpochSecond(random.nextLong(0, 253_402_300_799L));
      String text = DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC));

      assertEquals(instant.toEpochMilli(), HttpDate.parse(text), text);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "Tue, 01 Jan 2030 00:00:00 CET",
        "Tue, 31 Feb 2030 00:00:00 GMT",
        "Tue, 01 Anj 2030 00:00:00 GMT",
        "Tuesday, 01-Jan-30 00:00:00 GMT",
        "Tue, 01 Jan 2030 25:00:00 GMT",
      })
  void knowsWhatIsNoDate(String text) {
    assertEquals(-1, HttpDate.parse(text));
  }
}
