package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionOrderTest {
  @ParameterizedTest
  @CsvSource({
    "2015-01-01, 2017-11-09, true",
    "2017-11-09, 2017-11-09, false",
    "2025-11-05, 2017-11-09, false",
    "2017-9-1, 2017-11-09, true",
    "1.9, 1.10, true",
    "1.10, 1.9, false",
    "1, 1.0, true",
    "1.0, 1, false",
    "007, 7, false",
    "v1, v2, true",
    "rubbish, 2017-11-09, false",
  })
  void comparesNumberByNumber(String present, String wanted, boolean isLower) {
    assertEquals(isLower, VersionOrder.isLower(present, wanted));
  }
}
