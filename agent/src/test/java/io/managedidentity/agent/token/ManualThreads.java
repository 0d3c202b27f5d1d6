package io.managedidentity.agent.token;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Threads that run when the test says so. */
final class ManualThreads implements TokenThreads {
  record Later(Runnable task, long delayNanos) {}

  final Deque<Runnable> fetches = new ArrayDeque<>();
  final List<Later> later = new ArrayList<>();
  final List<Later> cancelled = new ArrayList<>();

  /** Of whoever wants something to run later; null if it is done. */
  RuntimeException refusal;

  @Override
  public synchronized void fetch(List<String> lane, Runnable task) {
    fetches.add(task);
    notifyAll();
  }

  @Override
  public synchronized Scheduled later(Runnable task, long delayNanos) {
    if (refusal != null) {
      throw refusal;
    }
    Later scheduled = new Later(task, delayNanos);
    later.add(scheduled);
    return () -> cancelled.add(scheduled);
  }

  /** Runs the oldest fetch, once there is one. */
  void runFetch() throws InterruptedException {
    Runnable task;
    synchronized (this) {
      if (fetches.isEmpty()) {
        wait(10_000);
      }
      task = fetches.remove();
    }
    task.run();
  }

  /** The last task that was scheduled. */
  Later lastLater() {
    return later.get(later.size() - 1);
  }

  /** Runs what is scheduled until now, in the order of its times. */
  void runLater() {
    List<Later> due;
    synchronized (this) {
      due = new ArrayList<>(later);
    }
    due.forEach(task -> task.task().run());
  }
}
