package io.managedidentity.agent.injection;

import java.nio.charset.StandardCharsets;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the beginning of an answer's body along with the client, for the service's own reason to
 * refuse a token. Takes copies, and never asks for more than the client reads itself. Never throws.
 * Thread-safe.
 */
public final class AnswerTap {
  static final int MOST_BYTES = 4096;
  private static final int USUAL_BYTES = 512;
  private static final byte[] NONE = {};

  /** Told once what was read. */
  interface Reader {
    /** Asked with the first byte: whether this body is still wanted. */
    default boolean begins() {
      return true;
    }

    void read(String text);
  }

  // Guarded by this; null when it has ended: the application may keep what keeps this.
  private @Nullable Faults faults;
  private @Nullable Reader reader;
  private byte[] copy = NONE;
  private int size;

  AnswerTap(Reader reader, Faults faults) {
    this.reader = reader;
    this.faults = faults;
  }

  /** How many bytes it still takes; 0 when it has seen enough. */
  public synchronized int room() {
    return reader == null ? 0 : MOST_BYTES - size;
  }

  /** The client has read these. */
  public void bytes(byte[] from, int offset, int length) {
    try {
      if (add(from, offset, length)) {
        tell(false);
      }
    } catch (Throwable e) { // even of a stack that is full: the bytes are the application's
      failed(e);
    }
  }

  /** The client has read all. */
  public void end() {
    end(true);
  }

  /** The client reads no more, or something else than what comes next. */
  public void cut() {
    end(false);
  }

  private void end(boolean isWhole) {
    try {
      tell(isWhole);
    } catch (Throwable e) { // likewise
      failed(e);
    }
  }

  /** Whether it has seen enough. */
  private synchronized boolean add(byte[] from, int offset, int length) {
    int count = Math.min(length, room());
    if (count <= 0 || reader == null) {
      return false;
    }
    if (size == 0 && !reader.begins()) {
      reader = null;
      faults = null;
      return false;
    }
    if (size + count > copy.length) {
      copy = Arrays.copyOf(copy, Math.min(MOST_BYTES, Math.max(USUAL_BYTES, 2 * (size + count))));
    }
    System.arraycopy(from, offset, copy, size, count);
    size += count;
    return size == MOST_BYTES;
  }

  private void tell(boolean isWhole) {
    Reader told;
    String text;
    synchronized (this) {
      Reader last = reader;
      if (last == null) {
        return; // it has ended, or another thread tells
      }
      told = last;
      reader = null;
      text = new String(copy, 0, isWhole ? size : wholeWords(), StandardCharsets.UTF_8);
      copy = NONE;
    }
    if (!text.isEmpty()) {
      AccessController.doPrivileged( // the application reads, whose permissions may be few
          new PrivilegedAction<@Nullable Void>() {
            @Override
            public @Nullable Void run() {
              told.read(text);
              return null;
            }
          });
    }
    synchronized (this) {
      faults = null;
    }
  }

  /** Half a number would be another code. */
  private int wholeWords() {
    int end = size;
    while (end > 0 && copy[end - 1] >= '0' && copy[end - 1] <= '9') {
      end--;
    }
    return end;
  }

  /** It cannot be shown what the client reads. */
  public void failed(Throwable e) {
    Faults told;
    synchronized (this) {
      told = faults;
      faults = null;
      reader = null;
      copy = NONE;
    }
    if (told != null) {
      told.failed(new UnreadAnswer(e));
    }
  }
}
