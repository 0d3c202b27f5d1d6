package io.managedidentity.agent.discovery;

import io.managedidentity.agent.clock.AgentClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where the JVM connects to without HTTP that can be read: known protocols, and TLS to where no
 * covered client sends a request. Thread-safe, without a lock for what is known.
 */
public final class Connections {
  private static final int MOST = 512;
  private static final String TLS = "tls";

  /** A client writes its request directly after the handshake; a pool may make some ahead. */
  private static final long PATIENCE_MILLIS = 5000;

  private static final String OWN_THREADS = "managed-identity-agent-";

  private final Seen requests;
  private final AgentClock clock;
  private final ConcurrentHashMap<String, Connection> known = new ConcurrentHashMap<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicInteger lastNumber = new AtomicInteger();
  private final AtomicLong dropped = new AtomicLong();

  /** Where a covered client has sent a request to. */
  public interface Seen {
    /**
     * On whatever port: behind a proxy a connection has the proxy's.
     *
     * @param host in lower case, without a trailing dot
     */
    boolean isSeen(String host);
  }

  public Connections(Seen requests, AgentClock clock) {
    this.requests = requests;
    this.clock = clock;
  }

  /** A socket is about to connect there, on the thread of whoever does so. */
  public void connecting(String host, int port) {
    String protocol = KnownProtocols.of(host, port);
    if (protocol != null) {
      count(protocol, plain(host), port, false, false);
    }
  }

  /**
   * A TLS connection to that host is about to be made, over whatever socket.
   *
   * @param port -1 if it is not known
   */
  public void handshake(String host, int port) {
    String name = plain(host);
    String protocol = KnownProtocols.of(host, port); // its socket may be of a kind not seen
    boolean isCertain = protocol != null && KnownProtocols.isUsual(name, port);
    if (isCertain || !requests.isSeen(name)) {
      count(protocol == null ? TLS : protocol, name, port, true, !isCertain);
    }
  }

  private void count(
      String protocol, String host, int port, boolean isHandshake, boolean isDoubtful) {
    String key = host + ":" + port;
    Connection one = known.get(key);
    if (one == null) {
      one = added(key, protocol, host, port, isHandshake, isDoubtful);
    }
    if (one != null && one.isOfHandshakes() == isHandshake) {
      one.made(clock.wallMillis());
    }
  }

  private @Nullable Connection added(
      String key, String protocol, String host, int port, boolean isHandshake, boolean isDoubtful) {
    if (Thread.currentThread().getName().startsWith(OWN_THREADS)) {
      return null; // the agent's own, to the identity source
    }
    if (size.get() >= MOST && !forgetSeen()) {
      dropped.incrementAndGet();
      return null;
    }
    Connection made =
        new Connection(
            lastNumber.incrementAndGet(),
            protocol,
            host,
            port,
            isHandshake,
            isDoubtful,
            CallSites.here(),
            clock.wallMillis());
    Connection faster = known.putIfAbsent(key, made);
    if (faster == null) {
      size.incrementAndGet();
    }
    return faster == null ? made : faster;
  }

  /** Makes room: hosts that covered clients have begun to send requests to. */
  private boolean forgetSeen() {
    for (Connection one : known.values()) {
      if (isSeen(one) && !one.isReported()) {
        forget(one);
      }
    }
    return size.get() < MOST;
  }

  private boolean isSeen(Connection one) {
    return one.isDoubtful() && requests.isSeen(one.host());
  }

  private void forget(Connection one) {
    if (known.remove(one.host() + ":" + one.port(), one)) {
      size.decrementAndGet();
    }
  }

  /**
   * All of them, in their order. TLS is in it from the first snapshot on that is 5 s younger than
   * its first handshake, as long as no covered client has sent a request there; if one does so
   * later, it is withdrawn: in the next snapshot with a count of 0, and then no more.
   *
   * @param isEnd whether nothing more will be sent
   */
  public List<Connection> snapshot(boolean isEnd) {
    long before = clock.wallMillis() - PATIENCE_MILLIS;
    List<Connection> all = new ArrayList<>();
    for (Connection one : known.values()) {
      if (isSeen(one)) {
        forget(one);
        if (one.isReported()) {
          all.add(one.withdrawn());
        }
      } else if (!one.isDoubtful() || isEnd || one.first() <= before) {
        one.report();
        all.add(one);
      }
    }
    all.sort(Connection.BY_NUMBER);
    return all;
  }

  /** How many were not recorded, since there are 512 others. */
  public long dropped() {
    return dropped.get();
  }

  private static String plain(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
