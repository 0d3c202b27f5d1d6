package io.managedidentity.agent.instrumentation;

import java.security.AccessController;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Runs the agent's code with the agent's own permissions where a security manager is set (Java 8 to
 * 23): frames of the application are below, and its policy does not know what the agent needs.
 */
public final class Privileged {
  private Privileged() {}

  /** Whether it matters at all; false on 24 and later. */
  public static boolean isNeeded() {
    return System.getSecurityManager() != null;
  }

  /** Calls {@code task}; its exception comes out as it is. */
  public static <T> @Nullable T call(Callable<T> task) throws Exception {
    try {
      return AccessController.doPrivileged(
          new PrivilegedExceptionAction<T>() {
            @Override
            public T run() throws Exception {
              return task.call();
            }
          });
    } catch (PrivilegedActionException e) {
      throw e.getException();
    }
  }
}
