package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.RequestTarget;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.instrumentation.PublicGetter;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Decides by where a connection of Vert.x goes: the address that it was made for, never the Host
 * header or the authority. Of a request that a plain proxy gets, it is the authority of its
 * absolute URI.
 */
final class VertxTargets {
  private static final String ABSOLUTE = "http://";

  /** The client's {@code SocketAddress}, on the channel of a connection. */
  private static final AttributeKey<Object> ADDRESS =
      AttributeKey.valueOf("managed-identity-agent-address");

  private final ClientInjector injector;
  private final PublicGetter host = new PublicGetter("host");
  private final PublicGetter port = new PublicGetter("port");

  VertxTargets(ClientInjector injector) {
    this.injector = injector;
  }

  /** For requests of which only the channel is known. */
  static void note(@Nullable Channel channel, @Nullable Object address) {
    if (channel != null && address != null && !channel.hasAttr(ADDRESS)) {
      channel.attr(ADDRESS).set(address);
    }
  }

  static @Nullable Object noted(Channel channel) {
    return channel.hasAttr(ADDRESS) ? channel.attr(ADDRESS).get() : null;
  }

  static boolean isEncrypted(Channel channel) {
    return channel.pipeline().get(SslHandler.class) != null;
  }

  /**
   * @param target as it is written
   */
  @Nullable RouteInjection match(
      @Nullable Object address, boolean isEncrypted, String method, String target)
      throws ReflectiveOperationException {
    if (!isEncrypted && target.regionMatches(true, 0, ABSOLUTE, 0, ABSOLUTE.length())) {
      return matchProxied(method, target);
    }
    Object name = host.get(address);
    Object number = port.get(address);
    if (name == null || number == null) {
      return null; // a Unix domain socket has no host that a mapping could name
    }
    return injector.match(
        isEncrypted ? "https" : "http",
        (String) name,
        (Integer) number,
        method,
        RequestTarget.originForm(target));
  }

  private @Nullable RouteInjection matchProxied(String method, String target) {
    URI uri;
    try {
      uri = new URI(target);
    } catch (URISyntaxException e) {
      return null;
    }
    if (uri.getHost() == null || uri.getRawUserInfo() != null) {
      return null;
    }
    return injector.match(
        "http", uri.getHost(), uri.getPort(), method, RequestTarget.originForm(target));
  }
}
