package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.RouteInjection;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Where a pooled connection goes, as the pool knows it. Holds no object of the client, so that it
 * can be kept in {@link ClientHook#notes()}. Immutable.
 */
public final class ConnectionRoute {
  private final String scheme;
  private final String host;
  private final int port;
  private final boolean endsAtTarget;

  /**
   * @param scheme of the target, as the client names it
   * @param endsAtTarget whether TLS of the connection, if it has any, is the target's: there is no
   *     proxy, or it only relays bytes; a proxy that reads the requests may be encrypted too
   */
  public ConnectionRoute(String scheme, String host, int port, boolean endsAtTarget) {
    this.scheme = scheme;
    this.host = host;
    this.port = port;
    this.endsAtTarget = endsAtTarget;
  }

  /**
   * What to do with a request on the connection, or null to leave it alone.
   *
   * @param session that of the connection, whatever the scheme: one may be registered under any
   *     name, and only the connection knows whether its socket is encrypted
   */
  public @Nullable RouteInjection match(
      ClientInjector injector, @Nullable SSLSession session, String method, String target) {
    return session != null && endsAtTarget
        ? injector.match(scheme, host, port, session.getPeerHost(), method, target)
        : injector.match("http", host, port, null, method, target);
  }

  public boolean isSame(ConnectionRoute other) {
    return port == other.port
        && endsAtTarget == other.endsAtTarget
        && host.equals(other.host)
        && scheme.equals(other.scheme);
  }
}
