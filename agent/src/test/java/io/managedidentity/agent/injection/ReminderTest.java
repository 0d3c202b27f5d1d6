package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ReminderTest {
  private static final long HOUR = 3_600_000_000_000L;

  private final Reminder reminder = new Reminder();

  @Test
  void speaksFirstAndOnceAnHourWhileItLasts() {
    assertEquals(0, reminder.met(-5));
    assertEquals(Reminder.NOT_DUE, reminder.met(-4));
    assertEquals(Reminder.NOT_DUE, reminder.met(HOUR - 6));
    assertEquals(3, reminder.met(HOUR - 5));
    assertEquals(Reminder.NOT_DUE, reminder.met(HOUR));
    assertEquals(2, reminder.met(5 * HOUR));
    assertEquals(1, reminder.met(6 * HOUR));
  }
}
