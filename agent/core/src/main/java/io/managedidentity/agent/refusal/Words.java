package io.managedidentity.agent.refusal;

/** What may be repeated of a service's own words: nothing but what has an expected form. */
final class Words {
  private static final int LONGEST_CODE = 64;
  private static final int LONGEST_AUDIENCE = 200;
  private static final String GUID = "00000000-0000-0000-0000-000000000000";

  private Words() {}

  /** Such as {@code AuthorizationPermissionMismatch}. */
  static boolean isCode(String text) {
    return isAll(text, LONGEST_CODE, "_-.");
  }

  /** A URI or an id that can stand as a resource. */
  static boolean isAudience(String text) {
    return isAll(text, LONGEST_AUDIENCE, "_-.:/");
  }

  static boolean isGuid(String text) {
    if (text.length() != GUID.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      boolean isDash = GUID.charAt(i) == '-';
      if (isDash ? text.charAt(i) != '-' : Character.digit(text.charAt(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  static boolean isPartOfCode(char c) {
    return isPart(c, "_-.");
  }

  private static boolean isAll(String text, int longest, String others) {
    boolean isAll = !text.isEmpty() && text.length() <= longest;
    for (int i = 0; isAll && i < text.length(); i++) {
      isAll = isPart(text.charAt(i), others);
    }
    return isAll;
  }

  private static boolean isPart(char c, String others) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || others.indexOf(c) >= 0;
  }
}
