package io.managedidentity.agent.discovery;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A key that signed in this JVM, without the key. Thread-safe; its numbers are totals. */
public final class SigningKey {
  private final int number;
  private final String fingerprint;
  private final String algorithm;
  private final @Nullable CallSite site;
  private final long first;
  private volatile long last;
  private final AtomicLong signatures = new AtomicLong();
  private final AtomicLong carried = new AtomicLong();
  private final AtomicLong givenAway = new AtomicLong();
  private volatile long waiting;

  SigningKey(
      int number, String fingerprint, String algorithm, @Nullable CallSite site, long wallMillis) {
    this.number = number;
    this.fingerprint = fingerprint;
    this.algorithm = algorithm;
    this.site = site;
    this.first = wallMillis;
    this.last = wallMillis;
  }

  void signed(long wallMillis) {
    signatures.incrementAndGet();
    last = wallMillis;
  }

  /** The signature was a step on the way to another, and not one for a request. */
  void derived() {
    signatures.decrementAndGet();
  }

  void wasCarried() {
    carried.incrementAndGet();
  }

  /** A signature is forgotten that no request carried. */
  void gaveAway() {
    givenAway.incrementAndGet();
  }

  /** One of those was met on a request after all. */
  void tookBack() {
    givenAway.decrementAndGet();
    carried.incrementAndGet();
  }

  /** Signatures that are still known, and that no request carried so far. */
  void waiting(long count) {
    waiting = count;
  }

  /** 1, 2, 3 … within this JVM. */
  public int number() {
    return number;
  }

  /** As {@link Fingerprints#of(byte[])} of the key's bytes. */
  public String fingerprint() {
    return fingerprint;
  }

  /** Of the {@code Mac} that the key was first used with, such as {@code HmacSHA256}. */
  public String algorithm() {
    return algorithm;
  }

  /** How many it made. */
  public long signatures() {
    return signatures.get();
  }

  /** How many of them were met on a request; one that several requests carry counts once. */
  public long carried() {
    return carried.get();
  }

  /** How many no request carried, at the time of {@link SigningKeys#snapshot}. */
  public long madeForOthers() {
    return givenAway.get() + waiting;
  }

  /** When it was first used; wall clock in milliseconds. */
  public long first() {
    return first;
  }

  /** When it last signed; wall clock in milliseconds. */
  public long last() {
    return last;
  }

  /** Where it was first used, or null if that cannot be seen. */
  public @Nullable CallSite site() {
    return site;
  }

  @Override
  public String toString() {
    return "key " + fingerprint;
  }
}
