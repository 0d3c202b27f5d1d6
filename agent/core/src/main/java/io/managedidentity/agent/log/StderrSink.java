package io.managedidentity.agent.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The process's own stderr, whatever the application does with {@code System.err}: an application
 * that redirects that to its logging must not be called by us, and a line must not cost a logging
 * library (100 ms in a cold JVM).
 */
final class StderrSink implements LogSink {
  private static final String PREFIX = "[managed-identity-agent] ";

  private final FileOutputStream stderr = new FileOutputStream(FileDescriptor.err);
  private final boolean isJson;

  StderrSink(boolean isJson) {
    this.isJson = isJson;
  }

  @Override
  public void write(LogLevel level, String message) {
    String mark = level == LogLevel.ERROR || level == LogLevel.WARN ? level + " " : "";
    String line = isJson ? JsonLine.of(level, message) : PREFIX + mark + message;
    try {
      // One write, so that lines of several threads do not mix.
      stderr.write((line + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      return; // nobody is left to tell
    }
  }
}
