package io.managedidentity.premain;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Lines on the process's own stderr, before the agent's log exists and whatever the application
 * sets as {@code System.err}. JSON if the agent's arguments, the system property or the environment
 * variable say {@code log.format=json}: the file has not been read.
 */
final class StartLine {
  /** What a failure at start means. */
  static final String STAYS_OFF =
      "the agent could not start and stays off; the application runs without it";

  static final String FORMAT = "log.format=";
  static final String PROPERTY = "managedidentity.agent.log.format";
  static final String VARIABLE = "MANAGED_IDENTITY_AGENT_LOG_FORMAT";

  private StartLine() {}

  /** Whether a channel other than the file asks for JSON. */
  static boolean isJson(String arguments) {
    int at = arguments.indexOf(FORMAT);
    if (at >= 0) {
      return arguments.startsWith("json", at + FORMAT.length());
    }
    String property = System.getProperty(PROPERTY);
    String value =
        property == null || property.trim().isEmpty() ? System.getenv(VARIABLE) : property;
    return value != null && value.trim().equals("json");
  }

  /**
   * @param arguments of the agent, which the form of the line follows
   */
  static void warn(String arguments, String message) {
    print(arguments, "WARN", "", message);
  }

  static void error(String arguments, String message) {
    print(arguments, "ERROR", "ERROR ", message);
  }

  /** Never throws. */
  private static void print(String arguments, String level, String mark, String message) {
    String line;
    try {
      line = isJson(arguments) ? json(level, message) : text(mark, message);
    } catch (SecurityException e) {
      line = text(mark, message); // the policy does not let us look
    }
    try {
      write(line);
    } catch (SecurityException e) {
      System.err.print(line); // the policy does not let us have the descriptor
    }
  }

  private static String text(String mark, String message) {
    return "[managed-identity-agent] " + mark + message + System.lineSeparator();
  }

  /** As the agent's log writes it, whose classes are not here yet. */
  private static String json(String level, String message) {
    StringBuilder line = new StringBuilder(message.length() + 100);
    line.append("{\"time\":").append(System.currentTimeMillis());
    line.append(",\"level\":\"").append(level);
    line.append("\",\"logger\":\"managed-identity-agent\",\"message\":\"");
    for (int i = 0; i < message.length(); i++) {
      char c = message.charAt(i);
      if (c == '"' || c == '\\') {
        line.append('\\').append(c);
      } else {
        line.append(c < ' ' ? ' ' : c);
      }
    }
    return line.append("\"}").append(System.lineSeparator()).toString();
  }

  private static void write(String line) {
    // Not closed: closing would close the descriptor of the process.
    @SuppressWarnings("resource")
    FileOutputStream stderr = new FileOutputStream(FileDescriptor.err);
    try {
      stderr.write(line.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      return; // nobody is left to tell
    }
  }

  /**
   * One line that names the failure and its place; a stack trace would alarm users and help only
   * us.
   */
  static void failure(String arguments, String message, Throwable e) {
    if (e instanceof SecurityException) {
      print(
          arguments,
          "ERROR",
          "",
          message
              + ": the security policy refuses it: "
              + e.getMessage()
              + ". Grant java.security.AllPermission to the agent's jar in the policy file.");
      return;
    }
    StackTraceElement[] trace = e.getStackTrace();
    print(
        arguments,
        "ERROR",
        "",
        message
            + ": "
            + e
            + (trace.length > 0 ? " at " + trace[0] : "")
            + ". Please report this with the output of \"java -version\".");
  }
}
