package io.managedidentity.agent.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Starts the agent's background work once two things have happened, in either order: the
 * configuration is in use, and the application has loaded an HTTP client. A program without HTTP
 * gets no thread. Thread-safe.
 */
final class BackgroundWork {
  private @Nullable Runnable work;
  private boolean isClientSeen;
  private boolean isStarted;

  void configured(Runnable toStart) {
    synchronized (this) {
      work = toStart;
    }
    startIfReady();
  }

  /** Called while a class is being loaded: it must do no more than hand over. */
  void clientSeen() {
    synchronized (this) {
      if (isClientSeen) {
        return;
      }
      isClientSeen = true;
    }
    startIfReady();
  }

  private void startIfReady() {
    Runnable ready;
    synchronized (this) {
      if (!isClientSeen || isStarted || work == null) {
        return;
      }
      isStarted = true;
      ready = work;
    }
    ready.run();
  }
}
