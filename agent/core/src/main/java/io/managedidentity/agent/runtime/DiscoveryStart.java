package io.managedidentity.agent.runtime;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.ClientNames;
import io.managedidentity.agent.injection.TokenInjector;
import io.managedidentity.agent.instrumentation.ClientWeaver;
import io.managedidentity.agent.instrumentation.DiscoveryWeaver;
import io.managedidentity.agent.log.AgentLog;
import java.lang.instrument.Instrumentation;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Starts discovery with the first configuration that asks for it; no class of it costs others
 * anything. Not thread-safe: one configuration is put to use at a time.
 */
final class DiscoveryStart {
  private final Instrumentation instrumentation;
  private final ClientWeaver weaver;
  private final TokenInjector injector;
  private final AgentLog log;
  private @Nullable DiscoveryWork work;

  DiscoveryStart(
      Instrumentation instrumentation, ClientWeaver weaver, TokenInjector injector, AgentLog log) {
    this.instrumentation = instrumentation;
    this.weaver = weaver;
    this.injector = injector;
    this.log = log;
  }

  /** That configuration, which asks for discovery, is about to be used. */
  void configure(AgentConfig config) {
    if (work == null) {
      try {
        DiscoveryWork made = new DiscoveryWork(config, injector, log);
        injector.discover(made.discovery());
        work = made;
      } catch (RuntimeException | LinkageError e) {
        failed(e);
      }
    }
  }

  /** Mappings do their work all the same. */
  private void failed(Throwable e) {
    log.error(
        "discovery does not start because of a fault in the agent: "
            + e
            + ". Nothing is recorded; please report it.");
  }

  /** A configuration is in use. */
  void begin(LiveConfiguration live) {
    DiscoveryWork made = work;
    try {
      if (made != null && made.begin(live, weaver)) {
        new DiscoveryWeaver(instrumentation, weaver, switchedOff(live.config()), log).begin();
      }
    } catch (RuntimeException | LinkageError e) {
      failed(e);
    }
  }

  private static Set<String> switchedOff(AgentConfig config) {
    Set<String> clients = new HashSet<>();
    for (String client : ClientNames.ALL) {
      if (!config.isInstrumentationEnabled(client)) {
        clients.add(client);
      }
    }
    return clients;
  }
}
