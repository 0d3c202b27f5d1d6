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
    try {
      if (JdkTools.isRunning()) {
        return;
      }
      synchronized (AgentMain.class) {
        if (started) {
          StartLine.print(
              isBeforeMain
                  ? "the agent is on the command line twice; the second one does nothing. Remove one -javaagent."
                  : "the agent is in this JVM already; the one that was attached now does nothing.");
          return;
        }
        started = true;
      }
      String text = arguments == null ? "" : arguments;
      AgentHandle handle = new AgentHandle(text, instrumentation);
      ClientTransformer transformer = new ClientTransformer(handle);
      instrumentation.addTransformer(transformer, true);
      StartThread thread = new StartThread(handle, transformer, instrumentation);
      boolean mayAbort = isBeforeMain && AbortProbe.mayAbort(text);
      thread.begin(isBeforeMain, mayAbort);
      LoadedClients.weave(instrumentation, transformer);
      if (mayAbort) {
        int exitCode = thread.awaitExitCode();
        if (exitCode != 0) {
          JvmEnd.beforeMain(exitCode, transformer, instrumentation);
        }
      }
    } catch (Throwable e) {
      StartLine.failure(
          "the agent could not start and stays off; the application runs without it", e);
    }
  }
}
