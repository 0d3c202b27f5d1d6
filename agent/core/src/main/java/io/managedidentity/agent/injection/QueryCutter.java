package io.managedidentity.agent.injection;

import io.managedidentity.agent.secrets.PercentText;
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
    String name =
        PercentText.decoded(target.substring(start, equals < 0 || equals > end ? end : equals));
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }
}
