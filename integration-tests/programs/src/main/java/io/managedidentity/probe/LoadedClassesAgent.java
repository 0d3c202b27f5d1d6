package io.managedidentity.probe;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.instrument.Instrumentation;

/**
 * A second agent: writes each loaded class and its loader to a file when the JVM ends. One line is
 * {@code KIND LOADER CLASS}; KIND is {@code jdk} (bootstrap, platform, extension), {@code agent}
 * for loaders of the agent under test, else {@code application}.
 */
public final class LoadedClassesAgent {
  private LoadedClassesAgent() {}

  public static void premain(String file, Instrumentation instrumentation) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> write(file, instrumentation)));
  }

  private static void write(String file, Instrumentation instrumentation) {
    try (PrintStream out = new PrintStream(file, "UTF-8")) {
      awaitStart();
      for (Class<?> type : instrumentation.getAllLoadedClasses()) {
        ClassLoader loader = type.getClassLoader();
        String name = loader == null ? "bootstrap" : loader.getClass().getName();
        out.println(kind(loader) + " " + name + " " + type.getName());
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The start-up thread of the agent under test may still be at work in a short program. */
  private static void awaitStart() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("managed-identity-agent-start")) {
        thread.join(10_000);
      }
    }
  }

  private static String kind(ClassLoader loader) {
    if (loader == null || loader == ClassLoader.getSystemClassLoader().getParent()) {
      return "jdk";
    }
    boolean isAgent =
        loader.getClass().getName().startsWith("io.managedidentity.")
            && !loader.getClass().getName().startsWith("io.managedidentity.probe.");
    return isAgent ? "agent" : "application";
  }
}
