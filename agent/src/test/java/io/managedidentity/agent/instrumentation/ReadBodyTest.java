package io.managedidentity.agent.instrumentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadBodyTest {
  /** What the connection was set to, one after the other. */
  private final List<Integer> set = new ArrayList<>();

  @Test
  void givesTheTimeoutBackOnceWhereTheConnectionStaysTheRequests() throws Exception {
    ReadBody body = ReadBody.of(text("denied"), -1, timeout(60_000, true));

    assertEquals(List.of(ReadBody.MOST_MILLIS, 60_000), set);
    assertTrue(body.isWhole());
    assertEquals("denied", textOf(body));
  }

  @Test
  void givesTheTimeoutBackOnceWhereTheBodyIsLong() throws Exception {
    String longer = "x".repeat(HeldAnswer.MOST_BYTES + 1);

    ReadBody body = ReadBody.of(text(longer), -1, timeout(60_000, true));

    assertEquals(List.of(ReadBody.MOST_MILLIS, 60_000), set);
    assertFalse(body.isWhole());
    assertEquals(longer, textOf(body));
  }

  @Test
  void givesTheTimeoutBackWhereTheRequestsConnectionIsStalled() throws Exception {
    ReadBody body = ReadBody.of(stalls(), -1, timeout(0, true));

    assertEquals(List.of(ReadBody.MOST_MILLIS, 0), set);
    assertTrue(body.isStalled());
  }

  @Test
  void leavesTheTimeoutAloneWhereAnotherRequestMayHaveTheConnection() throws Exception {
    ReadBody body = ReadBody.of(text("denied"), 6, timeout(60_000, false));

    assertEquals(List.of(ReadBody.MOST_MILLIS), set);
    assertTrue(body.isWhole());
  }

  @Test
  void givesTheTimeoutBackToWhoeverReadsOn() throws Exception {
    ReadBody body =
        ReadBody.of(text("x".repeat(HeldAnswer.MOST_BYTES + 1)), -1, timeout(60_000, false));

    assertEquals(List.of(ReadBody.MOST_MILLIS, 60_000), set);
    assertFalse(body.isWhole());
  }

  @Test
  void leavesAShortTimeoutOfTheApplicationAsItIs() throws Exception {
    ReadBody body = ReadBody.of(stalls(), -1, timeout(100, true));

    assertEquals(List.of(), set);
    assertFalse(body.isStalled());
  }

  private ReadBody.ReadTimeout timeout(int ofApplication, boolean stays) {
    return new ReadBody.ReadTimeout() {
      @Override
      public int ofApplication() {
        return ofApplication;
      }

      @Override
      public void set(int millis) {
        set.add(millis);
      }

      @Override
      public boolean staysWithRequest() {
        return stays;
      }
    };
  }

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static InputStream stalls() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        throw new SocketTimeoutException("Read timed out");
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        return read();
      }
    };
  }

  private static String textOf(ReadBody body) throws IOException {
    return new String(body.stream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
