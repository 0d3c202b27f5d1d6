package io.managedidentity.agent.discovery;

/**
 * The first segment of a path, as far as it may be written down: one that looks like an identifier
 * or a secret may be either (some services take a secret in the path), and there may be any number
 * of them.
 */
final class PathSegment {
  static final String OPAQUE = "/{id}";

  private static final int LONGEST = 64;

  /** From this length on digits, small letters and capitals together are no name. */
  private static final int SHORTEST_MIXED = 16;

  /** A run of letters and digits of this length, without a separator, is no name. */
  private static final int LONGEST_RUN = 16;

  /** A number of this length is an identifier, and no version or year. */
  private static final int IDENTIFIER_DIGITS = 5;

  private static final int GUID_LENGTH = 36;

  private PathSegment() {}

  /** End of the first segment, its leading slash included. */
  static int end(String target) {
    int length = target.length();
    for (int i = target.startsWith("/") ? 1 : 0; i < length; i++) {
      char c = target.charAt(i);
      if (c == '/' || c == '?' || c == '#' || c == '(' || c == ';') {
        return i;
      }
    }
    return length;
  }

  /** Whether the first segment, which ends there, is not to be written down. */
  static boolean isOpaque(String target, int end) {
    int start = target.startsWith("/") ? 1 : 0;
    int length = end - start;
    if (length > LONGEST) {
      return true;
    }
    int digits = 0;
    int small = 0;
    int capitals = 0;
    int run = 0;
    int digitsOfRun = 0;
    boolean hasMixedRun = false;
    for (int i = start; i < end; i++) {
      char c = target.charAt(i);
      boolean isDigit = c >= '0' && c <= '9';
      boolean isSmall = c >= 'a' && c <= 'z';
      boolean isCapital = c >= 'A' && c <= 'Z';
      digits += isDigit ? 1 : 0;
      small += isSmall ? 1 : 0;
      capitals += isCapital ? 1 : 0;
      if (c == '%' || c == '=' || c == ':' || c == '@') {
        return true; // data, or encoded so that it cannot be told
      }
      if (isDigit || isSmall || isCapital) {
        run++;
        digitsOfRun += isDigit ? 1 : 0;
        hasMixedRun |= run >= LONGEST_RUN && digitsOfRun > 0;
      } else {
        run = 0;
        digitsOfRun = 0;
      }
    }
    boolean isNumber = digits >= IDENTIFIER_DIGITS && digits == length;
    boolean isMixed = length >= SHORTEST_MIXED && digits > 0 && small > 0 && capitals > 0;
    return isNumber || isMixed || hasMixedRun || isGuid(target, end);
  }

  /** Whether the first segment, which ends there, is a GUID. */
  static boolean isGuid(String target, int end) {
    int start = target.startsWith("/") ? 1 : 0;
    if (end - start != GUID_LENGTH) {
      return false;
    }
    for (int i = 0; i < GUID_LENGTH; i++) {
      char c = target.charAt(start + i);
      boolean isDash = i == 8 || i == 13 || i == 18 || i == 23;
      if (isDash ? c != '-' : Character.digit(c, 16) < 0) {
        return false;
      }
    }
    return true;
  }
}
