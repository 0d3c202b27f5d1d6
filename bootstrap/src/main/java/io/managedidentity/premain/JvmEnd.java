package io.managedidentity.premain;

import java.lang.instrument.Instrumentation;

/**
 * Ends the JVM out of a premain method, so that {@code main} never runs.
 *
 * <p>Up to Java 25 {@code halt} does it. Since 26 {@code halt} waits until no callback of an agent
 * runs, and premain is one: on this thread it would wait for ever, on another one {@code main}
 * would run first. There the launcher's own first step is woven to end the JVM.
 */
final class JvmEnd {
  /** Internal name of what finds and checks the main class, in every JDK. */
  static final String LAUNCHER = "sun/launcher/LauncherHelper";

  private static final int FIRST_THAT_WAITS = 26;

  private JvmEnd() {}

  /** Returns only from Java 26 on. */
  static void beforeMain(
      int exitCode, ClientTransformer transformer, Instrumentation instrumentation)
      throws Exception {
    if (!isHaltWaiting(System.getProperty("java.specification.version"))) {
      Runtime.getRuntime().halt(exitCode);
    }
    transformer.endInLauncher();
    LoadedClients.toRetransform(instrumentation, transformer);
    Class<?> launcher = Class.forName(LAUNCHER.replace('/', '.'), false, null);
    instrumentation.retransformClasses(launcher); // an AOT cache may have loaded it before
    haltAfterPremain(exitCode);
  }

  /** For programs that start the JVM without the launcher. */
  private static void haltAfterPremain(int exitCode) {
    Thread end =
        new Thread("managed-identity-agent-end") {
          @Override
          public void run() {
            Runtime.getRuntime().halt(exitCode);
          }
        };
    end.setDaemon(true);
    end.start();
  }

  /**
   * @param specification {@code 1.8}, {@code 11}, {@code 26}
   */
  static boolean isHaltWaiting(String specification) {
    return specification.indexOf('.') < 0 && Integer.parseInt(specification) >= FIRST_THAT_WAITS;
  }
}
