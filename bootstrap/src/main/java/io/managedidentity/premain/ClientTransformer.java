package io.managedidentity.premain;

import java.lang.instrument.ClassFileTransformer;
import java.security.AccessController;
import java.security.PrivilegedExceptionAction;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * Asked by the JVM about every class that is loaded; decides all but a few names with one switch,
 * with one other class at most.
 */
final class ClientTransformer implements ClassFileTransformer {
  static final String MBEAN_SERVER = "com/sun/jmx/mbeanserver/JmxMBeanServer";

  /** The class of every recording: first loaded when the first one is made. */
  static final String RECORDING = "jdk/jfr/internal/PlatformRecording";

  private final AgentHandle handle;
  private boolean hasFailed;
  private volatile boolean isEnding;

  ClientTransformer(AgentHandle handle) {
    this.handle = handle;
  }

  /** Of the agent. */
  String arguments() {
    return handle.arguments();
  }

  /** From now on the launcher is woven as well, to end the JVM. */
  void endInLauncher() {
    isEnding = true;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (name == null
        || !(WovenNames.isClient(name)
            || isRelocated(name)
            || (isEnding && name.equals(JvmEnd.LAUNCHER)))) {
      if (name != null && isOfManagement(name)) {
        managementSeen(name);
      } else if (RECORDING.equals(name)) {
        recordingSeen();
      }
      return null;
    }
    try {
      // The application's code is on the stack, but its permissions must not count here.
      return AccessController.doPrivileged(
          new PrivilegedExceptionAction<byte @Nullable []>() {
            @Override
            public byte @Nullable [] run() throws Exception {
              RunningAgent weaver = handle.weaver();
              return weaver == null ? null : weaver.weave(loader, name, domain, classFile);
            }
          });
    } catch (Throwable e) {
      if (isFirstFailure()) {
        StartLine.failure(
            handle.arguments(),
            "requests of " + name.replace('/', '.') + " are not covered; they go out unchanged",
            e);
      }
      return null;
    }
  }

  /**
   * The class of every MBean server, and the JDK's own connector for tools: after it the server is
   * sure to be the platform's. Names of implementation classes, since those of the API are loaded
   * by programs that never make a server.
   */
  static boolean isOfManagement(String name) {
    return name.equals(MBEAN_SERVER) || name.equals("sun/management/jmxremote/ConnectorBootstrap");
  }

  /** Never throws. */
  void managementSeen(String name) {
    if (!name.equals(MBEAN_SERVER) && !handle.isServerSeen()) {
      return; // the server itself is still to come
    }
    try {
      AccessController.doPrivileged(
          new PrivilegedExceptionAction<@Nullable Void>() {
            @Override
            public @Nullable Void run() throws Exception {
              handle.serverSeen();
              return null;
            }
          });
    } catch (Throwable e) {
      StartLine.failure(
          handle.arguments(),
          "the agent's JMX object is not registered; the agent works without it",
          e);
    }
  }

  /** Never throws. */
  void recordingSeen() {
    try {
      AccessController.doPrivileged(
          new PrivilegedExceptionAction<@Nullable Void>() {
            @Override
            public @Nullable Void run() {
              handle.recordingSeen();
              return null;
            }
          });
    } catch (Throwable e) {
      StartLine.failure(
          handle.arguments(),
          "recordings of the flight recorder have no events of the agent; everything else works",
          e);
    }
  }

  /** An {@code AtomicBoolean} would bring the JVM's variable handles, 2 ms. */
  private synchronized boolean isFirstFailure() {
    boolean isFirst = !hasFailed;
    hasFailed = true;
    return isFirst;
  }

  /**
   * Whether it may be a relocated copy of a client's class: class and package have the same last
   * names. The weaver looks closer.
   */
  static boolean isRelocated(String name) {
    boolean isOfJdk =
        name.startsWith("java/") || name.startsWith("sun/") || name.startsWith("jdk/");
    int slash = name.lastIndexOf('/');
    // OkHttp 3 has a class whose name ends like one of OkHttp 2.
    return !isOfJdk
        && !name.startsWith("okhttp3/")
        && slash > 0
        && WovenNames.isNamedLikeClient(name.substring(slash + 1))
        && WovenNames.isPackagedLikeClient(
            name.substring(name.lastIndexOf('/', slash - 1) + 1, slash))
        && !WovenNames.isClient(name);
  }
}
