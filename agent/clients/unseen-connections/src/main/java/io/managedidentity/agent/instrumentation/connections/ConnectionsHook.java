package io.managedidentity.agent.instrumentation.connections;

import io.managedidentity.agent.injection.ClientInjector;
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

  public ConnectionsHook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected void handshake(@Nullable Object host, int port, boolean isClient) {
    if (host instanceof String && isClient) {
      injector.connecting((String) host, port);
    }
  }
}
