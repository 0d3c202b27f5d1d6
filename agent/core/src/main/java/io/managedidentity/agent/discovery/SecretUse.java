package io.managedidentity.agent.discovery;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The requests to one destination that authenticate in one way. Thread-safe. Keeps the last value
 * in memory, so that a request with the same one costs no hash; it is never written anywhere.
 */
public final class SecretUse {
  static final int MOST_FINGERPRINTS = 16;

  private final String kind;
  private final String place;
  private final @Nullable CallSite site;
  private final LongAdder count = new LongAdder();
  private final long firstMillis = System.currentTimeMillis();
  private volatile long lastMillis = firstMillis;
  private volatile @Nullable Known last;
  private volatile String[] fingerprints = {};
  private volatile boolean hasMore;

  private static final class Known {
    final String header;
    final String value;

    Known(String header, String value) {
      this.header = header;
      this.value = value;
    }
  }

  SecretUse(String kind, String place, @Nullable CallSite site) {
    this.kind = kind;
    this.place = place;
    this.site = site;
  }

  boolean is(String otherKind, String otherPlace) {
    return kind.equals(otherKind) && place.equalsIgnoreCase(otherPlace);
  }

  boolean isSame(String header, String value) {
    Known known = last;
    return known != null && known.value.equals(value) && known.header.equalsIgnoreCase(header);
  }

  /** A request with just this value in that header is this use without another look. */
  public void know(String header, String value) {
    last = new Known(header, value);
  }

  /** A request has it. */
  public void met() {
    count.increment();
    lastMillis = System.currentTimeMillis();
  }

  /** The secret's fingerprint, or that of the key that made it. */
  public void fingerprint(String fingerprint) {
    if (!isKnown(fingerprint)) {
      add(fingerprint);
    }
  }

  private boolean isKnown(String fingerprint) {
    for (String known : fingerprints) {
      if (known.equals(fingerprint)) {
        return true;
      }
    }
    return false;
  }

  private synchronized void add(String fingerprint) {
    if (isKnown(fingerprint)) {
      return;
    }
    if (fingerprints.length >= MOST_FINGERPRINTS) {
      hasMore = true;
      return;
    }
    String[] more = Arrays.copyOf(fingerprints, fingerprints.length + 1);
    more[fingerprints.length] = fingerprint;
    fingerprints = more;
  }

  String kind() {
    return kind;
  }

  /** Empty if there is none. */
  String place() {
    return place;
  }

  @Nullable CallSite site() {
    return site;
  }

  long count() {
    return count.sum();
  }

  long firstMillis() {
    return firstMillis;
  }

  long lastMillis() {
    return lastMillis;
  }

  String[] fingerprints() {
    return fingerprints.clone();
  }

  boolean hasMore() {
    return hasMore;
  }
}
