package io.managedidentity.agent.identity.process;

import java.util.Iterator;
import java.util.stream.Stream;

/** A program and what it has started: on Windows {@code az} is a batch file that starts Python. */
final class ProcessTree {
  private ProcessTree() {}

  /** Stops all of them; before Java 9 the program alone, as its descendants are not known there. */
  static void destroy(Process process) {
    try {
      Object stream = Process.class.getMethod("descendants").invoke(process);
      Class<?> handle = Class.forName("java.lang.ProcessHandle");
      Iterator<?> descendants = ((Stream<?>) stream).iterator();
      while (descendants.hasNext()) {
        handle.getMethod("destroyForcibly").invoke(descendants.next());
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      process.destroyForcibly();
      return;
    }
    process.destroyForcibly();
  }
}
