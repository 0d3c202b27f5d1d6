package io.managedidentity.agent.token;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The agent's daemon threads, all started on first use: one that schedules, for the life of the
 * JVM, and those that fetch, which end when idle. They hold nothing of the thread that starts them,
 * which may belong to a web application: no class loader, no access control context, no inheritable
 * thread-local.
 */
public final class DaemonThreads implements TokenThreads {
  private static final long IDLE_SECONDS = 5;

  private @Nullable Pools pools;

  @Override
  public void fetch(List<String> lane, Runnable task) {
    pools().lanes.run(lane, task);
  }

  @Override
  public Scheduled later(Runnable task, long delayNanos) {
    ScheduledFuture<?> future = pools().scheduler.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    return new Scheduled() {
      @Override
      public void cancel() {
        future.cancel(false);
      }
    };
  }

  private synchronized Pools pools() {
    Pools made = pools;
    if (made == null) {
      made = new Pools();
      pools = made;
    }
    return made;
  }

  /**
   * Separate, so that a program that needs no token does not load the executors' classes either.
   */
  private static final class Pools {
    /** Without its own bound: the lanes are the bound. */
    final ThreadPoolExecutor fetchers =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<Runnable>(),
            new Factory("managed-identity-agent-fetch-"));

    final FetchLanes lanes = new FetchLanes(fetchers);
    final ScheduledThreadPoolExecutor scheduler =
        new ScheduledThreadPoolExecutor(1, new Factory("managed-identity-agent-refresh-"));

    Pools() {
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
      return AccessController.doPrivileged(
          new PrivilegedAction<Thread>() {
            @Override
            public Thread run() {
              return made(task);
            }
          });
    }

    private Thread made(Runnable task) {
      Thread thread = BareThreads.make(rootGroup(), task, prefix + count.incrementAndGet());
      thread.setDaemon(true);
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
