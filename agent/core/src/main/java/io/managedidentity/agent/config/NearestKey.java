package io.managedidentity.agent.config;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the known word that someone probably meant: the smallest edit distance without case. */
public final class NearestKey {
  private NearestKey() {}

  /** The nearest word, or null if none is near: more than a third would have to change. */
  public static @Nullable String find(String word, List<String> known) {
    String nearest = null;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < known.size(); i++) {
      String candidate = known.get(i);
      int distance = distance(word, candidate);
      int allowed = Math.max(1, Math.max(word.length(), candidate.length()) / 3);
      if (distance < least && distance <= allowed) {
        nearest = candidate;
        least = distance;
      }
    }
    return nearest;
  }

  /** {@code Did you mean "x"? } or an empty text. */
  static String hint(String word, List<String> known) {
    String nearest = word.length() > 100 ? null : find(word, known);
    return nearest == null ? "" : "Did you mean \"" + nearest + "\"? ";
  }

  /** Edits (insert, delete, replace, swap neighbours) from one word to the other. */
  static int distance(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + cost);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
