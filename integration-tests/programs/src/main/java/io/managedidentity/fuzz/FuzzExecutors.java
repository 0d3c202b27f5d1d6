package io.managedidentity.fuzz;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What applications give to their clients. */
final class FuzzExecutors {
  private FuzzExecutors() {}

  /**
   * @param kind {@code own} for the client's own; {@code virtual} where this JDK has none is {@code
   *     cached}
   */
  static Executor of(String kind) throws Exception {
    switch (kind) {
      case "one":
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
      case "few":
        return new ThreadPoolExecutor(4, 4, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
      case "cached":
        // Its workers live for a moment, so that any hand-over may be the one that makes the next.
        return new ThreadPoolExecutor(0, 100, 1, TimeUnit.MILLISECONDS, new SynchronousQueue<>());
      case "direct":
        return Runnable::run;
      case "common":
        return ForkJoinPool.commonPool();
      case "virtual":
        return virtual();
      default:
        return null;
    }
  }

  private static Executor virtual() throws Exception {
    try {
      return (Executor) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (NoSuchMethodException e) {
      return of("cached");
    }
  }

  static void close(Executor executor) {
    if (executor instanceof ExecutorService && executor != ForkJoinPool.commonPool()) {
      ((ExecutorService) executor).shutdownNow();
    }
  }
}
