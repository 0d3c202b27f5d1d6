package io.managedidentity.agent.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FetchLanesTest {
  private final Deque<Runnable> running = new ArrayDeque<>();
  private final AtomicInteger ran = new AtomicInteger();

  @Test
  void runsFourOfALaneAtOnceAndTheRestInOrder() {
    FetchLanes lanes = new FetchLanes(running::add);
    for (int i = 0; i < 6; i++) {
      int expected = i;
      lanes.run(List.of("imds"), () -> assertEquals(expected, ran.getAndIncrement()));
    }
    assertEquals(4, running.size());

    running.remove().run();
    running.remove().run();

    assertEquals(4, running.size());
    while (!running.isEmpty()) {
      running.remove().run();
    }
    assertEquals(6, ran.get());
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
