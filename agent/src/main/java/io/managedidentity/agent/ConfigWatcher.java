package io.managedidentity.agent;

import io.managedidentity.agent.token.TokenThreads;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the mapping file every few seconds and tells when its content is another one. By
 * reading, not by file system events: those do not come from network file systems, and a Kubernetes
 * ConfigMap changes by a swapped link above the file.
 *
 * <p>A change counts only when two readings, a moment apart, are equal: an editor may be writing.
 */
final class ConfigWatcher implements Runnable {
  private static final long PERIOD_NANOS = 2_000_000_000L;
  private static final long SETTLE_NANOS = 200_000_000L;

  /** A larger file is read again only when its time or length changed. */
  private static final long SMALL = 256 * 1024;

  private final File file;
  private final TokenThreads threads;
  private final Runnable onChange;
  private byte @Nullable [] known;
  private byte @Nullable [] candidate;
  private long knownTime;
  private long knownLength;

  /**
   * @param onChange called on the agent's scheduling thread with the new content in place
   */
  ConfigWatcher(File file, TokenThreads threads, Runnable onChange) {
    this.file = file;
    this.threads = threads;
    this.onChange = onChange;
  }

  /** Takes the present content as known and begins to look. */
  void begin() {
    remember(read());
    threads.later(this, PERIOD_NANOS);
  }

  @Override
  public void run() {
    long next = PERIOD_NANOS;
    try {
      next = look();
    } finally {
      threads.later(this, next);
    }
  }

  private long look() {
    boolean isTouched = file.lastModified() != knownTime || file.length() != knownLength;
    if (!isTouched && candidate == null && file.length() > SMALL) {
      return PERIOD_NANOS;
    }
    byte[] now = read();
    if (now == null || Arrays.equals(now, known)) {
      candidate = null; // away for a moment, as in a rename; or only touched
      return PERIOD_NANOS;
    }
    if (!Arrays.equals(now, candidate)) {
      candidate = now;
      return SETTLE_NANOS;
    }
    candidate = null;
    remember(now);
    onChange.run();
    return PERIOD_NANOS;
  }

  private void remember(byte @Nullable [] content) {
    known = content;
    knownTime = file.lastModified();
    knownLength = file.length();
  }

  private byte @Nullable [] read() {
    if (!file.isFile()) {
      return null;
    }
    byte[] bytes = new byte[(int) Math.min(file.length() + 1, Integer.MAX_VALUE - 8)];
    int length = 0;
    try (InputStream in = new FileInputStream(file)) {
      for (int n = in.read(bytes); n > 0; n = in.read(bytes, length, bytes.length - length)) {
        length += n;
        if (length == bytes.length) {
          return null; // it grew while it was read; the next look sees it whole
        }
      }
    } catch (IOException e) {
      return null; // unreadable now; the version in use stays
    }
    return Arrays.copyOf(bytes, length);
  }
}
