package io.managedidentity.agent.discovery;

import io.managedidentity.agent.target.HostKind;
import io.managedidentity.agent.target.HostName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * All destinations of the process. Thread-safe; finding one that is known takes no lock and makes
 * no object.
 */
final class Destinations implements Connections.Seen {
  /** An unlimited number of hosts must not fill the memory. */
  static final int MOST = 2000;

  /** By host; those of one host are a chain, the newest first. */
  private final ConcurrentHashMap<String, Destination> byHost = new ConcurrentHashMap<>();

  private final List<Destination> all = new ArrayList<>();
  private final LongAdder dropped = new LongAdder();

  /**
   * The one of requests that no mapping treats.
   *
   * @param port -1 for the scheme's default
   * @return null if there are too many: then it is counted
   */
  @Nullable Destination of(String client, String scheme, String host, int port) {
    int number = port >= 0 ? port : scheme.equals("https") ? 443 : 80;
    Destination known = find(host, client, scheme, number, null);
    return known == null ? made(client, scheme, plain(host), number, null) : known;
  }

  /** As the routes of mappings read it: in small letters and ASCII, without a dot at its end. */
  private static String plain(String host) {
    String ascii = HostName.kindOf(host) == HostKind.NON_ASCII ? HostName.toAscii(host) : host;
    String named = ascii == null ? host : ascii;
    return named.substring(0, HostName.end(named)).toLowerCase(Locale.ROOT);
  }

  /** The same for requests that a mapping treats. */
  @Nullable Destination mapped(Destination to, String mapping) {
    return made(to.client(), to.scheme(), to.host(), to.port(), mapping);
  }

  private @Nullable Destination find(
      String host, String client, String scheme, int port, @Nullable String mapping) {
    Destination known = byHost.get(host);
    while (known != null && !known.is(client, scheme, port, mapping)) {
      known = known.next();
    }
    return known;
  }

  private @Nullable Destination made(
      String client, String scheme, String host, int port, @Nullable String mapping) {
    Destination known = find(host, client, scheme, port, mapping); // in small letters
    return known == null ? add(client, scheme, host, port, mapping) : known;
  }

  private synchronized @Nullable Destination add(
      String client, String scheme, String host, int port, @Nullable String mapping) {
    Destination known = find(host, client, scheme, port, mapping);
    if (known != null) {
      return known;
    }
    if (all.size() >= MOST) {
      dropped.increment();
      return null;
    }
    String id = "d" + (all.size() + 1);
    Destination made = new Destination(id, client, scheme, host, port, mapping, byHost.get(host));
    all.add(made);
    byHost.put(host, made);
    return made;
  }

  /** Whether a request went to that host, over whatever client. */
  @Override
  public boolean isSeen(String host) {
    for (Destination known = byHost.get(host); known != null; known = known.next()) {
      if (known.requests() > 0) {
        return true;
      }
    }
    return false;
  }

  synchronized List<Destination> all() {
    return new ArrayList<>(all);
  }

  /** How many requests went to destinations that are not recorded. */
  long dropped() {
    return dropped.sum();
  }
}
