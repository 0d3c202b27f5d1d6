package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ContinuationTest {
  private final List<Throwable> faults = new ArrayList<>();
  private final LinkedBlockingQueue<Runnable> handedOver = new LinkedBlockingQueue<>();

  @Test
  void runsOnlyWhatExecutorRuns() throws Exception {
    Recorded recorded = new Recorded(handedOver::add);

    recorded.begin();
    recorded.over();
    Runnable task = handedOver.take();
    assertEquals(List.of(), recorded.events);
    task.run();

    assertEquals(List.of("on"), recorded.events);
    assertEquals(List.of(), faults);
  }

  @Test
  void goesOnOnceAlthoughExecutorRunsItTwice() throws Exception {
    Recorded recorded = new Recorded(handedOver::add);

    recorded.begin();
    recorded.over();
    Runnable task = handedOver.take();
    task.run();
    task.run();

    assertEquals(List.of("on"), recorded.events);
  }

  @Test
  void handsOverOnThreadThatLooksLikeTheRequestsOwn() throws Exception {
    ClassLoader loader = new ClassLoader(null) {};
    LinkedBlockingQueue<Thread> couriers = new LinkedBlockingQueue<>();
    Recorded recorded = new Recorded(task -> couriers.add(Thread.currentThread()));
    ClassLoader own = Thread.currentThread().getContextClassLoader();

    Thread.currentThread().setContextClassLoader(loader);
    try {
      recorded.begin();
    } finally {
      Thread.currentThread().setContextClassLoader(own);
    }
    recorded.over();

    Thread courier = couriers.take();
    assertSame(loader, courier.getContextClassLoader());
    assertEquals(Thread.currentThread().getName(), courier.getName());
  }

  @Test
  void isAbandonedWithoutFaultWhereExecutorIsShutDown() throws Exception {
    RejectedExecutionException rejection = new RejectedExecutionException("shut down");
    Recorded recorded =
        new Recorded(
            task -> {
              throw rejection;
            });

    recorded.begin();
    recorded.over();
    recorded.wasAbandoned.await();

    assertEquals(List.of("abandoned shut down"), recorded.events);
    assertEquals(List.of(), faults);
  }

  @Test
  void isAbandonedAndCountedWhereExecutorCannotStartWorker() throws Exception {
    OutOfMemoryError full = new OutOfMemoryError("unable to create native thread");
    Recorded recorded =
        new Recorded(
            task -> {
              handedOver.add(task);
              throw full;
            });

    recorded.begin();
    recorded.over();
    recorded.wasAbandoned.await();
    handedOver.take().run();

    assertEquals(
        List.of("abandoned " + full), recorded.events, "and does not go on as well afterwards");
    assertEquals(List.of(full), faults);
  }

  @Test
  void countsWhatFailsAndLetsClientGoOn() throws Exception {
    IllegalStateException failure = new IllegalStateException("ours");
    Recorded recorded = new Recorded(handedOver::add);
    recorded.failure = failure;

    recorded.begin();
    recorded.over();
    handedOver.take().run();

    assertEquals(List.of("on", "failed " + failure), recorded.events);
    assertEquals(List.of(failure), faults);
  }

  @Test
  void showsErrorsToExecutorAfterTheClientWasTold() throws Exception {
    OutOfMemoryError error = new OutOfMemoryError("heap");
    Recorded recorded = new Recorded(handedOver::add);
    recorded.error = error;

    recorded.begin();
    recorded.over();
    Runnable task = handedOver.take();

    assertSame(error, assertThrows(OutOfMemoryError.class, task::run));
    assertEquals(List.of("on", "failed " + error), recorded.events);
  }

  @Test
  void handsOverAllTheSameWhereNoThreadCanBeMade() {
    InheritableThreadLocal<String> local =
        new InheritableThreadLocal<>() {
          @Override
          protected String childValue(String ofParent) {
            throw new IllegalStateException("of the application");
          }
        };
    Recorded recorded = new Recorded(handedOver::add);

    local.set("value");
    try {
      recorded.begin();
      recorded.over();
    } finally {
      local.remove();
    }

    assertEquals(1, handedOver.size());
  }

  private final class Recorded extends Continuation {
    final List<String> events = new ArrayList<>();
    final CountDownLatch wasAbandoned = new CountDownLatch(1);
    IllegalStateException failure;
    OutOfMemoryError error;

    Recorded(Executor executor) {
      super(faults::add, executor);
    }

    @Override
    protected void goOn() {
      events.add("on");
      if (failure != null) {
        throw failure;
      }
      if (error != null) {
        throw error;
      }
    }

    @Override
    protected void abandoned(RejectedExecutionException e) {
      events.add("abandoned " + (e.getCause() == null ? e.getMessage() : e.getCause()));
      wasAbandoned.countDown();
    }

    @Override
    protected void failed(Throwable e) {
      events.add("failed " + e);
    }
  }
}
