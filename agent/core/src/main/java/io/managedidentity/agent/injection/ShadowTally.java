package io.managedidentity.agent.injection;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What came of requests that were repeated with the token. Thread-safe. */
public final class ShadowTally {
  private long repeated;
  private long agreed;
  private long unanswered;
  private final Map<Integer, Long> refused = new TreeMap<>();

  /** One status with which the service refused the token, and how often. Immutable. */
  public static final class Refused {
    private final int status;
    private final long count;

    Refused(int status, long count) {
      this.status = status;
      this.count = count;
    }

    public int status() {
      return status;
    }

    public long count() {
      return count;
    }
  }

  /** Returns how many agreed. */
  synchronized long agrees() {
    repeated++;
    return ++agreed;
  }

  synchronized void refuses(int status) {
    repeated++;
    Long before = refused.get(status);
    refused.put(status, before == null ? 1 : before + 1);
  }

  synchronized void isUnanswered() {
    unanswered++;
  }

  /** Requests that were repeated and got an answer. */
  public synchronized long repeated() {
    return repeated;
  }

  /** Of these the ones that the service treated like the application's own. */
  public synchronized long agreed() {
    return agreed;
  }

  /** Requests that were repeated in vain: no connection, no answer in time, no trust. */
  public synchronized long unanswered() {
    return unanswered;
  }

  /** Requests that the service treated otherwise, by its answer's status. */
  public synchronized List<Refused> refused() {
    List<Refused> all = new ArrayList<>();
    for (Map.Entry<Integer, Long> status : refused.entrySet()) {
      all.add(new Refused(status.getKey(), status.getValue()));
    }
    return all;
  }
}
