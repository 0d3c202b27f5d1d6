package io.managedidentity.agent.injection;

import io.managedidentity.agent.token.TokenWait;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * How a request that waits for a token without a thread continues: on its client's own executor or
 * event loop. One object for one wait; {@link #cancel} ends it, and must be called if the request
 * is given up, so that nothing is held.
 *
 * <p>No code of the client or the application runs on a thread of the agent. The executor gets the
 * task from a thread that the request's own thread made (see {@link Courier}); if it takes no more
 * tasks, the client is shut down and the request given up.
 */
public abstract class Continuation extends TokenWait {
  private final Faults faults;
  private final Executor executor;
  private volatile @Nullable Thread courier;
  private volatile @Nullable ClassLoader contextLoader;

  /**
   * @param executor of the client, or the event loop of the connection
   */
  protected Continuation(Faults faults, Executor executor) {
    this.faults = faults;
    this.executor = executor;
  }

  /** Continues the request. What it throws is counted as a fault, and {@link #failed} is called. */
  protected abstract void goOn() throws Exception;

  /**
   * The executor takes no more tasks: the client is shut down. On the courier's thread. Does
   * nothing if the client itself ends what waits.
   */
  protected void abandoned(RejectedExecutionException e) {}

  /**
   * {@link #goOn} failed, which was counted: lets the client continue or fail. On the same thread.
   */
  protected void failed(Throwable e) {}

  @Override
  protected final void begin() {
    contextLoader = Thread.currentThread().getContextClassLoader();
    courier = Courier.make(new HandOver());
  }

  @Override
  protected final void over() {
    Thread made = courier;
    courier = null;
    if (made != null) {
      try {
        made.start();
        return;
      } catch (OutOfMemoryError
          | IllegalThreadStateException e) { // the JVM can have no more threads
        faults.failed(e);
      }
    }
    handOverHere();
  }

  /** Better on a thread of the agent than never: the request would hang. */
  private void handOverHere() {
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    thread.setContextClassLoader(contextLoader);
    try {
      new HandOver().run();
    } finally {
      thread.setContextClassLoader(own);
    }
  }

  private final class HandOver implements Runnable {
    @Override
    public void run() {
      GuardedTask task = new GuardedTask();
      try {
        executor.execute(task);
      } catch (RejectedExecutionException e) {
        abandon(task, e);
      } catch (Throwable e) { // also of a pool that cannot start a worker
        faults.failed(e);
        abandon(task, new RejectedExecutionException(e));
      }
    }

    /** A pool that failed may have taken the task anyway. */
    private void abandon(GuardedTask task, RejectedExecutionException cause) {
      if (!task.isTaken.compareAndSet(false, true)) {
        return;
      }
      try {
        abandoned(cause);
      } catch (RuntimeException | LinkageError e) {
        faults.failed(e);
      }
    }
  }

  private final class GuardedTask implements Runnable {
    /** By the executor, or because it will not run. */
    final AtomicBoolean isTaken = new AtomicBoolean();

    @Override
    public void run() {
      if (!isTaken.compareAndSet(false, true)) {
        return;
      }
      try {
        goOn();
      } catch (Exception | LinkageError e) {
        faults.failed(e);
        recover(e);
      } catch (Error e) { // the JVM's or the application's; the executor must see it
        recover(e);
        throw e;
      }
    }

    private void recover(Throwable cause) {
      try {
        failed(cause);
      } catch (RuntimeException | LinkageError e) {
        faults.failed(e);
      }
    }
  }
}
