package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.Faults;
import org.jspecify.annotations.Nullable;

/**
 * What a client's woven methods do. One subclass per client, of the class that the build makes from
 * its declaration, with a public constructor that takes the {@code ClientInjector}; it may name the
 * client's own types, because it is loaded beside them. Thread-safe.
 */
public abstract class ClientHook implements Faults {
  /**
   * Handlers with this number and above ({@code whileOff}) prepare a connection for its requests:
   * they are called while the agent is off too, so that it can be switched on later.
   */
  static final int OF_CONNECTION = 64;

  // Guarded by this class: of the hook that is being made.
  private static @Nullable ClientInjector wanted;
  private static @Nullable ClientHook offered;

  private volatile @Nullable Throwable fault;
  private WeakIdentityMap<Object> notes = new WeakIdentityMap<>();

  protected ClientHook() {}

  /**
   * Makes a hook of the JDK's own clients without reflection, which costs 5 ms when it is first
   * used in a JVM of 18 or later: the hook's class makes it when it is initialised.
   *
   * @return null if the class was already initialised, or makes none
   */
  static synchronized @Nullable ClientHook make(String hookClass, ClientInjector injector)
      throws ClassNotFoundException {
    wanted = injector;
    try {
      Class.forName(hookClass, true, ClientHook.class.getClassLoader());
      return offered;
    } finally {
      wanted = null;
      offered = null;
    }
  }

  /** For the static initializer of such a hook: what it is made with; null if none is wanted. */
  protected static synchronized @Nullable ClientInjector wanted() {
    return wanted;
  }

  /** The hook that the static initializer made. */
  protected static synchronized void offer(ClientHook made) {
    offered = made;
  }

  /**
   * What is known beside objects of the client, for all its hooks: a client whose classes are in
   * several modules (OSGi, JBoss Modules) has a hook in each. Values are of the agent's own loader,
   * and hold no object of the client, whose loader would stay.
   */
  protected final WeakIdentityMap<Object> notes() {
    return notes;
  }

  /** Before the hook is used. */
  final void share(WeakIdentityMap<Object> ofClient) {
    notes = ofClient;
  }

  /**
   * For what runs later on a thread of the client, where no dispatcher stands between: the failure
   * is counted and logged with the client's next call.
   */
  @Override
  public final synchronized void failed(Throwable e) {
    if (fault == null) {
      fault = e;
    }
  }

  /** The oldest failure not yet taken, or null. */
  final @Nullable Throwable takeFault() {
    return fault == null ? null : takeKnownFault();
  }

  private synchronized @Nullable Throwable takeKnownFault() {
    Throwable known = fault;
    fault = null;
    return known;
  }

  /**
   * Handles one woven call.
   *
   * @param hook number of the handler, as the build gives it
   * @param subject what may be replaced; null if the method only announces itself
   * @return {@code subject}, or a copy of it that is to be used instead
   * @throws Exception one of the client's own, only if the mapping says {@code fail-request}; any
   *     other failure is counted and the request goes out as the application made it
   */
  protected abstract @Nullable Object on(
      int hook, @Nullable Object subject, @Nullable Object first, @Nullable Object second)
      throws Exception;

  /**
   * Wraps an exception that is meant for the application, to distinguish it from a failure of ours.
   */
  protected static final class Deliberate extends Exception {
    private static final long serialVersionUID = 1L;

    private final Exception forApplication;

    /**
     * @param forApplication what the application gets
     */
    public Deliberate(Exception forApplication) {
      super(null, null, false, false);
      this.forApplication = forApplication;
    }

    Exception forApplication() {
      return forApplication;
    }
  }
}
