package io.managedidentity.agent.token;

import io.managedidentity.agent.clock.AgentClock;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Time and threads of a simulation: one event after the other, and of all threads only one runs at
 * any moment, so that a run is the same every time. A task that sleeps is continued by an event.
 *
 * <p>Monotonic time stands still while the machine sleeps; true time and the wall clock go on.
 */
final class SimulatedTime implements AgentClock, AutoCloseable {
  static final long SECOND = 1_000_000_000L;
  private static final long WALL_START = 1_893_456_000_000L;
  private static final long NANO_START = Long.MAX_VALUE - 100 * SECOND; // overflows on the way

  private record Event(long at, long order, Runnable task) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          (a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
  private final List<Carrier> idle = new ArrayList<>();
  private final Thread main = Thread.currentThread();
  private Carrier running;
  private long order;
  private long mono;
  private long asleep;
  private long wallShiftMillis;

  /** Nanoseconds since the start, the machine's sleep left out. */
  long mono() {
    return mono;
  }

  /** Nanoseconds since the start. */
  long trueTime() {
    return mono + asleep;
  }

  /** The machine sleeps: nothing runs, the monotonic clock stands still. */
  void sleepMachine(long nanos) {
    asleep += nanos;
  }

  void shiftWall(long millis) {
    wallShiftMillis += millis;
  }

  /** A wall clock that nobody has set: what servers go by. */
  long trueWallMillis() {
    return WALL_START + trueTime() / 1_000_000;
  }

  @Override
  public long wallMillis() {
    return trueWallMillis() + wallShiftMillis;
  }

  @Override
  public long nanoTime() {
    return NANO_START + mono;
  }

  @Override
  public void sleep(long millis) {
    Carrier self = running;
    after(millis * 1_000_000, () -> resume(self));
    self.yield();
  }

  void after(long nanos, Runnable task) {
    events.add(new Event(mono + Math.max(0, nanos), order++, task));
  }

  /** Starts a task that may sleep. */
  void start(Runnable task) {
    after(
        0,
        () -> {
          Carrier carrier = idle.isEmpty() ? new Carrier() : idle.remove(idle.size() - 1);
          carrier.task = task;
          resume(carrier);
        });
  }

  /** Runs all events up to that time. */
  void runUntil(long end) {
    while (!events.isEmpty() && events.peek().at <= end) {
      Event event = events.remove();
      mono = event.at;
      event.task.run();
    }
    mono = Math.max(mono, end);
  }

  /** For the next seed. */
  void reset() {
    events.clear();
    order = 0;
    mono = 0;
    asleep = 0;
    wallShiftMillis = 0;
  }

  @Override
  public void close() {
    for (Carrier carrier : idle) {
      carrier.isOver = true;
      LockSupport.unpark(carrier.thread);
    }
  }

  private void resume(Carrier carrier) {
    running = carrier;
    carrier.hasTurn = true;
    LockSupport.unpark(carrier.thread);
    for (int spins = 0; carrier.hasTurn; spins++) {
      if (spins > 500) {
        LockSupport.park(this);
      } else {
        Thread.onSpinWait();
      }
    }
    running = null;
    if (carrier.task == null) {
      idle.add(carrier);
    }
    RuntimeException failure = carrier.failure;
    if (failure != null) {
      carrier.failure = null;
      throw failure;
    }
  }

  /** A real thread that runs only when it has the turn. */
  private final class Carrier implements Runnable {
    final Thread thread = new Thread(this, "simulated");
    volatile boolean hasTurn;
    volatile boolean isOver;
    volatile Runnable task;
    volatile RuntimeException failure;

    Carrier() {
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public void run() {
      while (awaitTurn()) {
        try {
          task.run();
        } catch (Throwable e) {
          failure = new IllegalStateException("a task of the simulation failed", e);
        }
        task = null;
        hasTurn = false;
        LockSupport.unpark(main);
      }
    }

    void yield() {
      hasTurn = false;
      LockSupport.unpark(main);
      awaitTurn();
    }

    private boolean awaitTurn() {
      for (int spins = 0; !hasTurn; spins++) {
        if (isOver) {
          return false;
        }
        if (spins > 500) {
          LockSupport.park(this);
        } else {
          Thread.onSpinWait();
        }
      }
      return true;
    }
  }
}
