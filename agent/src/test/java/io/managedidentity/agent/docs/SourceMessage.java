package io.managedidentity.agent.docs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A text of the source that is or becomes part of a message.
 *
 * @param place class and line
 * @param text with an ellipsis for each part that is known only at run time
 */
record SourceMessage(String place, String text) {
  private static final Pattern WORD = Pattern.compile("\\p{Punct}*\\p{L}[\\p{L}\\d'-]*\\p{Punct}*");
  private static final int SHORTEST_RUN = 2;
  private static final int LONGEST_RUN = 5;
  private static final Pattern EDGES = Pattern.compile("^\\p{Punct}+|\\p{Punct}+$");

  /** Words that stand in the source. */
  static int words(String text) {
    int count = 0;
    for (String word : text.replace("…", " … ").split("\\s+", -1)) {
      count += WORD.matcher(word).matches() ? 1 : 0;
    }
    return count;
  }

  /** What tells it from others: five words that follow each other, or all where there are fewer. */
  Set<String> runs() {
    Set<String> runs = Set.of();
    for (int length = LONGEST_RUN; length >= SHORTEST_RUN && runs.isEmpty(); length--) {
      runs = runs(text, length);
    }
    return runs;
  }

  /** Of each length that counts. */
  static Set<String> allRuns(String text) {
    Set<String> runs = new HashSet<>();
    for (int length = SHORTEST_RUN; length <= LONGEST_RUN; length++) {
      runs.addAll(runs(text, length));
    }
    return runs;
  }

  /** All words that follow each other in the text, so many at a time. */
  static Set<String> runs(String text, int length) {
    Set<String> runs = new HashSet<>();
    for (String piece : text.split("…", -1)) {
      List<String> words = new ArrayList<>();
      for (String part : piece.split("[\\s\"]+", -1)) {
        String word = EDGES.matcher(part).replaceAll("");
        if (!word.isEmpty()) {
          words.add(word);
        }
      }
      for (int i = 0; i + length <= words.size(); i++) {
        runs.add(String.join(" ", words.subList(i, i + length)));
      }
    }
    return runs;
  }
}
