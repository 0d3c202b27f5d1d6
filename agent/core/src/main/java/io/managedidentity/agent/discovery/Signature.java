package io.managedidentity.agent.discovery;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The first 16 bytes of a signature, and what became of it; equal if these bytes are. */
final class Signature {
  static final int LENGTH = 16;

  static final int CARRIED = 1;
  static final int GIVEN_AWAY = 2;

  /** It served as a key. */
  static final int DERIVED = 3;

  private static final int WAITING = 0;

  private final long high;
  private final long low;

  /** What made it; null in what is only looked up. */
  final @Nullable SigningKey key;

  final long wallMillis;
  private final AtomicInteger state = new AtomicInteger(WAITING);

  Signature(byte[] bytes, int offset, @Nullable SigningKey key, long wallMillis) {
    this.high = longAt(bytes, offset);
    this.low = longAt(bytes, offset + 8);
    this.key = key;
    this.wallMillis = wallMillis;
  }

  /** True once: whatever comes first decides. */
  boolean becomes(int now) {
    return state.compareAndSet(WAITING, now);
  }

  /** True once, for one that was given away and is carried after all. */
  boolean isTakenBack() {
    return state.compareAndSet(GIVEN_AWAY, CARRIED);
  }

  boolean isWaiting() {
    return state.get() == WAITING;
  }

  private static long longAt(byte[] bytes, int offset) {
    long value = 0;
    for (int i = offset; i < offset + 8; i++) {
      value = value << 8 | (bytes[i] & 0xFF);
    }
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Signature
        && ((Signature) other).high == high
        && ((Signature) other).low == low;
  }

  @Override
  public int hashCode() {
    return (int) high;
  }
}
