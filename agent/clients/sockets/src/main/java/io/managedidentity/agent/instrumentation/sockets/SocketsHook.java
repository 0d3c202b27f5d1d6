package io.managedidentity.agent.instrumentation.sockets;

import io.managedidentity.agent.discovery.Discovery;
import io.managedidentity.agent.injection.ClientInjector;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Hands on where sockets connect. Changes nothing. */
public final class SocketsHook extends SocketsHandlers {
  static {
    ClientInjector wanted = wanted();
    if (wanted != null) {
      offer(new SocketsHook(wanted));
    }
  }

  private final ClientInjector injector;

  public SocketsHook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected void connecting(@Nullable SocketAddress address) {
    Discovery discovery = injector.discovery();
    if (discovery != null && address instanceof InetSocketAddress) {
      InetSocketAddress to = (InetSocketAddress) address;
      discovery.connections().connecting(to.getHostString(), to.getPort());
    }
  }
}
