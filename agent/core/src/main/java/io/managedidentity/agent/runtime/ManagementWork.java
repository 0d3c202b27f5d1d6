package io.managedidentity.agent.runtime;

import io.managedidentity.agent.build.AgentVersion;
import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.injection.MappingCounters;
import io.managedidentity.agent.injection.TokenInjector;
import io.managedidentity.agent.instrumentation.ClientWeaver;
import io.managedidentity.agent.instrumentation.FoundClient;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.management.ManagedAgent;
import io.managedidentity.agent.management.Registration;
import io.managedidentity.agent.reload.ReloadReport;
import io.managedidentity.agent.token.TokenStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts to look for the MBean server, on the agent's scheduling thread. */
final class ManagementWork implements Runnable {
  private final LiveConfiguration live;
  private final TokenInjector injector;
  private final ClientWeaver weaver;
  private final AgentLog log;

  ManagementWork(
      LiveConfiguration live, TokenInjector injector, ClientWeaver weaver, AgentLog log) {
    this.live = live;
    this.injector = injector;
    this.weaver = weaver;
    this.log = log;
  }

  @Override
  public void run() {
    live.threads().later(new Begin(this), 0);
  }

  /** Separate: verifying it loads the classes of the JMX object. */
  private static final class Begin implements Runnable {
    private final ManagementWork work;

    Begin(ManagementWork work) {
      this.work = work;
    }

    @Override
    public void run() {
      Managed managed = new Managed(work);
      new Registration(managed, AgentVersion.ofThisJar().version(), work.live.threads(), work.log)
          .begin();
    }
  }

  private static final class Managed implements ManagedAgent {
    private final LiveConfiguration live;
    private final TokenInjector injector;
    private final ClientWeaver weaver;
    private final AgentLog log;

    Managed(ManagementWork work) {
      this.live = work.live;
      this.injector = work.injector;
      this.weaver = work.weaver;
      this.log = work.log;
    }

    @Override
    public AgentConfig config() {
      return live.config();
    }

    @Override
    public List<String> identityEndpoints() {
      return live.identityEndpoints();
    }

    @Override
    public boolean isSwitchedOff() {
      return injector.isSwitchedOff();
    }

    @Override
    public @Nullable MappingCounters counters(String mapping) {
      return injector.counters(mapping);
    }

    @Override
    public List<TokenStatus> tokens() {
      return live.tokens().status();
    }

    @Override
    public List<FoundClient> clients() {
      return weaver.clients();
    }

    @Override
    public long suppressedErrors() {
      return weaver.suppressedErrors();
    }

    @Override
    public List<String> lastProblems() {
      return log.lastProblems();
    }

    @Override
    public ReloadReport checkConfiguration() {
      return live.check();
    }

    @Override
    public ReloadReport reload() {
      return live.reload();
    }

    @Override
    public String switchOff() {
      return live.switchOff();
    }

    @Override
    public String switchOn() {
      return live.switchOn();
    }
  }
}
