package io.managedidentity.agent.injection;

import java.util.concurrent.atomic.LongAdder;

/**
 * What happened to the requests of one mapping, counted on the wire: a redirect and a re-send are
 * requests of their own. Thread-safe, without a lock and without allocation.
 */
public final class MappingCounters {
  final LongAdder requests = new LongAdder();
  final LongAdder injected = new LongAdder();
  final LongAdder kept = new LongAdder();
  final LongAdder observed = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder resent = new LongAdder();
  final LongAdder fellBack = new LongAdder();
  private volatile long secretSeenAtMillis;

  /** Requests that the mapping named. */
  public long requests() {
    return requests.sum();
  }

  /** Requests that a token was put on. */
  public long injected() {
    return injected.sum();
  }

  /** Requests that kept the application's own authorization. */
  public long kept() {
    return kept.sum();
  }

  /** Requests that would have had a token, in mode observe. */
  public long observed() {
    return observed.sum();
  }

  /**
   * Requests for which there was no token, or no safe way to use it: they went out as the
   * application made them, or failed if the mapping says so.
   */
  public long failed() {
    return failed.sum();
  }

  /** Requests that were sent again with a fresh token after a 401. */
  public long resent() {
    return resent.sum();
  }

  /** Requests that were sent again as the application made them, after a 401 or 403. */
  public long fellBack() {
    return fellBack.sum();
  }

  /**
   * When the application last sent a secret of its own that the mapping replaces or removes, in
   * milliseconds since 1970; 0 for never.
   */
  public long secretSeenAtMillis() {
    return secretSeenAtMillis;
  }

  void secretSeen() {
    secretSeenAtMillis = System.currentTimeMillis();
  }
}
