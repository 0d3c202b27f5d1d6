package io.managedidentity.agent.injection;

/**
 * The order of values such as {@code 2017-11-09} or {@code 1.10}: number by number; text between
 * numbers as text.
 */
final class VersionOrder {
  private VersionOrder() {}

  static boolean isLower(String present, String wanted) {
    int i = 0;
    int j = 0;
    while (i < present.length() && j < wanted.length()) {
      int endI = endOfRun(present, i);
      int endJ = endOfRun(wanted, j);
      int order = compareRuns(present.substring(i, endI), wanted.substring(j, endJ));
      if (order != 0) {
        return order < 0;
      }
      i = endI;
      j = endJ;
    }
    return i == present.length() && j < wanted.length();
  }

  private static int endOfRun(String text, int start) {
    boolean digits = isDigit(text.charAt(start));
    int end = start + 1;
    while (end < text.length() && isDigit(text.charAt(end)) == digits) {
      end++;
    }
    return end;
  }

  private static int compareRuns(String a, String b) {
    if (!isDigit(a.charAt(0)) || !isDigit(b.charAt(0))) {
      return a.compareTo(b);
    }
    String x = withoutLeadingZeros(a);
    String y = withoutLeadingZeros(b);
    return x.length() != y.length() ? Integer.compare(x.length(), y.length()) : x.compareTo(y);
  }

  private static String withoutLeadingZeros(String digits) {
    int start = 0;
    while (start < digits.length() - 1 && digits.charAt(start) == '0') {
      start++;
    }
    return digits.substring(start);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
