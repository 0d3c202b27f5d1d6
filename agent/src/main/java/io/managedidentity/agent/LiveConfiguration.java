package io.managedidentity.agent;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.config.ConfigProblem;
import io.managedidentity.agent.config.ConfigResult;
import io.managedidentity.agent.injection.TokenInjector;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.routing.RouteTable;
import io.managedidentity.agent.token.DaemonThreads;
import io.managedidentity.agent.token.TokenCache;
import io.managedidentity.agent.token.TokenThreads;
import java.io.File;

/**
 * Puts a configuration to use, and every good new version of its file after it. A version takes
 * effect as a whole, for the next request; tokens are kept. Used by one thread at a time.
 */
final class LiveConfiguration {
  private final String arguments;
  private final TokenInjector injector;
  private final AgentLog log;
  private final TokenThreads threads = new DaemonThreads();
  private final TokenCache cache;

  LiveConfiguration(String arguments, TokenInjector injector, AgentLog log) {
    this.arguments = arguments;
    this.injector = injector;
    this.log = log;
    this.cache = new TokenCache(new FirstUseFetcher(log), AgentClock.SYSTEM, threads, log);
  }

  void use(AgentConfig config) {
    injector.use(config, RouteTable.compile(config, IdentityEndpoints.ofThisProcess()), cache);
  }

  /** Fetches tokens ahead where that is asked for, and begins to watch the file. */
  void beginWork(AgentConfig config) {
    injector.prefetch();
    if (isReloadable(config)) {
      new ConfigWatcher(
              new File(config.file()),
              threads,
              new Runnable() {
                @Override
                public void run() {
                  reload();
                }
              })
          .begin();
    }
  }

  static boolean isReloadable(AgentConfig config) {
    return config.reload() && !config.file().isEmpty();
  }

  private void reload() {
    ConfigResult result = ConfigLoader.ofProcess().load(arguments);
    AgentConfig config = result.config();
    if (config == null) {
      report(result, "the new version of the configuration is invalid, so the old one stays:", log);
      return;
    }
    use(config);
    injector.prefetch();
    log.info("configuration reloaded: " + summary(config));
  }

  /** Such as {@code mode inject, /etc/app/mapping.json, 3 mappings}. */
  static String summary(AgentConfig config) {
    int count = config.mappings().size();
    String file = config.file().isEmpty() ? "no mapping file" : config.file();
    return "mode "
        + config.mode().label()
        + ", "
        + file
        + ", "
        + count
        + (count == 1 ? " mapping" : " mappings");
  }

  static void report(ConfigResult result, String opening, AgentLog log) {
    log.error(opening);
    for (ConfigProblem problem : result.problems()) {
      log.error(problem.toString());
    }
  }
}
