package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShadowTest {
  private static final long SECOND = 1_000_000_000L;

  private final Shadow shadow = new Shadow((repeat, status) -> {});

  @Test
  void takesTheFirstRequestAndThenOneOfAHundred() {
    List<Integer> taken = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      if (shadow.isDue(i % 2 == 0 ? "GET" : "HEAD") && shadow.take(i * SECOND)) {
        taken.add(i);
      }
    }

    assertEquals(List.of(0, 100, 200, 300, 400, 500, 600, 700, 800, 900), taken);
  }

  @Test
  void takesOneOfAHundredAfterOneThatCouldNotBeTaken() {
    shadow.isDue("GET"); // it has no token yet, for example

    List<Integer> taken = new ArrayList<>();
    for (int i = 1; i < 300; i++) {
      if (shadow.isDue("GET") && i >= 50 && shadow.take(i * SECOND)) {
        taken.add(i);
      }
    }

    assertEquals(List.of(50, 150, 250), taken);
  }

  @Test
  void takesTenInAMinute() {
    assertEquals(10, taken(5000, 0));
    assertEquals(0, taken(5000, 59 * SECOND));
    assertEquals(10, taken(5000, 61 * SECOND));
  }

  private int taken(int requests, long now) {
    int taken = 0;
    for (int i = 0; i < requests; i++) {
      taken += shadow.isDue("GET") && shadow.take(now) ? 1 : 0;
    }
    return taken;
  }

  @Test
  void takesNoOtherMethod() {
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "get")) {
      assertFalse(shadow.isDue(method), method);
    }
  }
}
