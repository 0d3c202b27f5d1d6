package io.managedidentity.agent.target;

/**
 * Matches a text against a pattern in which {@code *} stands for any run of characters without the
 * separator, and {@link #ACROSS} for any run at all. Allocates nothing. A mismatch backtracks only
 * to the last wildcard, so the time is at most the product of the lengths per {@link #ACROSS}.
 */
final class Glob {
  /** How {@code **} is represented in a compiled pattern. */
  static final char ACROSS = '\u0001';

  private Glob() {}

  /** Writes each {@code **} as one character. */
  static String compile(String pattern) {
    return pattern.replace("**", String.valueOf(ACROSS));
  }

  static boolean matches(
      String pattern, String text, int from, int to, char separator, boolean ignoreCase) {
    int p = 0;
    int t = from;
    int starPattern = -1;
    int starText = -1;
    int acrossPattern = -1;
    int acrossText = -1;
    while (t < to) {
      char wanted = p < pattern.length() ? pattern.charAt(p) : 0;
      char c = text.charAt(t);
      if (wanted == ACROSS) {
        acrossPattern = ++p;
        acrossText = t;
        starPattern = -1;
      } else if (wanted == '*') {
        starPattern = ++p;
        starText = t;
      } else if (wanted != 0 && wanted == (ignoreCase ? HostName.lower(c) : c)) {
        p++;
        t++;
      } else if (starPattern >= 0 && text.charAt(starText) != separator) {
        p = starPattern;
        t = ++starText;
      } else if (acrossPattern >= 0) {
        p = acrossPattern;
        t = ++acrossText;
        starPattern = -1;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && (pattern.charAt(p) == '*' || pattern.charAt(p) == ACROSS)) {
      p++;
    }
    return p == pattern.length();
  }
}
