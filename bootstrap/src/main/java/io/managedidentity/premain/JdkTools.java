package io.managedidentity.premain;

import org.jspecify.annotations.Nullable;

/**
 * Tells the JDK's own tools (keytool, jcmd, javac ...) from applications: under {@code
 * JAVA_TOOL_OPTIONS} the agent is loaded into them as well, and leaves them alone in silence.
 */
final class JdkTools {
  private static final String[] TOOL_CLASSES = {
    "sun.security.tools.",
    "sun.tools.",
    "com.sun.tools.",
    "sun.jvmstat.",
    "sun.rmi.",
    "sun.applet.",
    "com.sun.corba.se.", // the ORB's tools of 8
    "com.sun.java.util.jar.pack.",
    "jdk.nashorn.tools.",
    "jdk.jfr.internal.tool."
  };

  private JdkTools() {}

  static boolean isRunning() {
    return isTool(System.getProperty("jdk.module.main"), System.getProperty("sun.java.command"));
  }

  /**
   * @param mainModule module of the main class (property {@code jdk.module.main}, 9 and later), or
   *     null
   * @param command main class and arguments (property {@code sun.java.command}), or null
   */
  static boolean isTool(@Nullable String mainModule, @Nullable String command) {
    String main = command == null ? "" : command;
    int slash = main.indexOf('/');
    int blank = main.indexOf(' ');
    if (mainModule != null && slash >= 0 && (blank < 0 || slash < blank)) {
      main = main.substring(slash + 1); // "jdk.jcmd/sun.tools.jcmd.JCmd 42"
    }
    if (main.startsWith("com.sun.tools.javac.launcher.")) {
      return false; // "java Program.java": the source launcher runs an application
    }
    if (mainModule != null && (mainModule.startsWith("jdk.") || mainModule.startsWith("java."))) {
      return true;
    }
    for (String prefix : TOOL_CLASSES) {
      if (main.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
