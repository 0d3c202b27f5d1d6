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
import io.managedidentity.premain.AgentHandle;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The agent in a JVM that runs an application: wires everything. Made by {@link AgentHandle}, which
 * knows it only by types of the JDK: as {@link Callable} it reads the configuration and says so, as
 * {@link Runnable} it puts it to use, as {@link ClassFileTransformer} it weaves, as {@link
 * AutoCloseable} it leaves every request alone.
 *
 * <p>Client classes can be woven before the configuration is in use; their first request waits for
 * it ({@link TokenInjector}).
 */
public final class AgentRuntime
    implements ClassFileTransformer, Callable<Integer>, Runnable, AutoCloseable {
  static {
    AgentHandle.offer(
        new BiFunction<String, Instrumentation, Object>() {
          @Override
          public Object apply(String arguments, Instrumentation instrumentation) {
            return new AgentRuntime(arguments, instrumentation);
          }
        });
  }

  private static final int STAYS_OFF = 0;
  private static final int WORKS = 1;

  /** Stands for all signs of an MBean server, as in the premain classes. */
  private static final String MANAGEMENT = "com/sun/jmx/mbeanserver/JmxMBeanServer";

  /** The JDK's TLS, which is no HTTP client. */
  private static final String TLS = "sun/security/ssl/";

  private static final int EXIT_CONFIG = 78; // EX_CONFIG of sysexits.h

  private final String arguments;
  private final AgentLog log = new AgentLog(LogLevel.INFO, LogSinks.of(null, false));
  private final TokenInjector injector = new TokenInjector(log);
  private final BackgroundWork background = new BackgroundWork();
  private final ManagementStart management = new ManagementStart();
  private final Instrumentation instrumentation;
  private @Nullable ClientWeaver weaver;
  private @Nullable AgentConfig read;

  private AgentRuntime(String arguments, Instrumentation instrumentation) {
    this.arguments = arguments;
    this.instrumentation = instrumentation;
  }

  /** Made for the first client class or MBean server; its pack is read for no other program. */
  private synchronized ClientWeaver weaver() {
    ClientWeaver made = weaver;
    if (made == null) {
      made = new ClientWeaver(instrumentation, injector, log);
      ClientWeaver meanwhile = weaver; // another agent may load a client in the midst of this
      made = meanwhile == null ? made : meanwhile;
      weaver = made;
    }
    return made;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (name.equals(MANAGEMENT)) {
      management.serverSeen();
      return null;
    }
    if (name.equals(LauncherExit.TYPE)) {
      return LauncherExit.weave(classFile, EXIT_CONFIG);
    }
    byte[] woven = weaver().weave(loader, name, domain, classFile);
    if (woven != null && !name.startsWith(TLS)) {
      background.clientSeen();
    }
    return woven;
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
        injector.giveUp();
      }
    }
    return decision;
  }

  /** Puts the configuration to use: after the line is out, since a program may be over by then. */
  @Override
  public void run() {
    AgentConfig config = read;
    if (config == null) {
      return;
    }
    boolean isInUse = false;
    try {
      LiveConfiguration live = new LiveConfiguration(arguments, config, injector, log);
      isInUse = true;
      background.configured(
          new Runnable() {
            @Override
            public void run() {
              live.beginWork();
            }
          });
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

  /** The start failed. */
  @Override
  public void close() {
    injector.giveUp();
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
      boolean isAborted = result.onInvalidConfig() == OnInvalidConfig.ABORT;
      String consequence =
          isAborted
              ? "the JVM ends (onInvalidConfig is abort):"
              : "the agent stays off and the application runs without it:";
      LiveConfiguration.report(result, "the configuration is invalid, so " + consequence, log);
      return isAborted ? EXIT_CONFIG : STAYS_OFF;
    }
    log.redirect(
        config.logLevel(), LogSinks.of(config.logFile(), config.logFormat() == LogFormat.JSON));
    log.info(AgentVersion.ofThisJar().version() + ", " + LiveConfiguration.summary(config));
    LiveConfiguration.note(result, log);
    read = config;
    boolean isForGood = config.mode() == Mode.OFF && !LiveConfiguration.isReloadable(config);
    return isForGood ? STAYS_OFF : WORKS;
  }
}
