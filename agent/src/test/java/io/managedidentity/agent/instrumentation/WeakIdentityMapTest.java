package io.managedidentity.agent.instrumentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WeakIdentityMapTest {
  private final WeakIdentityMap<String> map = new WeakIdentityMap<>();

  @Test
  void keepsOneValueBesideAnObject() {
    Object key = new Object();
    map.put(key, "first");

    map.put(key, "second");

    assertEquals("second", map.get(key));
    assertEquals("second", map.remove(key));
    assertNull(map.get(key));
    assertTrue(map.isEmpty());
  }

  @Test
  void tellsEqualObjectsApart() {
    String one = new String("same");
    String other = new String("same");
    map.put(one, "1");

    assertNull(map.get(other));
    map.put(other, "2");

    assertEquals("1", map.get(one));
    assertEquals("2", map.get(other));
  }
}
