package io.managedidentity.agent.instrumentation.connections;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.instrumentation.ClientHook;
import org.jspecify.annotations.Nullable;

/** Hands on where TLS connections go. Changes nothing. */
public final class ConnectionsHook extends ClientHook {
  private static final int HOST = 0;
  private static final int PORT = 1;
  private static final int IS_CLIENT = 2;

  private final ClientInjector injector;

  public ConnectionsHook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected @Nullable Object on(
      int hook, @Nullable Object subject, @Nullable Object first, @Nullable Object second) {
    @Nullable Object[] connection = first instanceof Object[] ? (Object[]) first : null;
    if (connection != null
        && connection[HOST] instanceof String
        && Boolean.TRUE.equals(connection[IS_CLIENT])) {
      injector.connecting((String) connection[HOST], (Integer) connection[PORT]);
    }
    return subject;
  }
}
