package io.managedidentity.premain;

import java.lang.instrument.Instrumentation;

/**
 * Client classes, the MBean server, and the class of recordings, that were loaded before this
 * agent: another agent on the command line may have loaded them, or the application, when this
 * agent is attached to it. In premain itself, since their first request may be the next thing that
 * happens; a look at the 500 to 1000 classes of a young JVM takes less than a millisecond.
 */
final class LoadedClients {
  private static final String MBEAN_SERVER = "com.sun.jmx.mbeanserver.JmxMBeanServer";
  private static final String RECORDING = "jdk.jfr.internal.PlatformRecording";
  private static final int SHORTEST = "jdk.internal.n".length();

  private LoadedClients() {}

  /** Has them woven. */
  static void weave(Instrumentation instrumentation, ClientTransformer transformer) {
    boolean isAnyLoaded = false;
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      String name = type.getName();
      if (mayBeNear(name)) {
        if (name.equals(MBEAN_SERVER)) {
          transformer.managementSeen(ClientTransformer.MBEAN_SERVER);
        } else if (name.equals(RECORDING)) {
          transformer.recordingSeen();
        }
        isAnyLoaded |= isClient(name);
      }
    }
    if (isAnyLoaded) {
      toRetransform(instrumentation, transformer);
      retransform(instrumentation, transformer.arguments());
    }
  }

  /**
   * Registers the transformer as one for retransformation as well. It stays so, since any later
   * retransformation starts from the original.
   */
  static void toRetransform(Instrumentation instrumentation, ClientTransformer transformer) {
    instrumentation.removeTransformer(transformer);
    instrumentation.addTransformer(transformer, true);
  }

  /** Looks again: one may have been loaded while no transformer was registered. */
  private static void retransform(Instrumentation instrumentation, String arguments) {
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      String name = type.getName();
      if (!mayBeNear(name) || !isClient(name)) {
        continue;
      }
      try {
        instrumentation.retransformClasses(type);
      } catch (Throwable e) {
        StartLine.failure(
            arguments,
            name
                + " was loaded before the agent and could not be woven, so its requests go out unchanged; put this agent before"
                + " the others on the command line",
            e);
      }
    }
  }

  private static boolean isClient(String name) {
    boolean isOwn = WovenNames.isNear(name) && WovenNames.isClient(name.replace('.', '/'));
    return isOwn
        || (name.charAt(0) != 'j' && ClientTransformer.isRelocated(name.replace('.', '/')));
  }

  /**
   * By one character first: comparing each of some hundred names with each prefix makes the JVM
   * compile that comparison, which costs more than the rest of this search.
   */
  private static boolean mayBeNear(String name) {
    if (name.length() < SHORTEST || name.charAt(0) == '[') {
      return false;
    }
    // Of java., javax. and jdk., which are most, only "jdk.internal.n" is of interest, and
    // "jdk.jfr.internal.", which has that letter at the same place.
    return name.charAt(0) != 'j' || name.charAt(SHORTEST - 1) == 'n';
  }
}
