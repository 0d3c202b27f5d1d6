package io.managedidentity.agent.routing;

import io.managedidentity.agent.target.HostName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A flat hash table from lower-case ASCII names to candidates. The hash runs from the right end of
 * the host to the left, so that one pass over a host gives the hash of each of its suffixes; a
 * lookup makes no object. Immutable.
 */
final class HostTable {
  private final String[] names;
  private final @Nullable Candidates[] values;
  private final int mask;

  HostTable(Map<String, Candidates> entries) {
    int capacity = Integer.highestOneBit(Math.max(8, entries.size() * 2) - 1) << 1;
    names = new String[capacity];
    values = new Candidates[capacity];
    mask = capacity - 1;
    for (Map.Entry<String, Candidates> entry : entries.entrySet()) {
      String name = entry.getKey();
      int slot = slot(hash(name));
      while (values[slot] != null) {
        slot = (slot + 1) & mask;
      }
      names[slot] = name;
      values[slot] = entry.getValue();
    }
  }

  /** One more character to the left. */
  static int extend(int hash, char lower) {
    return hash * 31 + lower;
  }

  /** The candidates of the name in {@code host} from {@code from} to {@code end}. */
  @Nullable Candidates find(String host, int from, int end, int hash) {
    int slot = slot(hash);
    while (true) {
      Candidates found = values[slot];
      if (found == null || isName(names[slot], host, from, end)) {
        return found;
      }
      slot = (slot + 1) & mask;
    }
  }

  private int slot(int hash) {
    int mixed = hash * 0x9E3779B9;
    return (mixed ^ mixed >>> 16) & mask;
  }

  private static int hash(String name) {
    int hash = 0;
    for (int i = name.length() - 1; i >= 0; i--) {
      hash = extend(hash, name.charAt(i));
    }
    return hash;
  }

  private static boolean isName(String name, String host, int from, int end) {
    if (name.length() != end - from) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) != HostName.lower(host.charAt(from + i))) {
        return false;
      }
    }
    return true;
  }
}
