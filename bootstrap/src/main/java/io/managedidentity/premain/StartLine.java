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
  private StartLine() {}

  static void print(String message) {
    try {
      // Not closed: closing would close the descriptor of the process.
      @SuppressWarnings("resource")
      FileOutputStream stderr = new FileOutputStream(FileDescriptor.err);
      stderr.write(
          ("[managed-identity-agent] " + message + System.lineSeparator())
              .getBytes(StandardCharsets.UTF_8));
    } catch (IOException | RuntimeException e) {
      return; // nobody is left to be told, or a security manager forbids it
    }
  }

  /**
   * One line that names the failure and its place; a stack trace would frighten and help only us.
   */
  static void failure(String message, Throwable e) {
    StackTraceElement[] trace = e.getStackTrace();
    print(
        message
            + ": "
            + e
            + (trace.length > 0 ? " at " + trace[0] : "")
            + ". Please report this with the Java version "
            + System.getProperty("java.version")
            + ".");
  }
}
