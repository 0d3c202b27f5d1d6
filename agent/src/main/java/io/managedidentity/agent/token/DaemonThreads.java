package io.managedidentity.agent.token;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The agent's daemon threads, all started on first use: one that schedules, and up to four that
 * fetch and end when idle. Four, because an identity endpoint takes five requests at once for a
 * whole machine (R-CACHE).
 */
public final class DaemonThreads implements TokenThreads {
  private static final int FETCHERS = 4;
  private static final long IDLE_SECONDS = 5;

  private @Nullable Pools pools;

  @Override
  public void fetch(Runnable task) {
    pools().fetchers.execute(task);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // tasks report their own failures
  public void later(Runnable task, long delayNanos) {
    pools().scheduler.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
  }

  private synchronized Pools pools() {
    Pools made = pools;
    if (made == null) {
      made = new Pools();
      pools = made;
    }
    return made;
  }

  /** Apart, so that a program that needs no token does not load the executors' classes either. */
  private static final class Pools {
    final ThreadPoolExecutor fetchers =
        new ThreadPoolExecutor(
            FETCHERS,
            FETCHERS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<Runnable>(),
            new Factory("managed-identity-agent-fetch-"));
    final ScheduledThreadPoolExecutor scheduler =
        new ScheduledThreadPoolExecutor(1, new Factory("managed-identity-agent-refresh-"));

    Pools() {
      fetchers.allowCoreThreadTimeOut(true);
      scheduler.setRemoveOnCancelPolicy(true);
    }
  }

  private static final class Factory implements ThreadFactory {
    private final String prefix;
    private final AtomicInteger count = new AtomicInteger();

    Factory(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public Thread newThread(Runnable task) {
      Thread thread = new Thread(rootGroup(), task, prefix + count.incrementAndGet());
      thread.setDaemon(true);
      // It may be started by a thread of a web application, whose loader must not be held by it.
      thread.setContextClassLoader(null);
      return thread;
    }

    private static ThreadGroup rootGroup() {
      ThreadGroup group = Thread.currentThread().getThreadGroup();
      for (ThreadGroup parent = group.getParent(); parent != null; parent = group.getParent()) {
        group = parent;
      }
      return group;
    }
  }
}
