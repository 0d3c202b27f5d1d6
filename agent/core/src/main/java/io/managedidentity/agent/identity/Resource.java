package io.managedidentity.agent.identity;

import org.jspecify.annotations.Nullable;

/** Audience of a token and the scope made of it (R-RES). Immutable. */
final class Resource {
  private static final String DEFAULT_SCOPE = "/.default";
  private static final String REFUSED = ";&|<>$`'\"\\(){}";

  private final String name;
  private final String scope;

  private Resource(String name, String scope) {
    this.name = name;
    this.scope = scope;
  }

  /** The resource, or null if it is blank or malformed. */
  static @Nullable Resource parse(String configured) {
    String scope = withoutBlanksAround(configured);
    boolean isScope = scope.endsWith(DEFAULT_SCOPE);
    String name = isScope ? scope.substring(0, scope.length() - DEFAULT_SCOPE.length()) : scope;
    if (name.isEmpty()) {
      return null;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isWhitespace(c)
          || Character.isSpaceChar(c)
          || Character.isISOControl(c)
          || REFUSED.indexOf(c) >= 0) {
        return null;
      }
    }
    return new Resource(name, isScope ? scope : scope + DEFAULT_SCOPE);
  }

  /** Unlike {@code trim} this leaves other control characters, so that they are refused. */
  private static String withoutBlanksAround(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** Whether it is safe as an argument of a program (R-CLI). */
  boolean canBeArgument() {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !(c >= '0' && c <= '9') && "._:/-".indexOf(c) < 0) {
        return false;
      }
    }
    return name.charAt(0) != '-';
  }

  String name() {
    return name;
  }

  String scope() {
    return scope;
  }

  @Override
  public String toString() {
    return name;
  }
}
