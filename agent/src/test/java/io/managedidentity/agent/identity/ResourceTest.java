package io.managedidentity.agent.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** R-RES. */
class ResourceTest {
  @ParameterizedTest
  @CsvSource({
    "https://a.net, https://a.net, https://a.net/.default",
    "' https://a.net ', https://a.net, https://a.net/.default",
    "https://a.net/, https://a.net/, https://a.net//.default",
    "https://a.net/.default, https://a.net, https://a.net/.default",
    "https://a.net//.default, https://a.net/, https://a.net//.default",
    "https://a.net/.default/.default, https://a.net/.default, https://a.net/.default/.default",
    "api://orders, api://orders, api://orders/.default",
  })
  void isTakenFromResourceOrScope(String configured, String name, String scope) {
    Resource resource = Resource.parse(configured);

    assertNotNull(resource);
    assertEquals(name, resource.name());
    assertEquals(scope, resource.scope());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "/.default",
        "a b",
        "a\tb",
        "a\u00A0b",
        "a\u0000",
        "a;b",
        "a&b",
        "a|b",
        "a<b",
        "a>b",
        "a$b",
        "a`b",
        "a'b",
        "a\"b",
        "a\\b",
        "a(b",
        "a)b",
        "a{b",
        "a}b"
      })
  void isRefusedWhereItIsNoAudience(String configured) {
    assertNull(Resource.parse(configured));
  }

  @Test
  void isAnArgumentOnlyWhereNoShellCouldTakeItForItsOwn() {
    assertTrue(Resource.parse("https://a-b.net/c_d:1").canBeArgument());
    assertFalse(Resource.parse("--query").canBeArgument());
    assertFalse(Resource.parse("a%PATH%").canBeArgument());
    assertFalse(Resource.parse("a^b").canBeArgument());
  }
}
