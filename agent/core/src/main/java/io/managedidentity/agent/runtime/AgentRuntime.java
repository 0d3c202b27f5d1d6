package io.managedidentity.agent.runtime;

import io.managedidentity.agent.build.AgentVersion;
import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.ConfigLoader;
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
import io.managedidentity.agent.token.TokenThreads;
import io.managedidentity.premain.AgentHandle;
import io.managedidentity.premain.RunningAgent;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * The agent in a JVM that runs an application: wires everything. Made for {@link AgentHandle} when
 * this class is initialised.
 *
 * <p>Client classes can be woven before the configuration is in use; their first request waits for
 * it ({@link TokenInjector}).
 */
public final class AgentRuntime implements RunningAgent {
  static {
    AgentHandle handle = AgentHandle.making();
    AgentLog log = new AgentLog(LogLevel.INFO, LogSinks.of(null, handle.isLogJson()));
    handle.offer(new AgentRuntime(handle.arguments(), handle.instrumentation(), log));
  }

  /** The JDK's TLS, which is not an HTTP client. */
  private static final String TLS = "sun/security/ssl/";

  private static final int EXIT_CONFIG = 78; // EX_CONFIG of sysexits.h

  private final String arguments;
  private final AgentLog log;
  private final TokenInjector injector;
  private final BackgroundWork background = new BackgroundWork();
  private final ManagementStart management = new ManagementStart();
  private final Instrumentation instrumentation;
  private @Nullable ClientWeaver weaver;
  private @Nullable DiscoveryStart discovery;
  private @Nullable AgentConfig configuration;

  // Guarded by this.
  private @Nullable TokenThreads threads;
  private boolean isRecordingSeen;
  private boolean isRecorderStarted;

  private AgentRuntime(String arguments, Instrumentation instrumentation, AgentLog log) {
    this.arguments = arguments;
    this.instrumentation = instrumentation;
    this.log = log;
    this.injector = new TokenInjector(log);
  }

  /** Made for the first client class or MBean server; its pack is read for no other program. */
  private synchronized ClientWeaver weaver() {
    ClientWeaver made = weaver;
    if (made == null) {
      made = new ClientWeaver(instrumentation, injector, log);
      ClientWeaver meanwhile = weaver; // another agent may load a client meanwhile
      made = meanwhile == null ? made : meanwhile;
      weaver = made;
    }
    return made;
  }

  @Override
  public void serverSeen() {
    management.serverSeen();
  }

  @Override
  public void recordingSeen() {
    synchronized (this) {
      isRecordingSeen = true;
    }
    startRecorder();
  }

  /** A configuration is about to be used: before the first request is let go. */
  void ready(TokenThreads agentThreads) {
    synchronized (this) {
      threads = agentThreads;
    }
    startRecorder();
  }

  private void startRecorder() {
    TokenThreads ready;
    synchronized (this) {
      ready = threads;
      if (ready == null || !isRecordingSeen || isRecorderStarted) {
        return;
      }
      isRecorderStarted = true;
    }
    new RecorderStart(injector, log).begin(ready);
  }

  @Override
  public byte @Nullable [] weave(
      @Nullable ClassLoader loader,
      String name,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (name.equals(LauncherExit.TYPE)) {
      return LauncherExit.weave(classFile, EXIT_CONFIG);
    }
    byte[] woven = weaver().weave(loader, name, domain, classFile);
    if (woven != null && !name.startsWith(TLS)) {
      background.clientSeen();
    }
    return woven;
  }

  @Override
  public int start() {
    int decision = STAYS_OFF;
    try {
      decision = read();
    } finally {
      if (decision != WORKS) {
        injector.giveUp();
      }
    }
    return decision;
  }

  @Override
  public void use() {
    AgentConfig config = configuration;
    if (config == null) {
      return;
    }
    boolean isInUse = false;
    try {
      LiveConfiguration live = new LiveConfiguration(arguments, config, injector, this, log);
      isInUse = true;
      background.configured(live);
      if (config.jmx()) {
        management.configured(
            new Runnable() {
              @Override
              public void run() {
                new ManagementWork(live, injector, weaver(), log).run();
              }
            });
      }
    } finally {
      if (!isInUse) {
        injector.giveUp();
      }
    }
  }

  /** Made for the first configuration that asks for it. */
  synchronized DiscoveryStart discovery() {
    DiscoveryStart made = discovery;
    if (made == null) {
      made = new DiscoveryStart(instrumentation, weaver(), injector, log);
      discovery = made;
    }
    return made;
  }

  @Override
  public void giveUp() {
    injector.giveUp();
  }

  private int read() {
    ConfigResult result = ConfigLoader.ofProcess().load(arguments);
    AgentConfig config = result.config();
    if (config == null) {
      log.redirect(LogLevel.INFO, LogSinks.of(null, result.logFormat() == LogFormat.JSON));
    }
    if (!result.isConfigured()) {
      log.info(
          "no configuration, so nothing is done. Give one with -javaagent:managed-identity-agent.jar=mapping.json or"
              + " with the environment variable MANAGED_IDENTITY_AGENT_CONFIG.");
      return STAYS_OFF;
    }
    if (config == null) {
      return refuse(result);
    }
    log.redirect(
        config.logLevel(), LogSinks.of(config.logFile(), config.logFormat() == LogFormat.JSON));
    log.info(AgentVersion.ofThisJar().version() + ", " + LiveConfiguration.summary(config));
    LiveConfiguration.note(result, log);
    configuration = config;
    boolean isForGood = config.mode() == Mode.OFF && !LiveConfiguration.isReloadable(config);
    return isForGood ? STAYS_OFF : WORKS;
  }

  private int refuse(ConfigResult result) {
    boolean isAborted = result.onInvalidConfig() == OnInvalidConfig.ABORT;
    AgentConfig waiting = isAborted ? null : result.waiting();
    String consequence =
        isAborted
            ? "the JVM ends (onInvalidConfig is abort):"
            : "the agent stays off and the application runs without it"
                + (waiting == null
                    ? ". Correct this, and start the application again:"
                    : " until there is a good version of the file, which needs no restart:");
    LiveConfiguration.report(result, "the configuration is invalid, so " + consequence, log);
    configuration = waiting;
    if (waiting != null) { // the good version may name the same log
      log.redirect(
          waiting.logLevel(),
          LogSinks.of(waiting.logFile(), waiting.logFormat() == LogFormat.JSON));
    }
    return isAborted ? EXIT_CONFIG : waiting == null ? STAYS_OFF : WORKS;
  }
}
