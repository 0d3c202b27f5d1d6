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
   */
  void begin() {
    Runtime.getRuntime().addShutdownHook(waiter);
    start();
  }

  @Override
  public void run() {
    try {
      if (!handle.starter().call()) {
        instrumentation.removeTransformer(transformer);
      }
    } catch (Throwable e) {
      instrumentation.removeTransformer(transformer);
      StartLine.failure(
          "the agent could not start and stays off; the application runs without it", e);
    }
    try {
      Runtime.getRuntime().removeShutdownHook(waiter);
    } catch (IllegalStateException e) {
      return; // going down: the hook is what waits for this thread
    }
  }

  private static final class Waiter extends Thread {
    private final Thread start;

    Waiter(Thread start) {
      super("managed-identity-agent-start-line");
      this.start = start;
    }

    @Override
    public void run() {
      try {
        start.join(PATIENCE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
