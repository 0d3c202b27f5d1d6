package io.managedidentity.agent.injection;

import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.token.TokenThreads;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Logs for each mapped host that TLS connections are made to it over which no covered client sends
 * anything: some client is not covered. Once an hour, with the first connection then. Thread-safe.
 */
final class ConnectionWatch {
  /** A client writes its request directly after the handshake; a pool may make some ahead. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

  /** An unlimited number of hosts must not fill the memory. */
  private static final int MOST = 1000;

  private final AgentLog log;

  /** Mapped hosts that a hook has asked about. */
  private final ConcurrentHashMap<String, Boolean> met = new ConcurrentHashMap<>();

  /** Mapped targets, with the monotonic time at which they were last looked at. */
  private final ConcurrentHashMap<String, Long> known = new ConcurrentHashMap<>();

  ConnectionWatch(AgentLog log) {
    this.log = log;
  }

  /** A covered client sends a request to that mapped host. */
  void met(String host) {
    if (!met.containsKey(host) && met.size() < MOST) {
      met.put(host.toLowerCase(Locale.ROOT), true);
    }
  }

  boolean isMet(String host) {
    return met.containsKey(host);
  }

  /** Whether to look at the mapped target; true once an hour for each, for one thread. */
  boolean isDue(String host, int port, long nowNanos) {
    String target = host + ":" + port;
    Long before = known.get(target);
    if (before == null) {
      return known.size() < MOST && known.putIfAbsent(target, nowNanos) == null;
    }
    return nowNanos - before >= HOUR_NANOS && known.replace(target, before, nowNanos);
  }

  /**
   * @param mapping that names the host
   * @param counters of that mapping; null if it treats no request
   */
  void watch(
      String host,
      int port,
      String mapping,
      @Nullable MappingCounters counters,
      TokenThreads scheduler) {
    String opener = opener(new Throwable().getStackTrace());
    scheduler.later(
        new Runnable() {
          @Override
          public void run() {
            if (!met.containsKey(host.toLowerCase(Locale.ROOT))) {
              if (counters != null) {
                counters.countUnread();
              }
              report(host, port, mapping, opener);
            }
          }
        },
        PATIENCE_NANOS);
  }

  private void report(String host, int port, String mapping, String opener) {
    log.warn(
        "mapping \""
            + mapping
            + "\": a TLS connection to "
            + host
            + ":"
            + port
            + " was opened by "
            + opener
            + ", but no covered client has sent a request to that host, so no token goes there. Use a client of"
            + " docs/supported-clients.md.");
  }

  /** The nearest class that is not the JDK's or ours. */
  private static String opener(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      String name = frame.getClassName();
      boolean isOfJdk =
          name.startsWith("java.")
              || name.startsWith("javax.")
              || name.startsWith("sun.")
              || name.startsWith("jdk.")
              || name.startsWith("com.sun.");
      if (!isOfJdk && !name.startsWith("io.managedidentity.agent.")) {
        return name;
      }
    }
    return "the JDK";
  }
}
