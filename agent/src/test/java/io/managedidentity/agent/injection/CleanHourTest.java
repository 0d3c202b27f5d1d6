package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.secrets.SecretKind;
import org.junit.jupiter.api.Test;

class CleanHourTest {
  private static final long HOUR = 3_600_000;
  private final MappingCounters counters = new MappingCounters();
  private final CleanHour hour = new CleanHour(counters);

  @Test
  void isOverOnceAfterAnHour() {
    assertFalse(hour.endsNow(1));
    assertFalse(hour.endsNow(HOUR));
    assertTrue(hour.endsNow(HOUR + 1));
    assertFalse(hour.endsNow(2 * HOUR));
  }

  @Test
  void startsAnewWithWhatLeaves() {
    hour.endsNow(1);
    counters.secretsLeft(SecretKind.BASIC.bit(), WhyLeft.NO_TOKEN);
    long left = counters.leakedAtMillis();

    assertFalse(hour.endsNow(left + HOUR - 1));
    assertTrue(hour.endsNow(left + HOUR));
  }

  @Test
  void startsAnewWithWhatCannotBeRead() {
    hour.endsNow(1);
    counters.countUnread();

    assertFalse(hour.endsNow(counters.leakedAtMillis() + HOUR - 1));
  }

  @Test
  void theClockIsReadForTheFirstRequestAndThenForOneInSixteen() {
    int asked = 0;
    boolean isFirstAsked = hour.isToBeAsked();
    for (int i = 1; i < 160; i++) {
      asked += hour.isToBeAsked() ? 1 : 0;
    }

    assertTrue(isFirstAsked);
    assertEquals(9, asked);
  }
}
