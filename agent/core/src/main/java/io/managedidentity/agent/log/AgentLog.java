package io.managedidentity.agent.log;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The agent's log. A level that is off costs one comparison. Messages contain no token, key or
 * secret: a caller masks before it calls. Thread-safe.
 */
public final class AgentLog {
  /**
   * Different faults remembered by {@link #once}; further ones are logged only at DEBUG, so that
   * memory stays bounded.
   */
  private static final int MAX_REMEMBERED = 1000;

  /** Warnings and errors that are kept for somebody who asks later. */
  private static final int MOST_KEPT = 32;

  private static final int LONGEST_KEPT = 1000;

  private volatile LogLevel level;
  private volatile LogSink sink;
  private final Set<String> said =
      Collections.newSetFromMap(new ConcurrentHashMap<String, Boolean>());
  private final AtomicInteger saidCount = new AtomicInteger();

  // The last ones in turn; made with the first, since most processes have none.
  private String @Nullable [] kept;
  private int keptCount;

  public AgentLog(LogLevel level, LogSink sink) {
    this.level = level;
    this.sink = sink;
  }

  /** Changes level and destination, once the configuration gives them. */
  public void redirect(LogLevel newLevel, LogSink newSink) {
    sink = newSink;
    level = newLevel;
  }

  public void setLevel(LogLevel newLevel) {
    level = newLevel;
  }

  public boolean isEnabled(LogLevel asked) {
    return asked.compareTo(level) <= 0 && asked != LogLevel.OFF;
  }

  public void log(LogLevel asked, String message) {
    if (isEnabled(asked)) {
      sink.write(asked, message);
      if (asked.compareTo(LogLevel.WARN) <= 0) {
        keep(asked, message);
      }
    }
  }

  private synchronized void keep(LogLevel asked, String message) {
    String[] lines = kept;
    if (lines == null) {
      lines = new String[MOST_KEPT];
      kept = lines;
    }
    String text =
        message.length() > LONGEST_KEPT ? message.substring(0, LONGEST_KEPT) + "…" : message;
    lines[keptCount++ % MOST_KEPT] = System.currentTimeMillis() + " " + asked + " " + text;
  }

  /**
   * The last 32 warnings and errors, oldest first: milliseconds since 1970, level and message, cut
   * after 1000 characters.
   */
  public synchronized List<String> lastProblems() {
    List<String> last = new ArrayList<>();
    String[] lines = kept;
    for (int i = Math.max(0, keptCount - MOST_KEPT); lines != null && i < keptCount; i++) {
      last.add(String.valueOf(lines[i % MOST_KEPT]));
    }
    return last;
  }

  public void error(String message) {
    log(LogLevel.ERROR, message);
  }

  public void warn(String message) {
    log(LogLevel.WARN, message);
  }

  public void info(String message) {
    log(LogLevel.INFO, message);
  }

  public void debug(String message) {
    log(LogLevel.DEBUG, message);
  }

  public boolean isDebugEnabled() {
    return isEnabled(LogLevel.DEBUG);
  }

  /**
   * Logs the first time that {@code key} is met, and at DEBUG afterwards: the same fault is shown
   * once, then counted.
   */
  public void once(String key, LogLevel asked, String message) {
    boolean first =
        saidCount.get() < MAX_REMEMBERED
            && said.add(key)
            && saidCount.incrementAndGet() <= MAX_REMEMBERED;
    log(first ? asked : LogLevel.DEBUG, message);
  }
}
