package io.managedidentity.agent.log;

import java.io.FileOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Chooses where lines go. tinylog is loaded only when a file is asked for: its first line costs 100
 * ms in a cold JVM.
 */
public final class LogSinks {
  private LogSinks() {}

  /**
   * @param file path of the log file, or null for stderr
   * @param isJson one JSON object a line instead of text
   */
  public static LogSink of(@Nullable String file, boolean isJson) {
    if (file == null) {
      return new StderrSink(isJson);
    }
    try (FileOutputStream probe = new FileOutputStream(file, true)) {
      probe.flush();
      return new FileSink(file, isJson);
    } catch (IOException e) {
      LogSink stderr = new StderrSink(isJson);
      stderr.write(
          LogLevel.WARN,
          "the log file \""
              + file
              + "\" cannot be written, so the log goes to stderr: "
              + e.getMessage()
              + ". Create its folder and let the application's user write to it.");
      return stderr;
    }
  }
}
