package io.managedidentity.agent.token;

import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Those who wait for the end of a fetch without a thread. Guarded by the handle's lock. */
final class TokenWaiters {
  private final ReentrantLock lock;
  private final TokenThreads threads;
  private final AgentLog log;
  private final List<TokenWaiter> waiters = new ArrayList<>();

  TokenWaiters(ReentrantLock lock, TokenThreads threads, AgentLog log) {
    this.log = log;
    this.lock = lock;
    this.threads = threads;
  }

  void add(TokenWaiter waiter) {
    waiters.add(waiter);
  }

  /** Takes out those whose wait has ended with a fetch; the caller runs them without the lock. */
  List<TokenWaiter> release(Refusal refusal) {
    List<TokenWaiter> released = new ArrayList<>(waiters.size());
    List<TokenWaiter> kept = new ArrayList<>(0);
    for (TokenWaiter waiter : waiters) {
      HeldToken refused = waiter.refused();
      boolean isOver = refused == null || !refusal.isUnderWay(refused);
      (isOver ? released : kept).add(waiter);
    }
    waiters.clear();
    waiters.addAll(kept);
    return released;
  }

  /** Ends the wait after that time. Called without the lock. */
  void limit(TokenWaiter waiter, long waitNanos) {
    try {
      threads.later(
          new Runnable() {
            @Override
            public void run() {
              end(waiter);
            }
          },
          waitNanos);
    } catch (Throwable e) { // nothing would end the wait, so it ends now
      end(waiter);
    }
  }

  private void end(TokenWaiter waiter) {
    lock.lock();
    try {
      waiters.remove(waiter);
    } finally {
      lock.unlock();
    }
    resume(waiter);
  }

  /** Called without the lock. What goes wrong in there is no fault of the fetch. */
  void resume(TokenWaiter waiter) {
    try {
      waiter.run();
    } catch (Throwable e) {
      log.once(
          "resume " + e.getClass().getName(),
          LogLevel.ERROR,
          "a request that waited for a token could not be gone on with: "
              + e.getClass().getName()
              + ". Please report it with the agent's log at level debug.");
    }
  }
}
