package io.managedidentity.agent.instrumentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

  /** An application that has become idle puts nothing more. */
  @Test
  void isSweptOfWhatStandsBesideObjectsThatAreGone() {
    Object kept = new Object();
    map.put(kept, "stays");
    map.put(new Object(), "secret");
    for (int i = 0; i < 100 && map.size() > 1; i++) {
      System.gc();
      assertFalse(map.sweep(), "an object is there");
    }

    assertEquals(1, map.size());
    assertEquals("stays", map.remove(kept));
    assertTrue(map.sweep());
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
