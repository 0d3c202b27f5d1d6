package io.managedidentity.agent.token;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A wait for a token without a thread, of one request: it is over when a fetch has ended, when its
 * time is up, or when the request is given up. Thread-safe.
 */
public abstract class TokenWait {
  private final AtomicBoolean isOver = new AtomicBoolean();
  private volatile @Nullable TokenWaiters room;
  private volatile @Nullable HeldToken refused;
  private volatile @Nullable Scheduled limit;

  protected TokenWait() {}

  /**
   * Called on the request's own thread once it is certain that there is a wait, before the other
   * methods.
   */
  protected void begin() {}

  /**
   * The wait is over, but not by {@link #cancel}. Called at most once, by any thread of the agent;
   * it must neither wait nor call what the application or its client owns.
   */
  protected abstract void over();

  /** What it waits for comes as it begins. */
  public final void beginAndEnd() {
    begin();
    end();
  }

  /** The token is no longer wanted: releases everything, and {@link #over} is not called. */
  public final void cancel() {
    if (isOver.compareAndSet(false, true)) {
      TokenWaiters waiters = room;
      if (waiters != null) {
        waiters.remove(this);
      }
      release();
    }
  }

  /**
   * @param refusedToken set when waiting for a token other than this one
   */
  final void enter(TokenWaiters waiters, @Nullable HeldToken refusedToken) {
    refused = refusedToken;
    room = waiters;
  }

  final @Nullable HeldToken refused() {
    return refused;
  }

  final void limit(Scheduled timer) {
    limit = timer;
    if (isOver.get()) {
      timer.cancel();
    }
  }

  final void end() {
    if (isOver.compareAndSet(false, true)) {
      release();
      over();
    }
  }

  /** A timer holds the request, and the request its connection. */
  private void release() {
    room = null;
    Scheduled timer = limit;
    limit = null;
    if (timer != null) {
      timer.cancel();
    }
  }
}
