package io.managedidentity.premain;

import org.jspecify.annotations.Nullable;

/**
 * Distinguishes the JDK's own tools (keytool, jcmd, javac ...) from applications: under {@code
 * JAVA_TOOL_OPTIONS} the agent is loaded into them too, and silently leaves them alone. The same
 * holds if the launcher only prints something, and no program follows.
 */
final class JdkTools {
  private static final String[] TOOL_CLASSES = {
    "sun.security.tools.",
    "sun.tools.",
    "com.sun.tools.",
    "sun.jvm.hotspot.", // clhsdb, hsdb and jsadebugd of 8
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

  /** Whether no program is to follow, as with {@code java -version}. Must be asked before main. */
  static boolean isWithoutProgram() {
    return isWithoutProgram(
        System.getProperty("sun.java.launcher"), System.getProperty("sun.java.command"));
  }

  /**
   * The launcher names the program to the JVM if there is one: not with {@code -version}, {@code
   * -help}, {@code --list-modules} or {@code -XshowSettings} alone. A program that creates a JVM by
   * JNI names none either, but is not a launcher.
   *
   * @param launcher property {@code sun.java.launcher}, or null
   * @param command property {@code sun.java.command}, or null
   */
  static boolean isWithoutProgram(@Nullable String launcher, @Nullable String command) {
    return launcher != null
        && launcher.equals("SUN_STANDARD")
        && (command == null || command.isEmpty());
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
