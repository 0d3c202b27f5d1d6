package io.managedidentity.agent.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FetchLanesTest {
  private final Deque<Runnable> running = new ArrayDeque<>();
  private final AtomicInteger ran = new AtomicInteger();

  @Test
  void runsFourOfALaneAtOnceAndTheRestInOrderOnTheThreadsThatAreThere() {
    FetchLanes lanes = new FetchLanes(running::add);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int task = i;
      lanes.run(List.of("imds"), () -> order.add(task));
    }
    assertEquals(4, running.size());

    running.remove().run();

    assertEquals(List.of(0, 4, 5), order);
    assertEquals(3, running.size(), "no thread is made for what waited");
    while (!running.isEmpty()) {
      running.remove().run();
    }
    assertEquals(List.of(0, 4, 5, 1, 2, 3), order);
    lanes.run(List.of("imds"), ran::incrementAndGet);
    running.remove().run();
    assertEquals(1, ran.get());
  }

  /** What waits must not be lost with a thread that cannot be made: nobody would be told. */
  @Test
  void runsWhatWaitsThoughNoFurtherThreadCanBeMade() {
    FetchLanes lanes =
        new FetchLanes(
            task -> {
              if (ran.get() > 0) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              running.add(task);
            });
    for (int i = 0; i < 6; i++) {
      lanes.run(List.of("imds"), ran::incrementAndGet);
    }

    running.remove().run();

    assertEquals(3, ran.get(), "its own, and the two that waited");
  }

  @Test
  void givesWhatWaitsToAnotherThreadWhereATaskFails() {
    FetchLanes lanes = new FetchLanes(running::add);
    lanes.run(
        List.of("imds"),
        () -> {
          throw new IllegalStateException("bug");
        });
    for (int i = 0; i < 4; i++) {
      lanes.run(List.of("imds"), ran::incrementAndGet);
    }

    assertThrows(IllegalStateException.class, () -> running.remove().run());

    assertEquals(4, running.size());
    while (!running.isEmpty()) {
      running.remove().run();
    }
    assertEquals(4, ran.get());
  }

  @Test
  void holdsUpNoOtherLane() {
    FetchLanes lanes = new FetchLanes(running::add);
    for (int i = 0; i < 10; i++) {
      lanes.run(List.of("imds"), ran::incrementAndGet);
    }

    lanes.run(List.of("workload-identity"), ran::incrementAndGet);

    assertEquals(5, running.size());
  }

  @Test
  void freesThePlaceOfATaskThatFailsOrCannotStart() {
    AtomicInteger refusals = new AtomicInteger(4);
    FetchLanes lanes =
        new FetchLanes(
            task -> {
              if (refusals.getAndDecrement() > 0) {
                throw new RejectedExecutionException();
              }
              running.add(task);
            });
    for (int i = 0; i < 4; i++) {
      assertThrows(
          RejectedExecutionException.class, () -> lanes.run(List.of("imds"), ran::incrementAndGet));
    }
    lanes.run(
        List.of("imds"),
        () -> {
          throw new IllegalStateException("bug");
        });
    assertThrows(IllegalStateException.class, () -> running.remove().run());

    lanes.run(List.of("imds"), ran::incrementAndGet);
    running.remove().run();

    assertEquals(1, ran.get());
  }
}
