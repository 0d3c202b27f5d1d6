package io.managedidentity.bridge;

import org.jspecify.annotations.Nullable;

/**
 * Like {@code java.net.ManagedIdentityHooks}, in a package that the bootstrap loader finds on its
 * appended class path. Loaders that do not delegate this package (OSGi, JBoss Modules) cannot link
 * clients woven to it.
 */
public abstract class AppendedHooks {
  private static volatile @Nullable AppendedHooks installed;

  protected AppendedHooks() {}

  /** Sets the one receiver; the first stays. */
  public static synchronized void install(AppendedHooks hooks) {
    if (installed == null) {
      installed = hooks;
    }
  }

  /** What woven code calls; see {@code java.net.ManagedIdentityHooks}. */
  public static @Nullable Object call(
      int hook,
      Class<?> owner,
      @Nullable Object subject,
      @Nullable Object first,
      @Nullable Object second) {
    AppendedHooks hooks = installed;
    return hooks == null ? subject : hooks.on(hook, owner, subject, first, second);
  }

  /** Failures of the agent's own code that were kept from the application since the start. */
  public static long suppressedErrors() {
    AppendedHooks hooks = installed;
    return hooks == null ? 0 : hooks.countSuppressedErrors();
  }

  protected abstract @Nullable Object on(
      int hook,
      Class<?> owner,
      @Nullable Object subject,
      @Nullable Object first,
      @Nullable Object second);

  protected abstract long countSuppressedErrors();
}
