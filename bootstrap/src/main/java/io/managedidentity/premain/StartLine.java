package io.managedidentity.premain;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Lines on the process's own stderr, before the agent's log exists and whatever the application
 * sets as {@code System.err}.
 */
final class StartLine {
  /** What a failure at start means. */
  static final String STAYS_OFF =
      "the agent could not start and stays off; the application runs without it";

  private StartLine() {}

  /** Never throws. */
  static void print(String message) {
    String line = "[managed-identity-agent] " + message + System.lineSeparator();
    try {
      write(line);
    } catch (SecurityException e) {
      System.err.print(line); // the policy does not let us have the descriptor
    }
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
  static void failure(String message, Throwable e) {
    if (e instanceof SecurityException) {
      print(
          message
              + ": the security policy refuses it: "
              + e.getMessage()
              + ". Grant java.security.AllPermission to the agent's jar in the policy file.");
      return;
    }
    StackTraceElement[] trace = e.getStackTrace();
    print(
        message
            + ": "
            + e
            + (trace.length > 0 ? " at " + trace[0] : "")
            + ". Please report this with the output of \"java -version\".");
  }
}
