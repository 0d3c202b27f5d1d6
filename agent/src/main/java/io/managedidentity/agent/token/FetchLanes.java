package io.managedidentity.agent.token;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Hands tasks to an executor, of each lane four at once at most; the rest wait in order. Four,
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

  private void start(List<String> name, Runnable task) {
    boolean isStarted = false;
    try {
      executor.execute(
          new Runnable() {
            @Override
            public void run() {
              try {
                task.run();
              } finally {
                ended(name);
              }
            }
          });
      isStarted = true;
    } finally {
      if (!isStarted) {
        ended(name);
      }
    }
  }

  private void ended(List<String> name) {
    Runnable next;
    synchronized (this) {
      Lane lane = lanes.get(name);
      next = lane == null ? null : lane.waiting.poll();
      if (next == null && lane != null && --lane.running == 0) {
        lanes.remove(name);
      }
    }
    if (next != null) {
      start(name, next);
    }
  }
}
