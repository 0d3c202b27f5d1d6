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
  private static final Pattern EDGES = Pattern.compile("^\\p{Punct}+|\\p{Punct}+$");

  /** Words that stand in the source. */
  static int words(String text) {
    int count = 0;
    for (String word : text.replace("…", " … ").split("\\s+", -1)) {
      count += WORD.matcher(word).matches() ? 1 : 0;
    }
    return count;
  }

  /** What tells it from others: three words that follow each other, or two if no three do. */
  Set<String> runs() {
    Set<String> runs = runs(text, 3);
    return runs.isEmpty() ? runs(text, 2) : runs;
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
