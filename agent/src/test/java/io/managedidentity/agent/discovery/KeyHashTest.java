package io.managedidentity.agent.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class KeyHashTest {
  /** Appendix A of the paper. */
  @Test
  void isSipHash() {
    KeyHash hash = KeyHash.of(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
    byte[] bytes = new byte[15];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }

    assertEquals(0xa129ca6149be45e5L, hash.of(bytes));
  }

  @Test
  void isDifferentInEachRun() {
    byte[] bytes = new byte[64];

    assertNotEquals(KeyHash.random().of(bytes), KeyHash.random().of(bytes));
  }
}
