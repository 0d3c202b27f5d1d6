package io.managedidentity.agent.instrumentation.connections;

import io.managedidentity.agent.discovery.Discovery;
import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import org.jspecify.annotations.Nullable;

/** Hands on where TLS connections go. Changes nothing. */
public final class ConnectionsHook extends ConnectionsHandlers {
  static {
    ClientInjector wanted = wanted();
    if (wanted != null) {
      offer(new ConnectionsHook(wanted));
    }
  }

  private final ClientInjector injector;

  /** Sockets and engines whose handshake is recorded: it may be asked for more than once. */
  private final WeakIdentityMap<Boolean> recorded = new WeakIdentityMap<>();

  public ConnectionsHook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected void handshake(
      @Nullable Object host, int port, boolean isClient, @Nullable Object connection) {
    if (host instanceof String && isClient) {
      Discovery discovery = injector.discovery();
      if (discovery != null && connection != null && recorded.get(connection) == null) {
        recorded.put(connection, true);
        discovery.connections().handshake((String) host, port);
      }
      injector.connecting((String) host, port);
    }
  }
}
