package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.RouteInjection;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClientRequest;

/**
 * Puts a {@link ReactorNettyWire} beside the HTTP codec of the connection for each mapped request,
 * so that it edits what is written, after all that the application and the client do to the
 * request, and stays invisible above. Unmapped requests are not changed.
 *
 * <p>The target is the address that the client's own URL endpoint dials, never the Host header; if
 * TLS names its other end, it must be that one. A stream of HTTP/2 is encrypted by its connection.
 */
public final class ReactorNettyHook extends ReactorNettyHandlers {
  private final ClientInjector injector;

  public ReactorNettyHook(ClientInjector injector) {
    this.injector = injector;
  }

  /** Address, scheme and time-out are those that the client's connector has for its target. */
  @Override
  protected void request(
      @Nullable Object operations,
      @Nullable SocketAddress address,
      boolean isSecure,
      @Nullable Duration responseTimeout) {
    if (!(address instanceof InetSocketAddress) || !(operations instanceof HttpClientRequest)) {
      return; // a Unix domain socket has no host that a mapping could name
    }
    HttpClientRequest request = (HttpClientRequest) operations;
    Channel channel = ((Connection) operations).channel();
    InetSocketAddress target = (InetSocketAddress) address;
    Channel connection = channel.parent() == null ? channel : channel.parent();
    // TLS that the application put there for a proxy is not the target's.
    boolean isEncrypted = isSecure && TlsPeer.isEncrypted(connection);
    RouteInjection injection =
        injector.match(
            isEncrypted ? "https" : "http",
            target.getHostString(),
            target.getPort(),
            isEncrypted ? TlsPeer.of(connection) : null,
            request.method().name(),
            request.uri());
    ChannelPipeline pipeline = channel.pipeline();
    removeEarlier(pipeline);
    String codec = injection == null ? null : codec(pipeline);
    if (injection != null && codec != null) {
      boolean isStream = codec.equals(NettyPipeline.H2ToHttp11Codec);
      pipeline.addAfter(
          codec,
          ReactorNettyWire.NAME,
          new ReactorNettyWire(
              this,
              injection,
              isStream ? NettyWire.Answers.ONLY : NettyWire.Answers.NEXT,
              responseTimeout == null ? 0 : responseTimeout.toMillis()));
    }
  }

  /** Of a request that was given up before its answer came. */
  private static void removeEarlier(ChannelPipeline pipeline) {
    if (pipeline.context(ReactorNettyWire.NAME) != null) {
      pipeline.remove(ReactorNettyWire.NAME);
    }
  }

  /** The handler that turns requests into bytes or frames. */
  private static @Nullable String codec(ChannelPipeline pipeline) {
    if (pipeline.context(NettyPipeline.H2ToHttp11Codec) != null) {
      return NettyPipeline.H2ToHttp11Codec;
    }
    ChannelHandlerContext codec = pipeline.context(HttpClientCodec.class);
    return codec == null ? null : codec.name();
  }
}
