package io.managedidentity.agent.instrumentation;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Values beside objects of the client, by identity, for as long as the client holds the object.
 * Thread-safe.
 */
public final class WeakIdentityMap<V> {
  private final ConcurrentHashMap<Object, V> entries = new ConcurrentHashMap<>();
  private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
  private volatile boolean isSwept;

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  int size() {
    return entries.size();
  }

  /**
   * @param key null if the client has no such object; nothing is kept beside that
   */
  public @Nullable V get(@Nullable Object key) {
    return key == null || entries.isEmpty() ? null : entries.get(new Probe(key));
  }

  /** Removes and returns the value, or null. */
  public @Nullable V remove(@Nullable Object key) {
    return key == null || entries.isEmpty() ? null : entries.remove(new Probe(key));
  }

  /** Takes the place of an earlier value beside the same object. */
  public void put(Object key, V value) {
    removeGone();
    entries.put(new Key(key, collected), value);
    if (!isSwept) {
      isSwept = true;
      IdleSweep.OF_ALL.add(this);
    }
  }

  private void removeGone() {
    for (Object gone = collected.poll(); gone != null; gone = collected.poll()) {
      entries.remove(gone);
    }
  }

  /** Whether nothing is left; then the next value asks for the next sweep. */
  boolean sweep() {
    removeGone();
    isSwept = false; // before the check: whoever puts a value now asks again
    if (entries.isEmpty()) {
      return true;
    }
    isSwept = true;
    return false;
  }

  private static final class Key extends WeakReference<Object> {
    private final int hash;

    Key(Object referent, ReferenceQueue<Object> queue) {
      super(referent, queue);
      this.hash = System.identityHashCode(referent);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      Object referent = get();
      return this == other
          || (other instanceof Probe && ((Probe) other).key == referent)
          || (other instanceof Key && referent != null && ((Key) other).get() == referent);
    }
  }

  /** A key for one look-up; equal to the {@link Key} of the same object. */
  private static final class Probe {
    private final Object key;

    Probe(Object key) {
      this.key = key;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(key);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key && ((Key) other).get() == key;
    }
  }
}
