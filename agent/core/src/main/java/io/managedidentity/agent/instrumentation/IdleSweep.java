package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.injection.TokenInjector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Removes from each {@link WeakIdentityMap} the values beside objects that are gone, once a minute
 * while one has values. A map does so itself when it is used; in an idle application, the last
 * requests, with their tokens, would stay. Thread-safe.
 */
final class IdleSweep implements Runnable {
  static final IdleSweep OF_ALL = new IdleSweep();

  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Maps with entries; held weakly, since a client's hook goes with the client. */
  private final Set<WeakIdentityMap<?>> maps =
      Collections.newSetFromMap(new WeakHashMap<WeakIdentityMap<?>, Boolean>());

  private @Nullable TokenInjector scheduler;
  private boolean isScheduled;

  private IdleSweep() {}

  synchronized void use(TokenInjector injector) {
    scheduler = injector;
  }

  synchronized void add(WeakIdentityMap<?> map) {
    maps.add(map);
    schedule();
  }

  private synchronized void schedule() {
    TokenInjector injector = scheduler;
    if (!isScheduled && !maps.isEmpty() && injector != null) {
      isScheduled = injector.later(this, PAUSE_NANOS);
    }
  }

  @Override
  public void run() {
    for (WeakIdentityMap<?> map : all()) {
      if (map.sweep()) {
        remove(map);
      }
    }
    synchronized (this) {
      isScheduled = false;
    }
    schedule();
  }

  private synchronized List<WeakIdentityMap<?>> all() {
    return new ArrayList<>(maps);
  }

  private synchronized void remove(WeakIdentityMap<?> map) {
    maps.remove(map);
  }
}
