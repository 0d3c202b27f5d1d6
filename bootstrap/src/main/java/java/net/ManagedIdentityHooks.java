package java.net;

/**
 * The bridge: the one class of the agent that woven code calls, defined into the bootstrap class
 * loader.
 *
 * <p>Rules of this boundary: JDK types only, no other class of the agent is named, nothing is
 * logged or loaded here. It is in {@code java.net} because every class loader there is, those of
 * JBoss Modules and OSGi included, delegates {@code java.*}, and because a class can be defined
 * into an existing package of {@code java.base} without appending to the bootstrap class path
 * (which makes the JVM print a warning; docs/decisions.md, "How the bridge reaches the bootstrap
 * loader").
 *
 * <p>Until {@link #install} was called, {@link #call} returns what it was given. Thread-safe.
 */
public abstract class ManagedIdentityHooks {
  private static volatile ManagedIdentityHooks installed;

  protected ManagedIdentityHooks() {}

  /**
   * Sets the one receiver; the first stays; the agent calls this before the first woven class is
   * handed to the JVM.
   */
  public static synchronized void install(ManagedIdentityHooks hooks) {
    if (installed == null) {
      installed = hooks;
    }
  }

  /**
   * What woven code calls.
   *
   * @param hook number of the hook, as the weaver wrote it
   * @param owner the woven class; its loader is the client's
   * @param subject what the hook may replace: an argument or a result
   * @param first further value of the hook, or null
   * @param second further value of the hook, or null
   * @return {@code subject}, or a replacement of the same type
   */
  public static Object call(int hook, Class<?> owner, Object subject, Object first, Object second) {
    ManagedIdentityHooks hooks = installed;
    return hooks == null ? subject : hooks.on(hook, owner, subject, first, second);
  }

  /** Failures of the agent's own code that were kept from the application since the start. */
  public static long suppressedErrors() {
    ManagedIdentityHooks hooks = installed;
    return hooks == null ? 0 : hooks.countSuppressedErrors();
  }

  /**
   * As {@link #call}; throws only what the configuration asks to be thrown into the application.
   */
  protected abstract Object on(
      int hook, Class<?> owner, Object subject, Object first, Object second);

  /** As {@link #suppressedErrors}. */
  protected abstract long countSuppressedErrors();
}
