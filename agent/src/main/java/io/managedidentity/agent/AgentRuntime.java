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
import io.managedidentity.agent.token.TokenThreads;
import java.io.File;
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
  private final BackgroundWork background = new BackgroundWork();
  private final TokenThreads threads = new DaemonThreads();
  private final TokenCache cache =
      new TokenCache(new FirstUseFetcher(log), AgentClock.SYSTEM, threads, log);
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
    byte[] woven = weaver.weave(loader, name, classFile);
    if (woven != null) {
      background.clientSeen();
    }
    return woven;
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
      boolean isAborted = result.onInvalidConfig() == OnInvalidConfig.ABORT;
      report(
          result,
          isAborted
              ? "the configuration is invalid, so the JVM ends (onInvalidConfig is abort):"
              : "the configuration is invalid, so the agent stays off and the application runs without it:");
      if (isAborted) {
        Runtime.getRuntime().halt(EXIT_CONFIG);
      }
      return false;
    }
    log.redirect(
        config.logLevel(), LogSinks.of(config.logFile(), config.logFormat() == LogFormat.JSON));
    use(config);
    log.info(AgentVersion.ofThisJar().version() + ", " + summary(config));
    boolean isReloadable = config.reload() && !config.file().isEmpty();
    background.configured(
        new Runnable() {
          @Override
          public void run() {
            injector.prefetch();
            if (isReloadable) {
              watch(config.file());
            }
          }
        });
    return config.mode() != Mode.OFF || isReloadable;
  }

  private void use(AgentConfig config) {
    injector.use(config, RouteTable.compile(config, IdentityEndpoints.ofThisProcess()), cache);
  }

  private void watch(String file) {
    new ConfigWatcher(
            new File(file),
            threads,
            new Runnable() {
              @Override
              public void run() {
                reload();
              }
            })
        .begin();
  }

  private void reload() {
    ConfigResult result = ConfigLoader.ofProcess().load(arguments);
    AgentConfig config = result.config();
    if (config == null) {
      report(result, "the new version of the configuration is invalid, so the old one stays:");
      return;
    }
    use(config);
    injector.prefetch();
    log.info("configuration reloaded: " + summary(config));
  }

  private static String summary(AgentConfig config) {
    int count = config.mappings().size();
    return "mode "
        + config.mode().label()
        + ", "
        + config.file()
        + ", "
        + count
        + (count == 1 ? " mapping" : " mappings");
  }

  private void report(ConfigResult result, String opening) {
    log.error(opening);
    for (ConfigProblem problem : result.problems()) {
      log.error(problem.toString());
    }
  }
}
