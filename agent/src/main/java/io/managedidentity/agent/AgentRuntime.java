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
import io.managedidentity.agent.instrumentation.LauncherExit;
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
public final class AgentRuntime implements ClassFileTransformer, Callable<Integer> {
  private static final int STAYS_OFF = 0;
  private static final int WORKS = 1;
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
    return name.equals(LauncherExit.TYPE)
        ? LauncherExit.weave(classFile, EXIT_CONFIG)
        : weaver.weave(loader, name, classFile);
  }

  /**
   * Reads the configuration and says the one line about it.
   *
   * @return 1 when the agent works, 0 when it stays off in this JVM, else the exit code that the
   *     caller is to end the JVM with
   */
  @Override
  public Integer call() {
    int decision = STAYS_OFF;
    try {
      decision = start();
    } finally {
      if (decision != WORKS) {
        injector.switchOff();
      }
    }
    return decision;
  }

  private int start() {
    ConfigResult result = ConfigLoader.ofProcess().load(arguments);
    if (!result.isConfigured()) {
      log.info(
          "no configuration, so nothing is done. Give one with -javaagent:managed-identity-agent.jar=mapping.json or"
              + " with the environment variable MANAGED_IDENTITY_AGENT_CONFIG.");
      return STAYS_OFF;
    }
    AgentConfig config = result.config();
    if (config == null) {
      return reject(result);
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
            + (config.file().isEmpty() ? "no mapping file" : config.file())
            + ", "
            + config.mappings().size()
            + (config.mappings().size() == 1 ? " mapping" : " mappings"));
    return config.mode() == Mode.OFF ? STAYS_OFF : WORKS;
  }

  private int reject(ConfigResult result) {
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
    return isAborted ? EXIT_CONFIG : STAYS_OFF;
  }
}
