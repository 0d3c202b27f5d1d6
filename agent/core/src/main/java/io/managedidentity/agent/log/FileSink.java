package io.managedidentity.agent.log;

import java.util.HashMap;
import java.util.Map;
import org.tinylog.Logger;
import org.tinylog.configuration.Configuration;

/**
 * A log file through tinylog: appended to, UTF-8, never truncated, renamed or removed, so it can be
 * an existing file that others rotate. One per JVM, since tinylog is configured once.
 */
final class FileSink implements LogSink {
  private final boolean isJson;

  FileSink(String file, boolean isJson) {
    this.isJson = isJson;
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    // tinylog looks for its configuration and services through this loader first; the application's
    // are not ours.
    Thread.currentThread().setContextClassLoader(FileSink.class.getClassLoader());
    try {
      Configuration.replace(settings(file, isJson));
      Logger.isTraceEnabled(); // its providers are looked up here, and not in a thread of the
      // application
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static Map<String, String> settings(String file, boolean isJson) {
    Map<String, String> settings = new HashMap<>();
    settings.put("level", "trace");
    settings.put("autoshutdown", "false");
    settings.put("writer", "file");
    settings.put("writer.file", file);
    settings.put("writer.append", "true");
    settings.put("writer.charset", "UTF-8");
    settings.put("writer.buffered", "false");
    settings.put(
        "writer.format",
        isJson
            ? "{message}"
            : "[managed-identity-agent] {date: yyyy-MM-dd HH:mm:ss.SSS} {level} {message}");
    return settings;
  }

  @Override
  public void write(LogLevel level, String message) {
    Object line = isJson ? JsonLine.of(level, message) : message;
    switch (level) {
      case ERROR:
        Logger.error(line);
        break;
      case WARN:
        Logger.warn(line);
        break;
      case INFO:
        Logger.info(line);
        break;
      case DEBUG:
        Logger.debug(line);
        break;
      default:
        Logger.trace(line);
    }
  }
}
