package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
  @ParameterizedTest
  @CsvSource({
    "/a?b=1, /a?b=1",
    "http://h, /",
    "http://h/a?b, /a?b",
    "http://h?u=/x, /?u=/x",
    "*, /",
  })
  void looksAtPathAndQuery(String target, String expected) {
    assertEquals(expected, RequestTarget.originForm(target));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a",
        "//evil.test/a",
        "?u=http://evil.test/",
        "*",
        "http://api.test/a",
        "HTTP://API.test.:80?x",
        "http://api.test:/",
        "ws://user:p@api.test/a",
        "http://evil.test@api.test/a",
      })
  void isAtTheHostThatItNames(String target) {
    assertTrue(RequestTarget.isAt(target, "http", "api.test", -1));
    assertTrue(RequestTarget.isAt(target, "http", "API.TEST.", 80));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.test/a",
        "http://api.test.evil.test/",
        "http://api.test@evil.test/a",
        "http://evil.test\\@api.test/a",
        "http://evil.test?@api.test/",
        "http://evil.test#@api.test/",
        "http://api.test:8080/",
        "http://api.test:080/",
        "http://api.test /",
        "http:///api.test",
        "https://api.test/a",
        "ftp://api.test/a",
        "u=http://api.test/",
        "http:/api.test/a",
        "api.test/a",
        "api.test:80",
      })
  void isNotWhereAnotherPlaceIsNamed(String target) {
    assertFalse(RequestTarget.isAt(target, "http", "api.test", 80));
  }

  @Test
  void comparesPortsAndAddresses() {
    assertTrue(RequestTarget.isAt("https://[::1]:8443/a", "https", "::1", 8443));
    assertTrue(RequestTarget.isAt("https://[::1]/a", "https", "[::1]", 443));
    assertFalse(RequestTarget.isAt("https://[::2]/a", "https", "::1", 443));
    assertFalse(RequestTarget.isAt("https://[::1]/a", "https", "::1", 8443));
    assertTrue(RequestTarget.isAt("https://api.test/a", "http", "api.test", 443));
  }

  @Test
  void takesANameAndItsEncodedFormForTheSame() {
    assertTrue(RequestTarget.isAt("http://xn--bcher-kva.test/", "http", "b\u00FCcher.test", 80));
  }

  @Test
  void namesThePlaceWithoutUserAndPassword() {
    assertEquals("api.test:81", RequestTarget.place("http://user:secret@api.test:81/a?sig=s"));
  }
}
