package io.managedidentity.agent.injection;

import java.security.AccessControlContext;
import org.jspecify.annotations.Nullable;

/**
 * What the application may do that made the woven call which this thread is in, if a security
 * manager is set and the agent acts with permissions of its own.
 */
public final class CallerContext {
  private static final ThreadLocal<@Nullable AccessControlContext> CURRENT = new ThreadLocal<>();

  private CallerContext() {}

  /**
   * Must be followed by {@link #leave}.
   *
   * @return what to hand to it
   */
  public static @Nullable AccessControlContext enter(AccessControlContext context) {
    AccessControlContext outer = CURRENT.get();
    CURRENT.set(context);
    return outer;
  }

  public static void leave(@Nullable AccessControlContext outer) {
    if (outer == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(outer);
    }
  }

  static @Nullable AccessControlContext current() {
    return System.getSecurityManager() == null ? null : CURRENT.get();
  }
}
