package io.managedidentity.premain;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * The entry points of the jar: {@code -javaagent} (premain), attaching to a running JVM (agentmain)
 * and {@code java -jar} (main).
 *
 * <p>Nothing escapes from the first two but one line on stderr: the application always starts.
 */
public final class AgentMain {
  private static final String ENTRY = "io.managedidentity.premain.Start";

  private static boolean started;

  private AgentMain() {}

  /**
   * Called by the JVM before the application's {@code main}; registers the transformer, starts the
   * start-up thread, returns.
   */
  public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
    start(arguments, instrumentation, true);
  }

  /** Called by the JVM when the jar is loaded into a running JVM. */
  public static void agentmain(@Nullable String arguments, Instrumentation instrumentation) {
    start(arguments, instrumentation, false);
  }

  /** Runs a command, such as {@code check} or {@code demo}; see {@code --help}. */
  public static void main(String[] arguments) throws Exception {
    Class<?> program =
        Class.forName("io.managedidentity.agent.Program", true, AgentClassLoader.create());
    Method main = program.getMethod("main", String[].class);
    main.invoke(null, (Object) arguments);
  }

  private static void start(
      @Nullable String arguments, Instrumentation instrumentation, boolean isBeforeMain) {
    String text = arguments == null ? "" : arguments;
    try {
      boolean isSecond;
      synchronized (AgentMain.class) {
        isSecond = started;
        started = true;
      }
      AgentClassLoader.create()
          .entry(ENTRY)
          .accept(new Object[] {text, instrumentation, isBeforeMain, isSecond});
    } catch (Throwable e) {
      StartLine.failure(text, StartLine.STAYS_OFF, e);
    }
  }
}
