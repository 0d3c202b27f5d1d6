package io.managedidentity.agent.discovery;

import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Where the JVM connects to without HTTP that can be read. Thread-safe; its count is a total. */
public final class Connection {
  static final Comparator<Connection> BY_NUMBER =
      new Comparator<Connection>() {
        @Override
        public int compare(Connection one, Connection other) {
          return Integer.compare(one.number, other.number);
        }
      };

  private final int number;
  private final String protocol;
  private final String host;
  private final int port;
  private final boolean isOfHandshakes;
  private final boolean isDoubtful;
  private final @Nullable CallSite site;
  private final long first;
  private volatile long last;
  private final AtomicLong count = new AtomicLong();
  private volatile boolean isReported;

  Connection(
      int number,
      String protocol,
      String host,
      int port,
      boolean isOfHandshakes,
      boolean isDoubtful,
      @Nullable CallSite site,
      long wallMillis) {
    this.number = number;
    this.protocol = protocol;
    this.host = host;
    this.port = port;
    this.isOfHandshakes = isOfHandshakes;
    this.isDoubtful = isDoubtful;
    this.site = site;
    this.first = wallMillis;
    this.last = wallMillis;
  }

  void made(long wallMillis) {
    count.incrementAndGet();
    last = wallMillis;
  }

  /** Whether TLS handshakes are counted, and not what sockets do before them. */
  boolean isOfHandshakes() {
    return isOfHandshakes;
  }

  /** Whether it may turn out to be a covered client's. */
  boolean isDoubtful() {
    return isDoubtful;
  }

  void report() {
    isReported = true;
  }

  boolean isReported() {
    return isReported;
  }

  /** The same with a count of 0. */
  Connection withdrawn() {
    return new Connection(number, protocol, host, port, isOfHandshakes, isDoubtful, site, first);
  }

  /** 1, 2, 3 … within this JVM. */
  public int number() {
    return number;
  }

  /** As in docs/records.md, such as {@code sql-server} or {@code tls}. */
  public String protocol() {
    return protocol;
  }

  /** Name as the application gave it, in lower case, or an address. */
  public String host() {
    return host;
  }

  public int port() {
    return port;
  }

  /** How often it was begun; 0 if it turned out to be that of a covered client. */
  public long count() {
    return count.get();
  }

  /** Of the first one; wall clock in milliseconds. */
  public long first() {
    return first;
  }

  /** Of the last one; wall clock in milliseconds. */
  public long last() {
    return last;
  }

  /** Where the first one was begun, or null if that cannot be seen. */
  public @Nullable CallSite site() {
    return site;
  }
}
