package io.managedidentity.agent.instrumentation.apachehttp4;

import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import org.apache.http.conn.routing.HttpRoute;
import org.jspecify.annotations.Nullable;

/**
 * Notes what connections are handed out for. Loaded only if httpclient is there, since it names its
 * types.
 */
final class Leases {
  private Leases() {}

  /** Returns the connection itself. */
  static @Nullable Object note(
      WeakIdentityMap<Object> notes, @Nullable Object connection, @Nullable Object planned) {
    if (connection != null && planned instanceof HttpRoute) {
      HttpRoute route = (HttpRoute) planned;
      boolean endsAtTarget =
          route.getProxyHost() == null || (route.isTunnelled() && route.isLayered());
      notes.put(connection, OwnRoute.of(route.getTargetHost(), endsAtTarget));
    }
    return connection;
  }
}
