package io.managedidentity.agent.log;

/**
 * One line of the log as a JSON object with {@code time} (milliseconds since 1970), {@code level},
 * {@code logger}, {@code message}.
 */
final class JsonLine {
  private static final String HEX = "0123456789abcdef";

  private JsonLine() {}

  static String of(LogLevel level, String message) {
    StringBuilder line = new StringBuilder(message.length() + 100);
    line.append("{\"time\":").append(System.currentTimeMillis());
    line.append(",\"level\":\"").append(level);
    line.append("\",\"logger\":\"managed-identity-agent\",\"message\":\"");
    for (int i = 0; i < message.length(); i++) {
      char c = message.charAt(i);
      if (c == '"' || c == '\\') {
        line.append('\\').append(c);
      } else if (c < ' ') {
        line.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      } else {
        line.append(c);
      }
    }
    return line.append("\"}").toString();
  }
}
