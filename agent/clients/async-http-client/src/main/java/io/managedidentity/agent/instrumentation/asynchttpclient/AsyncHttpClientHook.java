package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.instrumentation.PublicGetter;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslHandler;
import org.asynchttpclient.netty.NettyResponseFuture;
import org.asynchttpclient.netty.channel.Channels;
import org.asynchttpclient.netty.request.NettyRequest;
import org.asynchttpclient.netty.request.NettyRequestSender;
import org.asynchttpclient.uri.Uri;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link RequestEditor} beside the HTTP codec of the connection for each mapped request, so
 * that it edits what is written, below the client's own request object, its callbacks and its log,
 * and an {@link AsyncHttpClientWire} before the client's own handler. A deferred request is written
 * when its token is there: the client has its connection by then.
 *
 * <p>The target is that of the request which the client last built for the connection, never the
 * Host header, and TLS must have proved the same host: a virtual host may be another one. Names
 * only what Netty 4.0 has, except for HTTP/2 streams.
 */
@SuppressWarnings("deprecation") // the names of Netty 4.0
public final class AsyncHttpClientHook extends AsyncHttpClientHandlers {
  private static final String MULTIPLEXER = "http2-multiplex";

  private final ClientInjector injector;
  private final PublicGetter proxyType = new PublicGetter("getProxyType");

  /** Beside the futures of requests that were rejected, or that the client is about to write. */
  final WeakIdentityMap<AsyncHttpClientWire> wires = new WeakIdentityMap<>();

  public AsyncHttpClientHook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected @Nullable Object write(
      NettyRequestSender sender, NettyResponseFuture<?> future, @Nullable Channel channel)
      throws Exception {
    NettyRequest written = future.getNettyRequest();
    // After a 100 only the body is written.
    return written == null
            || channel == null
            || !channel.isActive()
            || future.isHeadersAlreadyWrittenOnContinue()
        ? null
        : write(sender, future, channel, written.getHttpRequest());
  }

  @Override
  protected void writeStream(
      NettyRequestSender sender, NettyResponseFuture<?> future, @Nullable Channel channel)
      throws Exception {
    NettyRequest written = future.getNettyRequest();
    if (written != null && channel != null && channel.isActive()) {
      stream(sender, future, channel, written.getHttpRequest());
    }
  }

  @Override
  protected @Nullable Object aborted(Object future) {
    AsyncHttpClientWire wire = wires.get(future);
    boolean isAnswered = wire != null && wire.isAnsweredInstead();
    return isAnswered ? true : null;
  }

  /** True if the request is written later. */
  private @Nullable Object write(
      NettyRequestSender sender,
      NettyResponseFuture<?> future,
      Channel channel,
      HttpRequest request) {
    boolean isShared = channel.pipeline().context(MULTIPLEXER) != null;
    if (!isShared) {
      removeEarlier(channel.pipeline());
    }
    RouteInjection injection = match(future, channel, request);
    AsyncHttpClientWire known = known(future);
    if (injection == null) {
      return null;
    }
    if (isGivenUp(future, channel, isShared)) {
      return true;
    }
    AsyncHttpClientWire wire = known;
    if (wire == null || wire.isRejected()) {
      wire = new Http1Wire(this, sender, future, channel, isShared, injection, known);
    } else {
      wire.use(injection); // its wait is over
    }
    if (known == null && wire.isDeferred(request)) {
      return true;
    }
    if (isGivenUp(future, channel, isShared)) { // while that was decided
      return true;
    }
    if (!isShared) {
      ChannelHandlerContext codec = channel.pipeline().context(HttpClientCodec.class);
      if (codec == null) {
        throw new IllegalStateException("the connection has no HTTP codec");
      }
      wire.enter(codec);
    }
    return null;
  }

  /** Whether it was cancelled since the client looked; then its connection is not needed. */
  private static boolean isGivenUp(
      NettyResponseFuture<?> future, Channel channel, boolean isShared) {
    boolean isDone = future.isDone();
    if (isDone && !isShared) {
      Channels.silentlyCloseChannel(channel);
    }
    return isDone;
  }

  private void stream(
      NettyRequestSender sender,
      NettyResponseFuture<?> future,
      Channel channel,
      HttpRequest request) {
    RouteInjection injection = match(future, channel, request);
    if (injection != null) {
      new Http2Wire(this, sender, future, channel, injection, known(future)).enter(null);
    }
  }

  private @Nullable RouteInjection match(
      NettyResponseFuture<?> future, Channel channel, HttpRequest request) {
    if (isBehindEncryptedProxy(future)) {
      return null;
    }
    if (request.getMethod().equals(HttpMethod.CONNECT)) {
      return null;
    }
    // Not the future's own URI: a filter that sends another request leaves that as it was.
    Uri uri = future.getCurrentRequest().getUri();
    SslHandler tls = tls(channel);
    return injector.match(
        uri.isSecured() && tls != null ? "https" : "http",
        uri.getHost(),
        uri.getExplicitPort(),
        tls == null ? null : tls.engine().getPeerHost(),
        request.getMethod().name(),
        request.getUri());
  }

  /**
   * There a TLS handler of the connection may be the proxy's and not the target's, and not all
   * versions can say which. No token, rather than one for the proxy.
   */
  private boolean isBehindEncryptedProxy(NettyResponseFuture<?> future) {
    Object proxy = future.getProxyServer();
    try {
      return proxy != null && "HTTPS".equals(String.valueOf(proxyType.get(proxy)));
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /**
   * An HTTP/2 stream is encrypted by its connection. The connection is asked, since some versions
   * of the client wrote a tunnelled request to the proxy itself if that refused the tunnel.
   */
  private static @Nullable SslHandler tls(Channel channel) {
    Channel connection = channel.parent() == null ? channel : channel.parent();
    return connection.pipeline().get(SslHandler.class);
  }

  /** Of a request that was given up before its answer came. */
  private static void removeEarlier(ChannelPipeline pipeline) {
    if (pipeline.context(AsyncHttpClientWire.NAME) != null) {
      pipeline.remove(AsyncHttpClientWire.NAME);
    }
    if (pipeline.context(RequestEditor.NAME) != null) {
      pipeline.remove(RequestEditor.NAME);
    }
  }

  /** What is known of the request that is to be written; a redirect ends it. */
  private @Nullable AsyncHttpClientWire known(NettyResponseFuture<?> future) {
    AsyncHttpClientWire known = wires.get(future);
    if (known == null || known.isFor(future.getCurrentRequest())) {
      return known;
    }
    known.end();
    return null;
  }

  void forget(AsyncHttpClientWire wire) {
    AsyncHttpClientWire known = wires.get(wire.future);
    if (known != null && known.isOf(wire)) {
      wires.remove(wire.future);
    }
  }
}
