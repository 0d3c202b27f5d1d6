package io.managedidentity.agent.config;

import io.managedidentity.agent.log.LogLevel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The whole configuration, checked and complete. Immutable. */
public final class AgentConfig {
  private final Mode mode;
  private final String file;
  private final List<MappingConfig> mappings;
  private final OnInvalidConfig onInvalidConfig;
  private final long firstTokenWaitMillis;
  private final boolean prefetch;
  private final LogLevel logLevel;
  private final @Nullable String logFile;
  private final LogFormat logFormat;
  private final boolean reload;
  private final boolean jmx;
  private final Set<String> disabledClients;
  private final boolean relocated;
  private final List<String> shadedPrefixes;
  private final Cloud cloud;
  private final @Nullable String discoverReport;
  private final FileContent.@Nullable Fingerprint fingerprint;

  private AgentConfig(Builder builder) {
    this.mode = builder.mode;
    this.file = builder.file;
    this.mappings = Collections.unmodifiableList(new ArrayList<>(builder.mappings));
    this.onInvalidConfig = builder.onInvalidConfig;
    this.firstTokenWaitMillis = builder.firstTokenWaitMillis;
    this.prefetch = builder.prefetch;
    this.logLevel = builder.logLevel;
    this.logFile = builder.logFile;
    this.logFormat = builder.logFormat;
    this.reload = builder.reload;
    this.jmx = builder.jmx;
    this.disabledClients = new HashSet<>(builder.disabledClients);
    this.relocated = builder.relocated;
    this.shadedPrefixes = Collections.unmodifiableList(new ArrayList<>(builder.shadedPrefixes));
    this.cloud = builder.cloud;
    this.discoverReport = builder.discoverReport;
    this.fingerprint = builder.fingerprint;
  }

  /** A configuration with all defaults and no mapping. */
  public static Builder builder() {
    return new Builder();
  }

  public Mode mode() {
    return mode;
  }

  /** The file's name as it was given, or an empty string if there was none (mode discover). */
  public String file() {
    return file;
  }

  public List<MappingConfig> mappings() {
    return mappings;
  }

  public OnInvalidConfig onInvalidConfig() {
    return onInvalidConfig;
  }

  /** Longest time that a request waits for the first token of its mapping. */
  public long firstTokenWaitMillis() {
    return firstTokenWaitMillis;
  }

  /** Whether tokens are fetched at start rather than with the first request. */
  public boolean prefetch() {
    return prefetch;
  }

  public LogLevel logLevel() {
    return logLevel;
  }

  /** File that lines go to; null for stderr. */
  public @Nullable String logFile() {
    return logFile;
  }

  public LogFormat logFormat() {
    return logFormat;
  }

  /** Whether the file is watched for changes. */
  public boolean reload() {
    return reload;
  }

  public boolean jmx() {
    return jmx;
  }

  /** Whether this client may be instrumented; {@code client} is one of {@link ClientNames#ALL}. */
  public boolean isInstrumentationEnabled(String client) {
    return !disabledClients.contains(client);
  }

  /** Whether relocated copies of clients are covered without being named. */
  public boolean coversRelocated() {
    return relocated;
  }

  /** Package prefixes under which applications carry relocated copies of clients. */
  public List<String> shadedPrefixes() {
    return shadedPrefixes;
  }

  public Cloud cloud() {
    return cloud;
  }

  /** Whether what the application does by itself is recorded. */
  public boolean isDiscovering() {
    return mode == Mode.DISCOVER || discoverReport != null;
  }

  /** Directory of the discovery reports, or null. */
  public @Nullable String discoverReport() {
    return discoverReport;
  }

  /** Of the file's content that this was read from; null if there is no file. */
  public FileContent.@Nullable Fingerprint fingerprint() {
    return fingerprint;
  }

  /** Collects the parts of an {@link AgentConfig}. */
  public static final class Builder {
    private Mode mode = Mode.INJECT;
    private String file = "";
    private List<MappingConfig> mappings = Collections.emptyList();
    private OnInvalidConfig onInvalidConfig = OnInvalidConfig.DISABLE;
    private long firstTokenWaitMillis = 10_000;
    private boolean prefetch;
    private LogLevel logLevel = LogLevel.INFO;
    private @Nullable String logFile;
    private LogFormat logFormat = LogFormat.TEXT;
    private boolean reload = true;
    private boolean jmx = true;
    private Set<String> disabledClients = Collections.emptySet();
    private boolean relocated = true;
    private List<String> shadedPrefixes = Collections.emptyList();
    private Cloud cloud = Cloud.PUBLIC;
    private @Nullable String discoverReport;
    private FileContent.@Nullable Fingerprint fingerprint;

    private Builder() {}

    public Builder mode(Mode value) {
      mode = value;
      return this;
    }

    public Builder file(String value) {
      file = value;
      return this;
    }

    public Builder mappings(List<MappingConfig> value) {
      mappings = value;
      return this;
    }

    public Builder onInvalidConfig(OnInvalidConfig value) {
      onInvalidConfig = value;
      return this;
    }

    public Builder firstTokenWaitMillis(long value) {
      firstTokenWaitMillis = value;
      return this;
    }

    public Builder prefetch(boolean value) {
      prefetch = value;
      return this;
    }

    public Builder logLevel(LogLevel value) {
      logLevel = value;
      return this;
    }

    public Builder logFile(@Nullable String value) {
      logFile = value;
      return this;
    }

    public Builder logFormat(LogFormat value) {
      logFormat = value;
      return this;
    }

    public Builder reload(boolean value) {
      reload = value;
      return this;
    }

    public Builder jmx(boolean value) {
      jmx = value;
      return this;
    }

    public Builder disabledClients(Set<String> value) {
      disabledClients = value;
      return this;
    }

    public Builder relocated(boolean value) {
      relocated = value;
      return this;
    }

    public Builder shadedPrefixes(List<String> value) {
      shadedPrefixes = value;
      return this;
    }

    public Builder cloud(Cloud value) {
      cloud = value;
      return this;
    }

    public Builder discoverReport(@Nullable String value) {
      discoverReport = value;
      return this;
    }

    Builder fingerprint(FileContent.@Nullable Fingerprint value) {
      fingerprint = value;
      return this;
    }

    public AgentConfig build() {
      return new AgentConfig(this);
    }
  }
}
