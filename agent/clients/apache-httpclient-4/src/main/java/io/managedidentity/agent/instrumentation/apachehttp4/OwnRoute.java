package io.managedidentity.agent.instrumentation.apachehttp4;

import io.managedidentity.agent.instrumentation.ConnectionRoute;
import io.managedidentity.agent.instrumentation.PublicGetter;
import org.apache.http.HttpHost;
import org.jspecify.annotations.Nullable;

/**
 * The route of connections that know it: {@code HttpRoutedConnection} of 4.0 to 4.2, and of the
 * deprecated managers later. It is what has been dialled so far, not what the request planned.
 * These are types of httpclient, which httpcore does not see.
 */
final class OwnRoute {
  private final PublicGetter route = new PublicGetter("getRoute");
  private final PublicGetter target = new PublicGetter("getTargetHost");
  private final PublicGetter proxy = new PublicGetter("getProxyHost");
  private final PublicGetter isTunnelled = new PublicGetter("isTunnelled");
  private final PublicGetter isLayered = new PublicGetter("isLayered");

  @Nullable ConnectionRoute of(Object connection) throws ReflectiveOperationException {
    Object found = route.get(connection);
    Object host = target.get(found);
    if (found == null || !(host instanceof HttpHost)) {
      return null;
    }
    boolean endsAtTarget =
        proxy.get(found) == null
            || (Boolean.TRUE.equals(isTunnelled.get(found))
                && Boolean.TRUE.equals(isLayered.get(found)));
    return of((HttpHost) host, endsAtTarget);
  }

  static ConnectionRoute of(HttpHost host, boolean endsAtTarget) {
    return new ConnectionRoute(
        host.getSchemeName(), host.getHostName(), host.getPort(), endsAtTarget);
  }
}
