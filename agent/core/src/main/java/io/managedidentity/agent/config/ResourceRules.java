package io.managedidentity.agent.config;

/** What may be the audience of a token (R-RES in docs/protocol.md). */
final class ResourceRules {
  private static final String REFUSED = ";&|<>$`'\"\\(){}";

  private ResourceRules() {}

  static boolean isResource(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c > 126 || REFUSED.indexOf(c) >= 0) {
        return false;
      }
    }
    return !text.isEmpty() && !text.equals("/.default");
  }
}
