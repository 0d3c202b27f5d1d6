package io.managedidentity.premain;

import java.lang.instrument.Instrumentation;

/**
 * Reads and checks the configuration beside the application's start, and says the one line about
 * it.
 *
 * <p>A daemon, so that a hanging file system never keeps the JVM alive; a program that ends at once
 * is held by a shutdown hook until the line is out, for {@value #PATIENCE_MILLIS} ms at most. The
 * hook is gone when the line is out.
 */
final class StartThread extends Thread {
  static final long PATIENCE_MILLIS = 5000;

  private final AgentHandle handle;
  private final ClientTransformer transformer;
  private final Instrumentation instrumentation;
  private final Thread waiter = new Waiter(this);
  private boolean mayEnd;
  private boolean isAwaited;
  private boolean isDecided;
  private int exitCode;

  StartThread(AgentHandle handle, ClientTransformer transformer, Instrumentation instrumentation) {
    super("managed-identity-agent-start");
    this.handle = handle;
    this.transformer = transformer;
    this.instrumentation = instrumentation;
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

  /**
   * Waits until the configuration is read, for {@value #PATIENCE_MILLIS} ms at most.
   *
   * @return the exit code that the caller is to end the JVM with, or 0 to go on
   */
  synchronized int awaitExitCode() throws InterruptedException {
    isAwaited = !isDecided; // else this thread's own way to end the JVM is taken already
    awaitDecision();
    isAwaited = false;
    return exitCode;
  }

  /** Until the line is out, for {@value #PATIENCE_MILLIS} ms at most. */
  private synchronized void awaitDecision() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    for (long left = PATIENCE_MILLIS; !isDecided && left > 0; ) {
      wait(left);
      left = (deadline - System.nanoTime()) / 1_000_000;
    }
  }

  @Override
  public void run() {
    int decision = AgentHandle.STAYS_OFF;
    try {
      decision = handle.starter().call();
    } catch (Throwable e) {
      StartLine.failure(StartLine.STAYS_OFF, e);
    }
    if (decision > AgentHandle.WORKS && !mayEnd) {
      decision = AgentHandle.STAYS_OFF;
    }
    if (decision == AgentHandle.STAYS_OFF) {
      instrumentation.removeTransformer(transformer);
    }
    boolean isAwaitedNow = tellWhoAwaits(decision);
    removeHook();
    if (!isAwaitedNow && decision > AgentHandle.WORKS) {
      Runtime.getRuntime().halt(decision);
    }
    if (decision == AgentHandle.WORKS) {
      finish();
    }
  }

  private void finish() {
    try {
      handle.finisher().run();
    } catch (Throwable e) {
      instrumentation.removeTransformer(transformer);
      StartLine.failure(StartLine.STAYS_OFF, e);
    }
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(waiter);
    } catch (IllegalStateException e) {
      return; // going down: the hook is what waits for this thread
    }
  }

  /** False when nobody awaits the decision, or no longer. */
  private synchronized boolean tellWhoAwaits(int decision) {
    isDecided = true;
    exitCode = decision > AgentHandle.WORKS ? decision : 0;
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
      try {
        start.awaitDecision();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
