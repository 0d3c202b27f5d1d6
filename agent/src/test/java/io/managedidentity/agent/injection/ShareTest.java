package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShareTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 50, 99, 100})
  void takesAsManyOfAnyHundred(int percent) {
    Share share = new Share(percent);
    for (int i = 0; i < 37; i++) {
      share.takesNext();
    }

    int taken = 0;
    for (int i = 0; i < 100; i++) {
      taken += share.takesNext() ? 1 : 0;
    }

    assertEquals(percent, taken);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 50, 90})
  void takesAsManyForClientThatAsksTwice(int percent) {
    Share share = new Share(percent);

    int taken = 0;
    for (int i = 0; i < 100; i++) {
      share.takesNext();
      taken += share.takesNext() ? 1 : 0;
    }

    assertEquals(percent, taken);
  }
}
