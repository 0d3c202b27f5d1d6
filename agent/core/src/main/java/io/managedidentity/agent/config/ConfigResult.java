package io.managedidentity.agent.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of loading the configuration. Immutable. */
public final class ConfigResult {
  private final @Nullable AgentConfig config;
  private final @Nullable AgentConfig waiting;
  private final List<ConfigProblem> problems;
  private final List<String> notes;
  private final boolean isConfigured;
  private final OnInvalidConfig onInvalidConfig;
  private final LogFormat logFormat;

  ConfigResult(
      @Nullable AgentConfig config,
      @Nullable AgentConfig waiting,
      List<ConfigProblem> problems,
      List<String> notes,
      boolean isConfigured,
      OnInvalidConfig onInvalidConfig,
      LogFormat logFormat) {
    this.config = config;
    this.waiting = waiting;
    this.problems = Collections.unmodifiableList(new ArrayList<>(problems));
    this.notes = Collections.unmodifiableList(new ArrayList<>(notes));
    this.isConfigured = isConfigured;
    this.onInvalidConfig = onInvalidConfig;
    this.logFormat = logFormat;
  }

  /** The configuration; null if there are problems or nothing is configured. */
  public @Nullable AgentConfig config() {
    return config;
  }

  /**
   * What waits for a good version of the file: mode off, and the settings as far as they could be
   * read. Null if the configuration can be used, there is no file, {@code reload} is false, or
   * something is wrong outside the file.
   */
  public @Nullable AgentConfig waiting() {
    return waiting;
  }

  /** All problems, in the order of the channels and of the file. */
  public List<ConfigProblem> problems() {
    return problems;
  }

  /** Notes about what might surprise: sentences, with their place. */
  public List<String> notes() {
    return notes;
  }

  /** False if no file was named, no mode works without one, and nothing is wrong. */
  public boolean isConfigured() {
    return isConfigured;
  }

  /** As far as it could be read, else the default. */
  public OnInvalidConfig onInvalidConfig() {
    return onInvalidConfig;
  }

  /** As far as it could be read, else the default. */
  public LogFormat logFormat() {
    return logFormat;
  }
}
