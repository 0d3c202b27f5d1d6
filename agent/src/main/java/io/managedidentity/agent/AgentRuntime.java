package io.managedidentity.agent;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.config.ConfigProblem;
import io.managedidentity.agent.config.ConfigResult;
import io.managedidentity.agent.config.LogFormat;
import io.managedidentity.agent.config.Mode;
import io.managedidentity.agent.config.OnInvalidConfig;
import io.managedidentity.agent.injection.TokenInjector;
import io.managedidentity.agent.instrumentation.ClientWeaver;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.log.LogSinks;
import io.managedidentity.agent.routing.RouteTable;
import io.managedidentity.agent.token.DaemonThreads;
import io.managedidentity.agent.token.TokenCache;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The agent in a JVM that runs an application: wires everything. Made by the premain classes, which
 * know it only as a {@link ClassFileTransformer} and a {@link Callable}.
 *
 * <p>Client classes can be woven before the configuration is read; their first request waits for it
 * ({@link TokenInjector}).
 */
public final class AgentRuntime implements ClassFileTransformer, Callable<Boolean> {
  private static final int EXIT_CONFIG = 78; // EX_CONFIG of sysexits.h

  private final String arguments;
  private final AgentLog log = new AgentLog(LogLevel.INFO, LogSinks.of(null, false));
  private final TokenInjector injector = new TokenInjector(log);
  private final ClientWeaver weaver;

  public AgentRuntime(String arguments, Instrumentation instrumentation) {
    this.arguments = arguments;
    this.weaver = new ClientWeaver(instrumentation, injector, log);
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    return weaver.weave(loader, name, classFile);
  }

  /**
   * Reads the configuration and says the one line about it; false when the agent stays off in this
   * JVM.
   */
  @Override
  public Boolean call() {
    boolean isOn = false;
    try {
      isOn = start();
    } finally {
      if (!isOn) {
        injector.switchOff();
      }
    }
    return isOn;
  }

  private boolean start() {
    ConfigResult result = ConfigLoader.ofProcess().load(arguments);
    if (!result.isConfigured()) {
      log.info(
          "no configuration, so nothing is done. Give one with -javaagent:managed-identity-agent.jar=mapping.json or"
              + " with the environment variable MANAGED_IDENTITY_AGENT_CONFIG.");
      return false;
    }
    AgentConfig config = result.config();
    if (config == null) {
      reject(result);
      return false;
    }
    log.redirect(
        config.logLevel(), LogSinks.of(config.logFile(), config.logFormat() == LogFormat.JSON));
    TokenCache cache =
        new TokenCache(new FirstUseFetcher(log), AgentClock.SYSTEM, new DaemonThreads(), log);
    injector.use(config, RouteTable.compile(config, IdentityEndpoints.ofThisProcess()), cache);
    log.info(
        AgentVersion.ofThisJar().version()
            + ", mode "
            + config.mode().label()
            + ", "
            + config.file()
            + ", "
            + config.mappings().size()
            + (config.mappings().size() == 1 ? " mapping" : " mappings"));
    return config.mode() != Mode.OFF;
  }

  private void reject(ConfigResult result) {
    boolean isAborted = result.onInvalidConfig() == OnInvalidConfig.ABORT;
    log.error(
        "the configuration is invalid, so "
            + (isAborted
                ? "the JVM ends (onInvalidConfig is abort)"
                : "the agent stays off and the application runs without it")
            + ":");
    for (ConfigProblem problem : result.problems()) {
      log.error(problem.toString());
    }
    if (isAborted) {
      Runtime.getRuntime().halt(EXIT_CONFIG);
    }
  }
}
