package io.managedidentity.agent.instrumentation.apachehttp5;

import io.managedidentity.agent.instrumentation.ConnectionRoute;
import io.managedidentity.agent.instrumentation.PublicGetter;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.pool.PoolEntry;
import org.jspecify.annotations.Nullable;

/**
 * Notes what the connections of endpoints were dialled for. Loaded only if httpclient5 is there,
 * since it names its types.
 */
final class Leases {
  /** Of 5.6 and later: the connection goes to a file, whatever host the route names. */
  private static final PublicGetter UNIX_SOCKET = new PublicGetter("getUnixDomainSocket");

  private Leases() {}

  /**
   * Returns the subject itself.
   *
   * @param subject a pool's entry, or a connection
   * @param planned the route of that connection
   */
  static @Nullable Object note(
      WeakIdentityMap<Object> notes, @Nullable Object subject, @Nullable Object planned)
      throws ReflectiveOperationException {
    if (subject instanceof PoolEntry) {
      PoolEntry<?, ?> entry = (PoolEntry<?, ?>) subject;
      note(notes, entry.getConnection(), entry.getRoute());
    } else if (subject != null && planned instanceof HttpRoute) {
      HttpRoute route = (HttpRoute) planned;
      if (UNIX_SOCKET.get(route) == null) {
        noteRoute(notes, subject, route);
      }
    }
    return subject;
  }

  private static void noteRoute(WeakIdentityMap<Object> notes, Object connection, HttpRoute route) {
    HttpHost host = route.getTargetHost();
    ConnectionRoute now =
        new ConnectionRoute(
            host.getSchemeName(),
            host.getHostName(),
            host.getPort(),
            route.getProxyHost() == null || (route.isTunnelled() && route.isLayered()));
    // The same for each request of a connection, as long as it is open.
    ConnectionRoute known = (ConnectionRoute) notes.get(connection);
    if (known == null || !known.isSame(now)) {
      notes.put(connection, now);
    }
  }
}
