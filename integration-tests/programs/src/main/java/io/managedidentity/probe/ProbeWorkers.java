package io.managedidentity.probe;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * An application's pool whose idle workers live for a moment only, so that whoever hands it a task
 * makes a worker. Tells what its workers have inherited.
 */
public final class ProbeWorkers extends ThreadPoolExecutor {
  private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

  private final Set<String> looks = new ConcurrentSkipListSet<>();

  public ProbeWorkers() {
    super(0, 100, 1, TimeUnit.MILLISECONDS, new SynchronousQueue<Runnable>());
    INHERITED.set("of the application");
  }

  @Override
  protected void beforeExecute(Thread thread, Runnable task) {
    ClassLoader loader = thread.getContextClassLoader();
    looks.add(
        (loader == ClassLoader.getSystemClassLoader() ? "app" : String.valueOf(loader))
            + " "
            + thread.getThreadGroup().getName()
            + " "
            + INHERITED.get());
  }

  /** One line for each kind of worker: context class loader, thread group, thread-local. */
  public void tell(Message answer) {
    looks.forEach(look -> answer.add("worker", look));
  }
}
