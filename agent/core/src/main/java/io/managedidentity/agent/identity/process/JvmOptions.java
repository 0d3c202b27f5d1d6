package io.managedidentity.agent.identity.process;

/** The options that a JVM reads from its environment. */
final class JvmOptions {
  private JvmOptions() {}

  /**
   * The options without a {@code -javaagent:} that names this agent's jar: a program started by the
   * agent must not start the agent again. Quoted parts stay together.
   */
  static String withoutAgent(String options) {
    StringBuilder kept = new StringBuilder(options.length());
    int start = 0;
    char quote = 0;
    for (int i = 0; i <= options.length(); i++) {
      char c = i < options.length() ? options.charAt(i) : ' ';
      if (quote != 0 && i < options.length()) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (Character.isWhitespace(c)) {
        String option = options.substring(start, i);
        if (!option.isEmpty() && !isThisAgent(option)) {
          kept.append(kept.length() == 0 ? "" : " ").append(option);
        }
        start = i + 1;
      }
    }
    return kept.toString();
  }

  private static boolean isThisAgent(String option) {
    int name = option.indexOf("-javaagent:");
    return name >= 0 && name <= 1 && option.contains("managed-identity-agent");
  }
}
