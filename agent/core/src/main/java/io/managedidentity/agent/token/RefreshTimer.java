package io.managedidentity.agent.token;

import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import org.jspecify.annotations.Nullable;

/**
 * When a {@link TokenHandle} is to be refreshed, and the task that does it: one for each handle,
 * which releases it when retired, since it may be scheduled hours ahead. Written under the handle's
 * lock, read by any request.
 */
final class RefreshTimer implements Runnable {
  /** A refresh that is late by this much was lost, and the next request starts it. */
  private static final long LATE_NANOS = 30 * RefreshPolicy.NANOS_PER_SECOND;

  private final TokenThreads threads;
  private final AgentLog log;
  private volatile @Nullable TokenHandle handle;
  private volatile long dueNanos;

  RefreshTimer(TokenHandle handle, TokenThreads threads, AgentLog log) {
    this.handle = handle;
    this.threads = threads;
    this.log = log;
  }

  void retire() {
    handle = null;
  }

  boolean isRetired() {
    return handle == null;
  }

  /** By the monotonic clock; meaningless before anything was scheduled. */
  long dueNanos() {
    return dueNanos;
  }

  boolean isDue(long now) {
    return now - dueNanos >= 0;
  }

  boolean isLost(long now) {
    return now - dueNanos > LATE_NANOS;
  }

  /** The lost one is being replaced. */
  void found(long now) {
    dueNanos = now + LATE_NANOS;
  }

  void schedule(long pauseNanos, long now) {
    long delay = Math.max(0, pauseNanos);
    dueNanos = now + delay;
    if (isRetired()) {
      return;
    }
    try {
      threads.later(this, delay);
    } catch (Throwable e) { // the next request that finds the refresh late starts it
      log.once(
          "schedule",
          LogLevel.WARN,
          "tokens are not refreshed ahead of time, so requests wait for them: "
              + e
              + ". Please report this.");
    }
  }

  @Override
  public void run() {
    TokenHandle current = handle;
    if (current != null) {
      current.refresh();
    }
  }
}
