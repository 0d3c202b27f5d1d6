package io.managedidentity.agent.token;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Hands tasks to an executor, at most four at once from each lane; the rest wait in order. Four,
 * because an identity endpoint takes five requests at once for a whole machine (R-CACHE).
 * Thread-safe.
 */
final class FetchLanes {
  static final int WIDTH = 4;

  private final Executor executor;
  private final Map<List<String>, Lane> lanes = new HashMap<>();

  private static final class Lane {
    final Deque<Runnable> waiting = new ArrayDeque<>();
    int running;
  }

  FetchLanes(Executor executor) {
    this.executor = executor;
  }

  void run(List<String> name, Runnable task) {
    synchronized (this) {
      Lane lane = lanes.get(name);
      if (lane == null) {
        lane = new Lane();
        lanes.put(name, lane);
      }
      if (lane.running == WIDTH) {
        lane.waiting.add(task);
        return;
      }
      lane.running++;
    }
    start(name, task);
  }

  /**
   * The thread continues with what waits in the lane: then no other must be created, which could
   * fail with nothing there to be told.
   */
  private void start(List<String> name, Runnable task) {
    boolean isStarted = false;
    try {
      executor.execute(
          new Runnable() {
            @Override
            public void run() {
              runAll(name, task);
            }
          });
      isStarted = true;
    } finally {
      if (!isStarted) {
        leave(name);
      }
    }
  }

  private void runAll(List<String> name, Runnable first) {
    Runnable task = first;
    try {
      while (task != null) {
        task.run();
        task = next(name);
      }
    } finally {
      if (task != null) { // it has thrown, and this thread ends with it
        Runnable waiting = next(name);
        if (waiting != null) {
          start(name, waiting);
        }
      }
    }
  }

  /** Null if nothing waits; the place in the lane is free then. */
  private synchronized @Nullable Runnable next(List<String> name) {
    Lane lane = lanes.get(name);
    Runnable next = lane == null ? null : lane.waiting.poll();
    if (next == null) {
      leave(name);
    }
    return next;
  }

  /**
   * The first task of a thread that could not be created: whoever handed it in is told. Other tasks
   * of the lane have a thread.
   */
  private synchronized void leave(List<String> name) {
    Lane lane = lanes.get(name);
    if (lane != null && --lane.running == 0) {
      lanes.remove(name);
    }
  }
}
