package io.managedidentity.agent.management;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.Mode;
import io.managedidentity.agent.instrumentation.FoundClient;
import io.managedidentity.agent.reload.ReloadReport;
import io.managedidentity.agent.routing.RequestUrl;
import io.managedidentity.agent.token.TokenStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Answers for the agent. Thread-safe, as {@link ManagedAgent} is. */
final class AgentBean implements AgentMXBean {
  private final ManagedAgent agent;
  private final String version;

  AgentBean(ManagedAgent agent, String version) {
    this.agent = agent;
    this.version = version;
  }

  @Override
  public String getVersion() {
    return version;
  }

  @Override
  public String getMode() {
    return (agent.isSwitchedOff() ? Mode.OFF : agent.config().mode()).label();
  }

  @Override
  public boolean isSwitchedOff() {
    return agent.isSwitchedOff();
  }

  @Override
  public String getConfigFile() {
    return agent.config().file();
  }

  @Override
  public int getMappingCount() {
    return agent.config().mappings().size();
  }

  @Override
  public List<MappingState> getMappings() {
    List<MappingState> states = new ArrayList<>();
    for (MappingConfig mapping : agent.config().mappings()) {
      states.add(new MappingState(mapping, agent.counters(mapping.name())));
    }
    return states;
  }

  @Override
  public List<TokenState> getTokens() {
    List<TokenState> states = new ArrayList<>();
    long now = System.currentTimeMillis();
    for (TokenStatus status : agent.tokens()) {
      states.add(new TokenState(status, now));
    }
    return states;
  }

  @Override
  public Map<String, Map<String, Long>> getMappingMetrics() {
    return Metrics.ofMappings(agent);
  }

  @Override
  public Map<String, Map<String, Long>> getTokenMetrics() {
    return Metrics.ofTokens(agent.tokens(), System.currentTimeMillis());
  }

  @Override
  public List<ClientState> getClients() {
    List<ClientState> states = new ArrayList<>();
    for (FoundClient client : agent.clients()) {
      states.add(new ClientState(client));
    }
    return states;
  }

  @Override
  public long getSuppressedErrors() {
    return agent.suppressedErrors();
  }

  @Override
  public List<String> getLastProblems() {
    return agent.lastProblems();
  }

  @Override
  public Explanation explain(String url) {
    return explain(url, "GET", Collections.<String>emptyList());
  }

  /** Throws {@link IllegalArgumentException} for anything but a URL; its message says why. */
  @Override
  public Explanation explain(String url, String method, List<String> headers) {
    AgentConfig config = agent.config();
    Explanation answer =
        new Explainer(config, agent.identityEndpoints())
            .explain(RequestUrl.parse(url), method, headers, agent.isSwitchedOff());
    new TokenOutlook(config, agent.tokens()).addTo(answer);
    return answer;
  }

  @Override
  public ReloadReport check() {
    return agent.checkConfiguration();
  }

  @Override
  public ReloadReport reload() {
    return agent.reload();
  }

  @Override
  public String off() {
    return agent.switchOff();
  }

  @Override
  public String on() {
    return agent.switchOn();
  }
}
