package io.managedidentity.agent.management;

import io.managedidentity.agent.reload.ReloadReport;
import java.util.List;
import java.util.Map;

/**
 * The JMX object {@code io.managedidentity.agent:type=Agent}. Nothing that it returns contains a
 * token or another secret. Its types reach a client as open types, so none of these classes is
 * needed there.
 */
public interface AgentMXBean {
  /** The agent's version. */
  String getVersion();

  /** What is done now; {@code off} also if it is switched off from outside. */
  String getMode();

  /** Whether {@link #off} is in force. */
  boolean isSwitchedOff();

  /** The mapping file as it was named; empty if there is none. */
  String getConfigFile();

  int getMappingCount();

  /** In the order of the file. */
  List<MappingState> getMappings();

  List<TokenState> getTokens();

  /**
   * The counters of {@link #getMappings} as tables of numbers, for collectors that cannot read an
   * array: by name of the mapping, then by name of the counter. What is counted by kind has the
   * kind behind a space ({@code secretSeen shared-key}), and the reason behind a comma ({@code
   * secretLeft shared-key, no token}). {@code clean} is 1 or 0.
   */
  Map<String, Map<String, Long>> getMappingMetrics();

  /**
   * The same for {@link #getTokens}, by resource and identity ({@code https://vault.azure.net as
   * system-assigned}): {@code expires} and {@code lastRefresh} in seconds since 1970, absent while
   * there was no token; {@code failing} 1 or 0; {@code failures} since the start.
   */
  Map<String, Map<String, Long>> getTokenMetrics();

  /** HTTP clients that were found in this JVM. */
  List<ClientState> getClients();

  /** Failures of the agent's own code that were kept from the application. */
  long getSuppressedErrors();

  /**
   * The last 32 warnings and errors of the log, oldest first: milliseconds since 1970, level and
   * message, cut after 1000 characters.
   */
  List<String> getLastProblems();

  /** What would be done with a GET of this URL, and why. */
  Explanation explain(String url);

  /**
   * What would be done with a request, and why.
   *
   * @param headers that the application sets itself, each as {@code Name: value}
   */
  Explanation explain(String url, String method, List<String> headers);

  /**
   * Reads the configuration now and says whether {@link #reload} would accept it, and what that
   * would change. Changes nothing.
   */
  ReloadReport check();

  /** Reads the configuration again now. */
  ReloadReport reload();

  /** Lets every request pass as the application makes it, until {@link #on}. */
  String off();

  /** Ends {@link #off}. */
  String on();
}
