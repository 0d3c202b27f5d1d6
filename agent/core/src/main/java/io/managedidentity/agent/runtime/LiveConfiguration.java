package io.managedidentity.agent.runtime;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.config.ConfigProblem;
import io.managedidentity.agent.config.ConfigResult;
import io.managedidentity.agent.config.FileContent;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.Mode;
import io.managedidentity.agent.injection.TokenInjector;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.reload.ConfigChanges;
import io.managedidentity.agent.reload.ConfigWatcher;
import io.managedidentity.agent.reload.ReloadReport;
import io.managedidentity.agent.routing.RouteTable;
import io.managedidentity.agent.token.DaemonThreads;
import io.managedidentity.agent.token.TokenCache;
import io.managedidentity.agent.token.TokenRequest;
import io.managedidentity.agent.token.TokenThreads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Puts a configuration to use, and every good new version of its file after it. A version takes
 * effect as a whole, for the next request; tokens that are still needed are kept. Thread-safe: the
 * agent's scheduling thread and those of a management tool meet here.
 */
final class LiveConfiguration implements Runnable {
  private static final long SETTLE_MILLIS = 200;
  private static final int MOST_READINGS = 10;
  private static final int MOST_PROBLEMS = 20;
  private static final List<String> BEGINNING = Collections.singletonList("configuration");

  private final String arguments;
  private final TokenInjector injector;
  private final AgentRuntime runtime;
  private final AgentLog log;
  private final TokenThreads threads = new DaemonThreads();
  private final TokenCache cache;
  private final List<String> identityEndpoints = EndpointVariables.ofThisProcess();

  private final ReentrantLock lock = new ReentrantLock();
  private volatile AgentConfig config;

  // Guarded by the lock.
  private boolean isAtWork;
  private @Nullable ConfigWatcher watcher;
  private String watchedFile = "";

  /** Puts the first version to use. */
  LiveConfiguration(
      String arguments,
      AgentConfig first,
      TokenInjector injector,
      AgentRuntime runtime,
      AgentLog log) {
    this.arguments = arguments;
    this.injector = injector;
    this.runtime = runtime;
    this.log = log;
    this.cache =
        new TokenCache(new FirstUseFetcher(injector, log), AgentClock.SYSTEM, threads, log);
    this.config = first;
    injector.watchConnections(threads);
    runtime.ready(threads);
    use(first, Collections.<String>emptySet());
  }

  AgentConfig config() {
    return config;
  }

  List<String> identityEndpoints() {
    return identityEndpoints;
  }

  TokenCache tokens() {
    return cache;
  }

  TokenThreads threads() {
    return threads;
  }

  private static boolean hasShadow(AgentConfig version) {
    for (MappingConfig mapping : version.mappings()) {
      if (mapping.mode() == Mode.SHADOW) {
        return true;
      }
    }
    return false;
  }

  private void use(AgentConfig version, Set<String> unchanged) {
    if (hasShadow(version)) {
      ShadowStart.begin(injector, threads, log);
    }
    DiscoveryStart discovery = version.isDiscovering() ? runtime.discovery() : null;
    if (discovery != null) {
      discovery.configure(version);
    }
    injector.use(version, RouteTable.compile(version, identityEndpoints), cache, unchanged);
    if (discovery != null) {
      discovery.begin(this);
    }
  }

  /**
   * Its work with the first client: fetches tokens ahead if configured, and starts to watch the
   * file. On the agent's thread, since the caller is one that loads a class of the application.
   */
  @Override
  public void run() {
    // Not on the scheduling thread: the lock may be held by a reload whose file hangs.
    threads.fetch(
        BEGINNING,
        new Runnable() {
          @Override
          public void run() {
            injector.prefetch();
            lock.lock();
            try {
              isAtWork = true;
              watch();
            } finally {
              lock.unlock();
            }
          }
        });
  }

  static boolean isReloadable(AgentConfig config) {
    return config.reload() && !config.file().isEmpty();
  }

  /** Starts and stops watching the file, as the configuration in use says. */
  private void watch() {
    ConfigWatcher present = watcher;
    boolean isWatched = present != null && watchedFile.equals(config.file());
    if (!isAtWork || isWatched == isReloadable(config)) {
      return;
    }
    if (present != null) {
      present.stop();
      watcher = null;
    }
    if (isReloadable(config)) {
      watchedFile = config.file();
      ConfigWatcher made = FileWatch.make(this, config, threads, log);
      watcher = made;
      made.begin();
    } else {
      log.info(
          "the mapping file is no longer watched, since reload is false now. The command reload reads it.");
    }
  }

  /** Reads the configuration now, whatever the file's time says. */
  ReloadReport reload() {
    cache.forgetFailures();
    FileContent content = null;
    if (!config.file().isEmpty()) {
      try {
        content = settled(config.file());
      } catch (IOException e) {
        content = null; // the loader reports why
      }
    }
    return takeOver(content);
  }

