package io.managedidentity.agent.injection;

import io.managedidentity.agent.secrets.SecretKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How often, and when last, stored secrets of each kind were met. Thread-safe, without a lock. */
final class SecretTally {
  private static final SecretKind[] KINDS = SecretKind.values();
  private static final WhyLeft[] CAUSES = WhyLeft.values();

  /** By cause, the first of which is none, and kind. */
  private final AtomicReferenceArray<@Nullable Count> counts;

  private volatile long lastMillis;

  private static final class Count {
    final LongAdder number = new LongAdder();
    volatile long lastMillis;
  }

  /**
   * @param hasCauses whether {@link #left} is used, or {@link #seen}
   */
  SecretTally(boolean hasCauses) {
    counts = new AtomicReferenceArray<>(KINDS.length * (hasCauses ? CAUSES.length + 1 : 1));
  }

  /** A request of the application carried these. */
  void seen(int kinds) {
    add(SecretKind.stored(kinds), 0);
  }

  /** A request left the JVM with these on it. */
  @SuppressWarnings("EnumOrdinal") // a place in an array of this class
  void left(int kinds, WhyLeft cause) {
    add(SecretKind.stored(kinds), cause.ordinal() + 1);
  }

  private void add(int kinds, int cause) {
    if (kinds == 0) {
      return;
    }
    long now = System.currentTimeMillis();
    lastMillis = now;
    for (int kind = 0; kind < KINDS.length; kind++) {
      if ((kinds & 1 << kind) != 0) {
        Count count = count(cause * KINDS.length + kind);
        count.number.increment();
        count.lastMillis = now;
      }
    }
  }

  private Count count(int at) {
    Count known = counts.get(at);
    if (known != null) {
      return known;
    }
    Count made = new Count();
    if (counts.compareAndSet(at, null, made)) {
      return made;
    }
    Count other = counts.get(at);
    return other == null ? made : other;
  }

  /** In milliseconds since 1970; 0 for never. */
  long lastMillis() {
    return lastMillis;
  }

  /** What was counted, by kind and then by cause. */
  List<SecretCount> counts() {
    List<SecretCount> all = new ArrayList<>();
    for (int kind = 0; kind < KINDS.length; kind++) {
      for (int cause = 0; cause * KINDS.length < counts.length(); cause++) {
        Count count = counts.get(cause * KINDS.length + kind);
        if (count != null) {
          all.add(
              new SecretCount(
                  KINDS[kind],
                  cause == 0 ? null : CAUSES[cause - 1],
                  count.number.sum(),
                  count.lastMillis));
        }
      }
    }
    return all;
  }
}
