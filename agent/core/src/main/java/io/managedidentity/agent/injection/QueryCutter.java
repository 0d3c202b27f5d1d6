package io.managedidentity.agent.injection;

import java.util.List;

/**
 * Takes named parameters out of a request target's query; the others keep their order and encoding.
 */
final class QueryCutter {
  private QueryCutter() {}

  /**
   * @param target request target as on the wire: path and query, or absolute form
   * @param names parameters to cut; compared without case after percent-decoding, as Azure services
   *     read them
   * @return {@code target} itself when nothing is to be cut
   */
  static String cut(String target, List<String> names) {
    int question = target.indexOf('?');
    if (question < 0 || names.isEmpty()) {
      return target;
    }
    StringBuilder kept = new StringBuilder(target.length()).append(target, 0, question);
    char separator = '?';
    boolean isCut = false;
    int end;
    for (int start = question + 1; start <= target.length(); start = end + 1) {
      end = target.indexOf('&', start);
      end = end < 0 ? target.length() : end;
      if (isNamed(target, start, end, names)) {
        isCut = true;
      } else {
        kept.append(separator).append(target, start, end);
        separator = '&';
      }
    }
    return isCut ? kept.toString() : target;
  }

  private static boolean isNamed(String target, int start, int end, List<String> names) {
    int equals = target.indexOf('=', start);
    String name = decoded(target.substring(start, equals < 0 || equals > end ? end : equals));
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  private static String decoded(String name) {
    if (name.indexOf('%') < 0) {
      return name;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      int high = c == '%' && i + 2 < name.length() ? Character.digit(name.charAt(i + 1), 16) : -1;
      int low = high >= 0 ? Character.digit(name.charAt(i + 2), 16) : -1;
      if (low >= 0) {
        text.append((char) (high * 16 + low));
        i += 2;
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
