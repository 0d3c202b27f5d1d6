package io.managedidentity.agent.log;

/** Where lines go. Thread-safe; never throws. */
public interface LogSink {
  /** Writes one line; {@code message} holds no secret. */
  void write(LogLevel level, String message);
}
