package io.managedidentity.agent.routing;

import io.managedidentity.agent.target.PathPattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The candidates of one host by the literal start of their paths, so that a host with thousands of
 * paths costs as much as one with a few: a path is looked up at each of its slashes and as a whole.
 * Finds every candidate that may match; the candidate itself decides whether it does. A lookup
 * makes no object. Immutable.
 */
final class PathIndex {
  /** Below this, a linear search of the list is as fast. */
  static final int WORTH_IT = 16;

  private static final Candidate[] NOTHING = {};

  private final String[] beginnings;
  private final Candidate[][] values;
  private final int mask;

  private PathIndex(Map<String, List<Candidate>> byBeginning) {
    int capacity = Integer.highestOneBit(Math.max(8, byBeginning.size() * 2) - 1) << 1;
    beginnings = new String[capacity];
    values = new Candidate[capacity][];
    Arrays.fill(values, NOTHING);
    mask = capacity - 1;
    for (Map.Entry<String, List<Candidate>> entry : byBeginning.entrySet()) {
      String beginning = entry.getKey();
      int hash = 0;
      for (int i = 0; i < beginning.length(); i++) {
        hash = extend(hash, beginning.charAt(i));
      }
      int slot = slot(hash);
      while (values[slot] != NOTHING) {
        slot = (slot + 1) & mask;
      }
      beginnings[slot] = beginning;
      values[slot] = entry.getValue().toArray(new Candidate[0]);
    }
  }

  /** An index over candidates that have paths, given in the order of the file. */
  static PathIndex of(List<Candidate> candidates) {
    Map<String, List<Candidate>> byBeginning = new HashMap<>();
    for (Candidate candidate : candidates) {
      for (PathPattern path : candidate.paths()) {
        String beginning = path.literalBeginning();
        List<Candidate> sharing = byBeginning.get(beginning);
        if (sharing == null) {
          sharing = new ArrayList<>(1);
          byBeginning.put(beginning, sharing);
        }
        if (sharing.isEmpty() || sharing.get(sharing.size() - 1) != candidate) {
          sharing.add(candidate);
        }
      }
    }
    return new PathIndex(byBeginning);
  }

  static int extend(int hash, char c) {
    return hash * 31 + c;
  }

  /** The candidates whose literal start is exactly the first {@code end} characters. */
  Candidate[] find(String path, int end, int hash) {
    int slot = slot(hash);
    while (true) {
      Candidate[] found = values[slot];
      if (found == NOTHING
          || (beginnings[slot].length() == end && path.startsWith(beginnings[slot]))) {
        return found;
      }
      slot = (slot + 1) & mask;
    }
  }

  private int slot(int hash) {
    int mixed = hash * 0x9E3779B9;
    return (mixed ^ mixed >>> 16) & mask;
  }
}
