package io.managedidentity.agent.management;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.injection.MappingCounters;
import io.managedidentity.agent.instrumentation.FoundClient;
import io.managedidentity.agent.reload.ReloadReport;
import io.managedidentity.agent.token.TokenStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The running agent, as its JMX object sees it. Thread-safe. */
public interface ManagedAgent {
  /** The configuration that is in use. */
  AgentConfig config();

  /** Hosts that the environment names as identity endpoints. */
  List<String> identityEndpoints();

  /** Whether {@link #switchOff} is in force. */
  boolean isSwitchedOff();

  /** What was counted of the mapping of this name; null if it puts no token on anything. */
  @Nullable MappingCounters counters(String mapping);

  List<TokenStatus> tokens();

  List<FoundClient> clients();

  /** Failures of the agent's own code that were kept from the application. */
  long suppressedErrors();

  /** The last warnings and errors of the log, as {@link AgentMXBean#getLastProblems} promises. */
  List<String> lastProblems();

  /** Reads the configuration now and says what {@link #reload} would do. Changes nothing. */
  ReloadReport checkConfiguration();

  /** Reads the configuration now and puts it to use if it is good. */
  ReloadReport reload();

  /** Lets every request pass as the application makes it; returns the resulting state. */
  String switchOff();

  /** Ends {@link #switchOff}; returns the resulting state. */
  String switchOn();
}
