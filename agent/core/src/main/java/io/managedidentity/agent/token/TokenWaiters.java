package io.managedidentity.agent.token;

import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** Requests that wait for the end of a fetch without a thread. Guarded by the handle's lock. */
final class TokenWaiters {
  private final ReentrantLock lock;
  private final TokenThreads threads;
  private final AgentLog log;

  /** In order of arrival; event loops remove one under the lock, in constant time. */
  private final Set<TokenWait> waits = new LinkedHashSet<>();

  TokenWaiters(ReentrantLock lock, TokenThreads threads, AgentLog log) {
    this.log = log;
    this.lock = lock;
    this.threads = threads;
  }

  void add(TokenWait wait) {
    waits.add(wait);
  }

  /** Removes those whose wait has ended with a fetch; the caller ends them without the lock. */
  List<TokenWait> release(Refusal refusal) {
    List<TokenWait> released = new ArrayList<>(waits.size());
    for (Iterator<TokenWait> all = waits.iterator(); all.hasNext(); ) {
      TokenWait wait = all.next();
      HeldToken refused = wait.refused();
      if (refused == null || !refusal.isUnderWay(refused)) {
        released.add(wait);
        all.remove();
      }
    }
    return released;
  }

  /** Ends the wait after that time. Called without the lock. */
  void limit(TokenWait wait, long waitNanos) {
    try {
      wait.limit(
          threads.later(
              new Runnable() {
                @Override
                public void run() {
                  remove(wait);
                  end(wait);
                }
              },
              waitNanos));
    } catch (Throwable e) { // nothing would end the wait, so it ends now
      remove(wait);
      end(wait);
    }
  }

  /** Called without the lock. */
  void remove(TokenWait wait) {
    lock.lock();
    try {
      waits.remove(wait);
    } finally {
      lock.unlock();
    }
  }

  /** Called without the lock. A failure in there is not a fault of the fetch. */
  void end(TokenWait wait) {
    try {
      wait.end();
    } catch (Throwable e) {
      log.once(
          "resume " + e.getClass().getName(),
          LogLevel.ERROR,
          "a request that waited for a token could not continue: "
              + e.getClass().getName()
              + ". Please report it with the agent's log at level debug.");
    }
  }
}
