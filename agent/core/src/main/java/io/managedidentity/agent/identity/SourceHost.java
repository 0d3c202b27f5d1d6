package io.managedidentity.agent.identity;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.identity.http.EndpointTransport;
import io.managedidentity.agent.identity.http.Timeouts;
import io.managedidentity.agent.identity.process.ProcessLauncher;
import io.managedidentity.agent.log.AgentLog;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What identity sources see of the machine they run on. Immutable. */
public final class SourceHost {
  final Environment environment;
  final FileAccess files;
  final AgentClock clock;
  final ProcessLauncher processes;
  final EndpointTransport client;
  final AgentLog log;
  final RetryJitter jitter;
  private final @Nullable Timeouts longest;

  /**
   * @param longest limits that no source exceeds; null for each source's own (R-TIME)
   */
  public SourceHost(
      Environment environment,
      FileAccess files,
      AgentClock clock,
      ProcessLauncher processes,
      EndpointTransport client,
      AgentLog log,
      RetryJitter jitter,
      @Nullable Timeouts longest) {
    this.environment = environment;
    this.files = files;
    this.clock = clock;
    this.processes = processes;
    this.client = client;
    this.log = log;
    this.jitter = jitter;
    this.longest = longest;
  }

  /** The value without blanks around it, or null if it is not set or blank (R-ORDER). */
  @Nullable String variable(String name) {
    String value = environment.variable(name);
    String trimmed = value == null ? "" : value.trim();
    return trimmed.isEmpty() ? null : trimmed;
  }

  boolean has(String name) {
    return variable(name) != null;
  }

  boolean isWindows() {
    return environment.osName().toLowerCase(Locale.ROOT).startsWith("windows");
  }

  boolean isLinux() {
    return environment.osName().toLowerCase(Locale.ROOT).startsWith("linux");
  }

  Timeouts limits(Timeouts ofSource) {
    return longest == null ? ofSource : ofSource.atMost(longest);
  }
}
