package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.instrumentation.PublicGetter;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.lang.invoke.MethodHandles.Lookup;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Decides by where a connection of Vert.x goes: the address that it was made for, never the Host
 * header or the authority. If TLS names its other end, it must be that one. Of a request that a
 * plain proxy gets, it is the authority of its absolute URI.
 */
final class VertxTargets {
  private static final String ABSOLUTE = "http://";

  /** On the channel of a connection. */
  private static final AttributeKey<InetSocketAddress> TARGET =
      AttributeKey.valueOf("managed-identity-agent-target");

  private final ClientInjector injector;
  private final PublicGetter host = new PublicGetter("host");
  private final PublicGetter port = new PublicGetter("port");

  VertxTargets(ClientInjector injector) {
    this.injector = injector;
  }

  /**
   * Notes with a connection where it goes; the first note counts.
   *
   * @param address the client's {@code SocketAddress}
   * @param lookup of the client, whose module may hide the address's class
   */
  @Nullable InetSocketAddress note(
      @Nullable Channel channel, @Nullable Object address, Lookup lookup)
      throws ReflectiveOperationException {
    InetSocketAddress known = channel == null ? null : noted(channel);
    if (known != null || channel == null) {
      return known;
    }
    Object name = host.get(address, lookup);
    Object number = port.get(address, lookup);
    if (name == null || number == null) {
      return null; // a Unix domain socket has no host that a mapping could name
    }
    InetSocketAddress target = InetSocketAddress.createUnresolved((String) name, (Integer) number);
    channel.attr(TARGET).set(target);
    return target;
  }

  static @Nullable InetSocketAddress noted(Channel channel) {
    return channel.hasAttr(TARGET) ? channel.attr(TARGET).get() : null;
  }

  /**
   * @param target where the connection goes
   * @param path as it is written
   */
  @Nullable RouteInjection match(
      @Nullable InetSocketAddress target, Channel channel, String method, String path) {
    boolean isEncrypted = TlsPeer.isEncrypted(channel);
    if (!isEncrypted && path.regionMatches(true, 0, ABSOLUTE, 0, ABSOLUTE.length())) {
      return matchProxied(method, path);
    }
    return target == null
        ? null
        : injector.match(
            isEncrypted ? "https" : "http",
            target.getHostString(),
            target.getPort(),
            TlsPeer.of(channel),
            method,
            path);
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
    return injector.match("http", uri.getHost(), uri.getPort(), null, method, target);
  }
}
