package io.managedidentity.agent.routing;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A flat hash table from IPv6 addresses, as two numbers, to candidates. Immutable. */
final class AddressTable {
  private final long[] high;
  private final long[] low;
  private final @Nullable Candidates[] values;
  private final int mask;

  /** Keys are arrays of the two numbers as lists, high first. */
  AddressTable(Map<? extends List<Long>, Candidates> entries) {
    int capacity = Integer.highestOneBit(Math.max(4, entries.size() * 2) - 1) << 1;
    high = new long[capacity];
    low = new long[capacity];
    values = new Candidates[capacity];
    mask = capacity - 1;
    for (Map.Entry<? extends List<Long>, Candidates> entry : entries.entrySet()) {
      long keyHigh = entry.getKey().get(0);
      long keyLow = entry.getKey().get(1);
      int slot = slot(keyHigh, keyLow);
      while (values[slot] != null) {
        slot = (slot + 1) & mask;
      }
      high[slot] = keyHigh;
      low[slot] = keyLow;
      values[slot] = entry.getValue();
    }
  }

  @Nullable Candidates find(long keyHigh, long keyLow) {
    int slot = slot(keyHigh, keyLow);
    while (true) {
      Candidates found = values[slot];
      if (found == null || (high[slot] == keyHigh && low[slot] == keyLow)) {
        return found;
      }
      slot = (slot + 1) & mask;
    }
  }

  private int slot(long keyHigh, long keyLow) {
    long mixed = (keyHigh * 31 + keyLow) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 40) & mask;
  }
}
