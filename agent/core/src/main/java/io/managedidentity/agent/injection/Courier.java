package io.managedidentity.agent.injection;

import java.security.AccessControlContext;
import java.security.AccessController;
import java.security.PrivilegedAction;
import org.jspecify.annotations.Nullable;

/**
 * The thread that hands a request, which has waited, over to its client's executor: made by the
 * request's own thread, started by one of the agent. An executor may start a worker from the thread
 * that hands it a task, or run the task right there; what such a thread inherits (context class
 * loader, thread group, access control context, inheritable thread-locals, priority, daemon or not)
 * is then the same as if the request's thread had done it.
 *
 * <p>It has the name of the request's thread, for which it stands in.
 */
final class Courier {
  private Courier() {}

  /** Null if the JVM or the application does not let the thread be made. */
  static @Nullable Thread make(Runnable task) {
    try {
      AccessControlContext caller = CallerContext.current();
      return caller == null ? newThread(task) : newThread(task, caller);
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) { // of childValue(), for one
      return null;
    }
  }

  private static Thread newThread(Runnable task) {
    return new Thread(null, task, Thread.currentThread().getName());
  }

  private static Thread newThread(Runnable task, AccessControlContext caller) {
    return AccessController.doPrivileged(
        new PrivilegedAction<Thread>() {
          @Override
          public Thread run() {
            return newThread(task);
          }
        },
        caller);
  }
}
