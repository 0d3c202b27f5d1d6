package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class CourierTest {
  private static final Runnable NOTHING = () -> {};

  @Test
  void hasContextClassLoaderOfItsMaker() throws Exception {
    ClassLoader loader = new ClassLoader(null) {};

    Thread courier = on(new ThreadGroup("group"), loader, () -> Courier.make(NOTHING));

    assertNotNull(courier);
    assertSame(loader, courier.getContextClassLoader());
  }

  @Test
  void hasGroupPriorityAndNameOfItsMaker() throws Exception {
    ThreadGroup group = new ThreadGroup("group");

    Thread courier = on(group, null, () -> Courier.make(NOTHING));

    assertNotNull(courier);
    assertSame(group, courier.getThreadGroup());
    assertEquals(Thread.MIN_PRIORITY, courier.getPriority());
    assertEquals("maker", courier.getName());
  }

  @Test
  void inheritsThreadLocalsOfItsMaker() throws Exception {
    InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
    FutureTask<String> read = new FutureTask<>(local::get);

    Thread courier =
        on(
            new ThreadGroup("group"),
            null,
            () -> {
              local.set("of the maker");
              return Courier.make(read);
            });
    assertNotNull(courier);
    courier.start();

    assertEquals("of the maker", read.get());
  }

  @Test
  void isNotThereWhereInheritingFails() throws Exception {
    InheritableThreadLocal<String> local =
        new InheritableThreadLocal<>() {
          @Override
          protected String childValue(String ofParent) {
            throw new IllegalStateException("of the application");
          }
        };

    Thread courier =
        on(
            new ThreadGroup("group"),
            null,
            () -> {
              local.set("of the maker");
              return Courier.make(NOTHING);
            });

    assertNull(courier);
  }

  private static <T> T on(ThreadGroup group, ClassLoader loader, Callable<T> task)
      throws Exception {
    FutureTask<T> future = new FutureTask<>(task);
    Thread maker = new Thread(group, future, "maker");
    maker.setContextClassLoader(loader);
    maker.setPriority(Thread.MIN_PRIORITY);
    maker.start();
    return future.get();
  }
}
