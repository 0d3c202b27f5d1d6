package io.managedidentity.agent.discovery;

import io.managedidentity.agent.clock.AgentClock;
import java.security.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys that sign in this JVM, and which of their signatures requests carry. A key never is on
 * the wire, so this is the only place to name it. Neither a key nor a whole signature is kept: of a
 * key a fingerprint, of a signature 16 bytes, for the last 512. Thread-safe, without a lock for
 * keys that are known.
 */
public final class SigningKeys {
  private static final int MOST_KEYS = 64;

  /** Ways to a key: its own bytes, and those of keys derived from it. */
  private static final int MOST_WAYS = 1024;

  private static final int MOST_SIGNATURES = 512; // a power of two
  private static final int SHORTEST_KEY = 16;
  private static final int LONGEST_KEY = 64;

  /** Between signature and request; a connection may have to be opened, or waited for. */
  private static final long PATIENCE_MILLIS = 60_000;

  private final Fingerprints fingerprints;
  private final AgentClock clock;
  private final KeyHash hash = KeyHash.random();
  private final ConcurrentHashMap<Long, SigningKey> ways = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Signature, Signature> recent = new ConcurrentHashMap<>();
  private final AtomicReferenceArray<@Nullable Signature> ring =
      new AtomicReferenceArray<>(MOST_SIGNATURES);
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  /** Guarded by itself. */
  private final List<SigningKey> keys = new ArrayList<>();

  public SigningKeys(Fingerprints fingerprints, AgentClock clock) {
    this.fingerprints = fingerprints;
    this.clock = clock;
  }

  /**
   * A {@code Mac} is made ready with that key. On the thread of the application that does so.
   *
   * @param algorithm of the {@code Mac}
   * @return what {@link #signed} wants for each signature; null for keys that sign no requests, as
   *     those of TLS, and beyond 64 keys
   */
  public @Nullable SigningKey key(@Nullable Key key, @Nullable String algorithm) {
    if (key == null || algorithm == null || !maySign(key, algorithm)) {
      return null;
    }
    byte[] bytes = key.getEncoded();
    if (bytes == null || bytes.length < SHORTEST_KEY || bytes.length > LONGEST_KEY) {
      return null;
    }
    Long way = hash.of(bytes);
    SigningKey known = ways.get(way);
    if (known == null) {
      known = derived(bytes);
      known = known == null ? added(bytes, algorithm) : known;
      if (known != null && ways.size() < MOST_WAYS) {
        ways.put(way, known);
      }
    }
    Arrays.fill(bytes, (byte) 0); // a copy: nobody else knows it
    return known;
  }

  /** Keys of TLS and of key derivation have names of their own. */
  private static boolean maySign(Key key, String algorithm) {
    if (key.getClass() != SecretKeySpec.class) {
      return false;
    }
    String ofKey = key.getAlgorithm();
    return algorithm.regionMatches(true, 0, "Hmac", 0, 4)
        && !algorithm.regionMatches(true, 0, "HmacPBE", 0, 7)
        && !ofKey.startsWith("Tls")
        && !ofKey.toUpperCase(Locale.ROOT).startsWith("HKDF");
  }

  /** A signature that is used as a key leads back to the key that made it. */
  private @Nullable SigningKey derived(byte[] bytes) {
    Signature step = recent.get(new Signature(bytes, 0, null, 0));
    if (step == null || step.key == null) {
      return null;
    }
    if (step.becomes(Signature.DERIVED)) {
      step.key.derived();
    }
    return step.key;
  }

  private @Nullable SigningKey added(byte[] bytes, String algorithm) {
    if (KeyDerivations.isCalling()) {
      return null;
    }
    String fingerprint = fingerprints.of(bytes);
    CallSite site = CallSites.here();
    synchronized (keys) {
      for (SigningKey one : keys) {
        if (one.fingerprint().equals(fingerprint)) {
          return one; // another thread was faster
        }
      }
      if (keys.size() >= MOST_KEYS) {
        dropped.incrementAndGet();
        return null;
      }
      SigningKey made =
          new SigningKey(keys.size() + 1, fingerprint, algorithm, site, clock.wallMillis());
      keys.add(made);
      return made;
    }
  }

  /** The key has made the signature that stands there. */
  public void signed(SigningKey key, byte[] bytes, int offset, int length) {
    if (length < Signature.LENGTH || offset < 0 || bytes.length - offset < Signature.LENGTH) {
      return;
    }
    long now = clock.wallMillis();
    Signature made = new Signature(bytes, offset, key, now);
    if (recent.putIfAbsent(made, made) != null) {
      return; // the same content once more
    }
    key.signed(now);
    Signature gone = ring.getAndSet((int) (next.getAndIncrement() & (MOST_SIGNATURES - 1)), made);
    if (gone != null) {
      recent.remove(gone);
      if (gone.becomes(Signature.GIVEN_AWAY) && gone.key != null) {
        gone.key.gaveAway();
      }
    }
  }

  /**
   * A request carries that signature.
   *
   * @param signature decoded
   * @return the key that made it; null if none did so recently
   */
  public @Nullable SigningKey carried(byte[] signature) {
    if (signature.length < Signature.LENGTH) {
      return null;
    }
    Signature known = recent.get(new Signature(signature, 0, null, 0));
    if (known == null || known.key == null) {
      return null;
    }
    if (known.becomes(Signature.CARRIED)) {
      known.key.wasCarried();
    } else if (known.isTakenBack()) { // forgotten just now, by another thread
      known.key.tookBack();
    }
    return known.key;
  }

  /**
   * All keys, in their order. While the JVM runs, a signature that no request has carried counts as
   * made for others when it is a minute old or forgotten; if a request carries it after all, it no
   * longer does.
   *
   * @param isEnd whether nothing more will be sent
   */
  public List<SigningKey> snapshot(boolean isEnd) {
    long before = clock.wallMillis() - PATIENCE_MILLIS;
    Map<SigningKey, Long> waiting = new HashMap<>();
    for (int i = 0; i < MOST_SIGNATURES; i++) {
      Signature one = ring.get(i);
      if (one != null
          && one.key != null
          && one.isWaiting()
          && (isEnd || one.wallMillis <= before)) {
        Long sofar = waiting.get(one.key);
        waiting.put(one.key, sofar == null ? 1 : sofar + 1);
      }
    }
    List<SigningKey> all;
    synchronized (keys) {
      all = new ArrayList<>(keys);
    }
    for (SigningKey key : all) {
      Long count = waiting.get(key);
      key.waiting(count == null ? 0 : count);
    }
    return all;
  }

  /** How often a key was used that is not recorded, since there are 64 others. */
  public long dropped() {
    return dropped.get();
  }
}
