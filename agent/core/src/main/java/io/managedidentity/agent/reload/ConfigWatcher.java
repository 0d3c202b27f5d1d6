package io.managedidentity.agent.reload;

import io.managedidentity.agent.config.FileContent;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.token.Scheduled;
import io.managedidentity.agent.token.TokenThreads;
import java.io.File;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks the mapping file every few seconds and hands over its content when that has changed. It
 * reads the file instead of waiting for file system events: network file systems send none, and a
 * Kubernetes ConfigMap changes by a swapped link above the file. Not by the file's time either,
 * which can be as coarse as two seconds.
 *
 * <p>A change counts only when two readings, a moment apart, are equal: an editor may be writing.
 * What was read then is handed over, since a third reading could be half of the next version.
 *
 * <p>The scheduling thread only says when. The check itself is on a thread that fetches, in a
 * separate lane: a file system that hangs then holds up neither refreshes nor fetches, and there is
 * never a second check before the first is over.
 */
public final class ConfigWatcher implements Runnable {
  private static final long PERIOD_NANOS = 2_000_000_000L;
  private static final long SETTLE_NANOS = 200_000_000L;
  private static final int PATIENCE_SECONDS = 10;

  /** A single time may be the moment between two halves of a rename. */
  private static final int LOOKS_UNTIL_MISSED = 2;

  private static final List<String> LANE = Collections.singletonList("configuration-file");

  /** An untouched file is read again all the same, in the long run this many bytes per check. */
  private static final long BYTES_PER_LOOK = 256 * 1024;

  /** The listener, called on the thread of the check. */
  public interface Listener {
    /** There is a new version of the file, and this is it. */
    void changed(FileContent content);
  }

  private final String name;
  private final File file;
  private final TokenThreads threads;
  private final AgentLog log;
  private final Listener listener;
  private volatile FileContent.@Nullable Fingerprint known;
  private volatile boolean isStopped;

  private volatile boolean isHangSaid;

  // Of the look.
  private FileContent.@Nullable Fingerprint candidate;
  private long seenTime;
  private long seenLength = -1;
  private long looksSinceRead;
  private int looksWithoutFile;
  private boolean isAwaySaid;

  /**
   * @param known of the content that is in use, or was found invalid; null if there was none, which
   *     has been said
   */
  public ConfigWatcher(
      String file,
      FileContent.@Nullable Fingerprint known,
      TokenThreads threads,
      AgentLog log,
      Listener listener) {
    this.name = file;
    this.file = new File(file);
    this.known = known;
    this.looksWithoutFile = known == null ? LOOKS_UNTIL_MISSED : 0;
    this.threads = threads;
    this.log = log;
    this.listener = listener;
  }

  /** Checks for the first time soon: the file may have changed since it was read. */
  public void begin() {
    threads.later(this, SETTLE_NANOS);
  }

  /** Stops checking. */
  public void stop() {
    isStopped = true;
  }

  /** This content is already known from elsewhere. */
  public void know(FileContent.@Nullable Fingerprint content) {
    known = content;
  }

  /** On the scheduling thread: has the check made. */
  @Override
  public void run() {
    if (isStopped) {
      return;
    }
    Scheduled patience = threads.later(new Patience(), PATIENCE_SECONDS * 1_000_000_000L);
    boolean isBegun = false;
    try {
      threads.fetch(LANE, new Look(patience));
      isBegun = true;
    } finally {
      if (!isBegun) { // no thread could be created; another time, perhaps
        patience.cancel();
        threads.later(this, PERIOD_NANOS);
      }
    }
  }

  /** Reports that a check hangs; cancelled when the check is over. */
  private final class Patience implements Runnable {
    @Override
    public void run() {
      isHangSaid = true;
      log.once(
          "hung " + name,
          LogLevel.WARN,
          "the mapping file \""
              + name
              + "\" has not been read within "
              + PATIENCE_SECONDS
              + " s, so the version in use stays until it is. Check the file system that it is on.");
    }
  }

  private final class Look implements Runnable {
    private final Scheduled patience;

    Look(Scheduled patience) {
      this.patience = patience;
    }

    @Override
    public void run() {
      long next = PERIOD_NANOS;
      try {
        next = look();
      } catch (Throwable e) { // else the checks would silently stop
        log.once(
            "watch " + e.getClass().getName(),
            LogLevel.ERROR,
            "the mapping file could not be looked at: " + e + ". Please report this.");
      } finally {
        patience.cancel();
        threads.later(ConfigWatcher.this, next);
      }
    }
  }

  private long look() {
    long time = file.lastModified();
    long length = file.length();
    boolean isTouched = time != seenTime || length != seenLength;
    if (!isTouched && candidate == null && ++looksSinceRead * BYTES_PER_LOOK < length) {
      return PERIOD_NANOS;
    }
    FileContent now = read();
    if (isHangSaid) {
      isHangSaid = false;
      log.info("the mapping file \"" + name + "\" answers again.");
    }
    seenTime = time;
    seenLength = length;
    looksSinceRead = 0;
    FileContent.Fingerprint print = now == null ? null : now.fingerprint();
    if (now == null || print == null || print.equals(known)) {
      candidate = null; // away for a moment, as in a rename; or only touched
      return PERIOD_NANOS;
    }
    if (!print.equals(candidate)) {
      candidate = print;
      return SETTLE_NANOS;
    }
    candidate = null;
    known = print;
    listener.changed(now);
    return PERIOD_NANOS;
  }

  private @Nullable FileContent read() {
    FileContent now;
    try {
      now = FileContent.read(name);
    } catch (IOException e) {
      looksWithoutFile++;
      if (looksWithoutFile == LOOKS_UNTIL_MISSED) {
        isAwaySaid = true;
        log.warn(
            "the mapping file \""
                + name
                + "\" can no longer be read ("
                + e.getMessage()
                + "), so the version in use stays. Put it back.");
      }
      return null;
    }
    if (isAwaySaid) {
      isAwaySaid = false;
      log.info("the mapping file \"" + name + "\" can be read again.");
    }
    looksWithoutFile = 0;
    return now;
  }
}
