package io.managedidentity.agent.instrumentation;

import java.security.AccessController;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Runs the agent's code with the agent's own permissions if a security manager is set (Java 8 to
 * 23): application frames are on the stack, and its policy does not know what the agent needs.
 */
public final class Privileged {
  private Privileged() {}

  /** Whether it matters; false on 24 and later. */
  public static boolean isNeeded() {
    return System.getSecurityManager() != null;
  }

  /** Calls {@code task}; its exception is passed on unchanged. */
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
