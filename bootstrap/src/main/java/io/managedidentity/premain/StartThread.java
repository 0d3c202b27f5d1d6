package io.managedidentity.premain;

import java.lang.instrument.Instrumentation;

/**
 * Reads and checks the configuration while the application starts, and prints the one line about
 * it.
 *
 * <p>A daemon, so that a hanging file system never keeps the JVM alive. {@code main} waits until it
 * is known that the file does not say {@code abort}, or else for the check; a program that ends at
 * once is held by a shutdown hook until the line is printed. All of them together wait at most
 * until {@value #PATIENCE_MILLIS} ms after the agent's start. The hook is removed when the line is
 * printed.
 */
final class StartThread extends Thread {
  static final long PATIENCE_MILLIS = 5000;

  private final AgentHandle handle;
  private final ClientTransformer transformer;
  private final Instrumentation instrumentation;
  private final String path;

  /** Whether {@code main} has to wait, whatever the file says. */
  private final boolean isNamed;

  private final Thread waiter = new Waiter(this);
  private final long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
  private boolean mayEnd;

  // Guarded by this.
  private boolean isHarmless;
  private boolean isAwaited;
  private boolean isDecided;
  private boolean isInUse;
  private boolean isDelaySaid;
  private int exitCode;

  StartThread(
      AgentHandle handle,
      ClientTransformer transformer,
      Instrumentation instrumentation,
      String arguments) {
    super("managed-identity-agent-start");
    this.handle = handle;
    this.transformer = transformer;
    this.instrumentation = instrumentation;
    this.path = AbortProbe.configPath(arguments);
    this.isNamed = AbortProbe.isNamedOutsideFile(arguments);
    setDaemon(true);
    setContextClassLoader(null);
  }

  /**
   * Registers the hook first, on the caller's thread: a short program can be over before this
   * thread runs at all.
   *
   * @param mayEnd whether an invalid configuration may end the JVM: never one that already runs
   */
  void begin(boolean mayEnd) {
    this.mayEnd = mayEnd;
    Runtime.getRuntime().addShutdownHook(waiter);
    start();
  }

  /** Undoes what {@link #begin} and the caller have done, if the start was incomplete. */
  void leaveNothing() {
    instrumentation.removeTransformer(transformer);
    tellWhoAwaits(RunningAgent.STAYS_OFF);
    removeHook();
  }

  /**
   * Waits until the configuration is read, if it may require the JVM to end.
   *
   * @return the exit code with which the caller must end the JVM, or 0 to go on
   */
  int awaitExitCode() {
    if (!isNamed && path.isEmpty()) {
      return 0;
    }
    synchronized (this) {
      isAwaited = !isDecided; // else this thread already ends the JVM in its own way
      awaitDecision(!isNamed);
      isAwaited = false;
      return exitCode;
    }
  }

  /**
   * Waits until the line is printed. If a word that {@code main} waits for is anywhere, also until
   * the configuration is in use: discovery is to see the first key that signs, and to write what it
   * saw.
   *
   * @param orHarmless or until the file is known not to require the JVM to end
   * @return whether that is so now
   */
  synchronized boolean awaitDecision(boolean orHarmless) {
    try {
      while (!(isDecided && (isInUse || (isHarmless && !isNamed))) && !(orHarmless && isHarmless)) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          sayDelay();
          return false;
        }
        wait(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the application's own business
      return false;
    }
  }

  private void sayDelay() {
    if (!isDelaySaid) {
      isDelaySaid = true;
      StartLine.error(
          handle.arguments(),
          "the configuration has not been read within "
              + PATIENCE_MILLIS
              + " ms, so the application goes on without it; its requests go out unchanged until it is read. Check that "
              + (path.isEmpty() ? "its file" : "\"" + path + "\"")
              + " can be read quickly.");
    }
  }

  @Override
  public void run() {
    int decision = RunningAgent.STAYS_OFF;
    try {
      if (!AbortProbe.fileMayAbort(path)) {
        tellHarmless();
      }
      decision = handle.agent().start();
      if (handle.isClientMissed()) {
        LoadedClients.weave(instrumentation, transformer);
      }
    } catch (Throwable e) {
      decision = RunningAgent.STAYS_OFF;
      fail(e);
    }
    if (decision > RunningAgent.WORKS && !mayEnd) {
      decision = RunningAgent.STAYS_OFF;
    }
    if (decision == RunningAgent.STAYS_OFF) {
      instrumentation.removeTransformer(transformer);
    }
    boolean isAwaitedNow = tellWhoAwaits(decision);
    removeHook();
    if (!isAwaitedNow && decision > RunningAgent.WORKS) {
      Runtime.getRuntime().halt(decision);
    }
    if (decision == RunningAgent.WORKS) {
      finish();
    }
  }

  private void finish() {
    try {
      handle.agent().use();
    } catch (Throwable e) {
      fail(e);
    } finally {
      tellInUse();
    }
  }

  private synchronized void tellInUse() {
    isInUse = true;
    notifyAll();
  }

  /**
   * A start that failed leaves nothing behind: no transformer, and no request that waits for it.
   */
  private void fail(Throwable cause) {
    instrumentation.removeTransformer(transformer);
    StartLine.failure(handle.arguments(), StartLine.STAYS_OFF, cause);
    try {
      handle.giveUp();
    } catch (Throwable e) {
      StartLine.failure(
          handle.arguments(),
          "the first requests may wait up to 5 s before they go out unchanged",
          e);
    }
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(waiter);
    } catch (IllegalStateException e) {
      return; // going down: the hook is what waits for this thread
    }
  }

  private synchronized void tellHarmless() {
    isHarmless = true;
    notifyAll();
  }

  /** False when nothing awaits the decision, or no longer does. */
  private synchronized boolean tellWhoAwaits(int decision) {
    isDecided = true;
    isInUse = decision != RunningAgent.WORKS;
    exitCode = decision > RunningAgent.WORKS ? decision : 0;
    notifyAll();
    return isAwaited;
  }

  private static final class Waiter extends Thread {
    private final StartThread start;

    Waiter(StartThread start) {
      super("managed-identity-agent-start-line");
      this.start = start;
    }

    @Override
    public void run() {
      start.awaitDecision(false);
    }
  }
}
