package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.RouteInjection;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.proxy.ProxyHandler;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link HelidonWebClientWire} beside the HTTP codec of the connection for each mapped
 * request, before anything of it is written. Of unmapped requests nothing is changed.
 *
 * <p>The target is the address that the connection dialled, never the URL of the request, whose
 * builder threads may share. Through a proxy everything goes in a tunnel of Netty's, which knows
 * where it leads.
 */
public final class HelidonWebClientHook extends HelidonWebClientHandlers {
  /** By its name: an HTTP proxy has one of the same class before it. */
  private static final String CODEC = "httpCodec";

  private final ClientInjector injector;

  public HelidonWebClientHook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected void request(@Nullable DefaultHttpRequest request, @Nullable Channel channel) {
    if (request == null || channel == null) {
      return;
    }
    InetSocketAddress target = dialled(channel);
    RouteInjection injection =
        target == null
            ? null
            : injector.match(
                TlsPeer.isEncrypted(channel) ? "https" : "http",
                target.getHostString(),
                target.getPort(),
                TlsPeer.of(channel),
                request.method().name(),
                request.uri());
    if (injection != null) {
      channel.pipeline().addAfter(CODEC, null, new HelidonWebClientWire(this, injection, request));
    }
  }

  /** Null where the connection has ended. */
  private static @Nullable InetSocketAddress dialled(Channel channel) {
    ProxyHandler tunnel = channel.pipeline().get(ProxyHandler.class);
    SocketAddress address = tunnel == null ? channel.remoteAddress() : tunnel.destinationAddress();
    return address instanceof InetSocketAddress ? (InetSocketAddress) address : null;
  }
}
