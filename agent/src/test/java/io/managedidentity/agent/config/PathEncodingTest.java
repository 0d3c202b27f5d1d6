package io.managedidentity.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathEncodingTest {
  @ParameterizedTest
  @CsvSource({
    "/etc/app/mapping.json, ANSI_X3.4-1968, true",
    "/etc/\u00fcber/mapping.json, ANSI_X3.4-1968, false",
    "/etc/\ufffd\ufffdber/mapping.json, ANSI_X3.4-1968, false",
    "/etc/\u00fcber/mapping.json, UTF-8, true",
    "/etc/\u00fcber/mapping.json, ISO-8859-1, true",
    "/etc/\u65e5/mapping.json, ISO-8859-1, false",
    "/etc/\u00fcber/mapping.json, no-such-encoding, true"
  })
  void tellsPathsThatTheFileSystemCannotBeAskedFor(
      String path, String encoding, boolean canExpress) {
    assertEquals(canExpress, PathEncoding.canExpress(path, encoding));
  }
}
