package io.managedidentity.premain;

import java.lang.instrument.Instrumentation;
import java.util.function.Consumer;

/**
 * The start of the agent, in its own loader: defining a class costs a fraction there of what the
 * system loader needs for one from a jar. {@link AgentMain} knows it as a {@link Consumer} only.
 */
final class Start implements Consumer<Object[]> {
  static {
    offer(new Start());
  }

  /** Without reflection, which builds method handles when it is first used on 18 and later. */
  @SuppressWarnings("unchecked")
  private static void offer(Start start) {
    ClassLoader loader = Start.class.getClassLoader();
    if (loader instanceof Consumer) {
      ((Consumer<Object>) loader).accept(start);
    }
  }

  /**
   * @param values the agent's arguments, the {@link Instrumentation}, whether {@code main} is still
   *     to come, whether this JVM has the agent already
   */
  @Override
  public void accept(Object[] values) {
    try {
      if (JdkTools.isRunning() || ((Boolean) values[2] && JdkTools.isWithoutProgram())) {
        return;
      }
      if ((Boolean) values[3]) {
        StartLine.warn(
            (String) values[0],
            (Boolean) values[2]
                ? "the agent is on the command line twice; the second one does nothing. Remove one -javaagent."
                : "the agent is in this JVM already; the one that was attached now does nothing.");
        return;
      }
      begin((String) values[0], (Instrumentation) values[1], (Boolean) values[2]);
    } catch (Throwable e) {
      StartLine.failure((String) values[0], StartLine.STAYS_OFF, e);
    }
  }

  private static void begin(String arguments, Instrumentation instrumentation, boolean isBeforeMain)
      throws Exception {
    AgentHandle handle = new AgentHandle(arguments, instrumentation);
    ClientTransformer transformer = new ClientTransformer(handle);
    StartThread thread = new StartThread(handle, transformer, instrumentation, arguments);
    boolean isBegun = false;
    try {
      // Not for retransformation: up to Java 19 one that is costs a second copy of every class
      // file.
      instrumentation.addTransformer(transformer);
      thread.begin(isBeforeMain);
      isBegun = true;
    } finally {
      if (!isBegun) {
        thread.leaveNothing();
      }
    }
    weaveLoaded(arguments, instrumentation, transformer);
    int exitCode = isBeforeMain ? thread.awaitExitCode() : 0;
    if (exitCode != 0) {
      JvmEnd.beforeMain(exitCode, transformer, instrumentation);
    }
  }

  /** The agent has started: a failure here only leaves these few classes as they are. */
  private static void weaveLoaded(
      String arguments, Instrumentation instrumentation, ClientTransformer transformer) {
    try {
      LoadedClients.weave(instrumentation, transformer);
    } catch (Throwable e) {
      StartLine.failure(
          arguments,
          "HTTP clients that were loaded before the agent are not covered; their requests go out unchanged",
          e);
    }
  }
}