  /** The content once two readings in a row are equal, so that it is not half of a version. */
  private static FileContent settled(String file) throws IOException {
    FileContent before = FileContent.read(file);
    for (int i = 1; i < MOST_READINGS; i++) {
      try {
        Thread.sleep(SETTLE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // whoever asks for the reload is in a hurry
        return before;
      }
      FileContent now = FileContent.read(file);
      if (now.fingerprint().equals(before.fingerprint())) {
        return now;
      }
      before = now;
    }
    return before; // a file that never rests; its content is checked like any other
  }

  /** What {@link #reload} would do now. Changes nothing. */
  ReloadReport check() {
    ConfigResult result = ConfigLoader.ofProcess().load(arguments);
    AgentConfig version = result.config();
    return version == null
        ? refused(
            result, "the configuration as it is now is invalid; the version before it is used:")
        : new ReloadReport(
            true,
            ConfigChanges.between(config, version).asDifference(),
            Collections.<String>emptyList());
  }

  ReloadReport takeOver(@Nullable FileContent content) {
    lock.lock();
    try {
      if (watcher != null && content != null) {
        watcher.know(content.fingerprint());
      }
      ConfigResult result = ConfigLoader.ofProcess().load(arguments, content);
      AgentConfig version = result.config();
      if (version == null) {
        return refuse(result);
      }
      ReloadReport report = takeOver(version);
      note(result, log);
      return report;
    } finally {
      lock.unlock();
    }
  }

  private ReloadReport takeOver(AgentConfig version) {
    ConfigChanges changes = ConfigChanges.between(config, version);
    use(version, changes.unchangedMappings());
    config = version;
    cache.retain(requests(version));
    log.setLevel(version.logLevel());
    injector.prefetch();
    String message = "configuration reloaded: " + summary(version) + "; " + changes + isOffNote();
    log.info(message);
    for (String key : changes.needRestart()) {
      log.warn(
          "the change of \"" + key + "\" takes effect with the next start of the application.");
    }
    watch();
    return new ReloadReport(true, message, Collections.<String>emptyList());
  }

  private static Set<TokenRequest> requests(AgentConfig version) {
    Set<TokenRequest> requests = new HashSet<>();
    for (MappingConfig mapping : version.mappings()) {
      TokenRequest request = mapping.tokenRequest();
      if (request != null) {
        requests.add(request);
      }
    }
    return requests;
  }

  private ReloadReport refuse(ConfigResult result) {
    String opening =
        config.mode() == Mode.OFF
            ? "the new version of the configuration is invalid, so the agent stays off:"
            : "the new version of the configuration is invalid, so the old one stays:";
    report(result, opening, log);
    return refused(result, opening);
  }

  private static ReloadReport refused(ConfigResult result, String opening) {
    List<String> problems = new ArrayList<>();
    for (ConfigProblem problem : result.problems()) {
      problems.add(problem.toString());
    }
    return new ReloadReport(false, opening, problems);
  }

  String switchOff() {
    boolean isNew = !injector.isSwitchedOff();
    injector.switchOff(true);
    String message =
        "switched off from outside: requests pass as the application makes them until it is switched on again;"
            + " a new version of the mapping file does not change that.";
    if (isNew) {
      log.info(message);
    }
    return message;
  }

  String switchOn() {
    boolean isNew = injector.isSwitchedOff();
    cache.forgetFailures();
    injector.switchOff(false);
    String message = "switched on from outside: " + summary(config) + ".";
    if (isNew) {
      log.info(message);
    }
    boolean isWithoutTokens = injector.isOff() || config.mode() == Mode.DISCOVER;
    return isWithoutTokens ? message + " To put tokens on requests, change mode." : message;
  }

  private String isOffNote() {
    return injector.isSwitchedOff() ? "; it stays switched off from outside" : "";
  }

  /** Such as {@code mode inject, /etc/app/mapping.json, 3 mappings}. */
  static String summary(AgentConfig config) {
    int count = config.mappings().size();
    String file = config.file().isEmpty() ? "no mapping file" : config.file();
    String records =
        config.isDiscovering() ? ", records in " + config.discoverReportOrDefault() : "";
    return "mode "
        + config.mode().label()
        + ", "
        + file
        + ", "
        + count
        + (count == 1 ? " mapping" : " mappings")
        + records;
  }

  static void note(ConfigResult result, AgentLog log) {
    for (String note : result.notes()) {
      log.info(note);
    }
  }

  static void report(ConfigResult result, String opening, AgentLog log) {
    log.error(opening);
    List<ConfigProblem> problems = result.problems();
    int shown = Math.min(problems.size(), MOST_PROBLEMS);
    for (int i = 0; i < shown; i++) {
      log.error(problems.get(i).toString());
    }
    if (shown < problems.size()) {
      log.error("and " + (problems.size() - shown) + " more. The command check shows all of them.");
    }
  }
}
