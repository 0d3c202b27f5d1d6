package io.managedidentity.agent.instrumentation.asynchttpclient1;

import com.ning.http.client.ProxyServer;
import com.ning.http.client.providers.netty.future.NettyResponseFuture;
import com.ning.http.client.providers.netty.request.NettyRequest;
import com.ning.http.client.providers.netty.request.NettyRequestSender;
import com.ning.http.client.uri.Uri;
import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import org.jboss.netty.channel.Channel;
import org.jboss.netty.channel.ChannelHandlerContext;
import org.jboss.netty.channel.ChannelPipeline;
import org.jboss.netty.handler.codec.http.HttpClientCodec;
import org.jboss.netty.handler.codec.http.HttpMethod;
import org.jboss.netty.handler.codec.http.HttpRequest;
import org.jboss.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * Puts an {@link AsyncHttpClient1Wire} beside the HTTP codec of the connection for each mapped
 * request, so that it edits what is written, below the client's own request object and its
 * callbacks. A request whose token is not there yet is written when it is; its connection is taken
 * meanwhile.
 *
 * <p>The target is the URI that the client builds the message for, never the Host header, and not
 * that of the future, which a filter that sends another request leaves as it was. TLS must have
 * proved the same host.
 */
public final class AsyncHttpClient1Hook extends AsyncHttpClient1Handlers {
  private final ClientInjector injector;

  /** Beside the messages of mapped requests: what they were built for. */
  private final WeakIdentityMap<Uri> targets = new WeakIdentityMap<>();

  /** Beside the futures whose request was deferred, while the client writes it. */
  final WeakIdentityMap<AsyncHttpClient1Wire> goingOn = new WeakIdentityMap<>();

  final OwnTimeouts timeouts = new OwnTimeouts(this);

  public AsyncHttpClient1Hook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected @Nullable Object write(
      NettyRequestSender sender, NettyResponseFuture<?> future, @Nullable Channel channel) {
    NettyRequest written = future.getNettyRequest();
    // After a 100 only the body is written.
    return written == null
            || channel == null
            || !channel.isConnected()
            || future.isHeadersAlreadyWrittenOnContinue()
        ? null
        : write(sender, future, channel, written);
  }

  @Override
  protected NettyRequest built(NettyRequest message, Uri uri, @Nullable ProxyServer proxy) {
    // It is unknown what else a proxy of that kind encrypts: no token, rather than one for the
    // proxy.
    boolean isProxyEncrypted = proxy != null && proxy.getProtocol() == ProxyServer.Protocol.HTTPS;
    if (!isProxyEncrypted
        && !message.getHttpRequest().getMethod().equals(HttpMethod.CONNECT)
        && match(uri, isSecured(uri), null, message.getHttpRequest()) != null) {
      targets.put(message, uri);
    }
    return message;
  }

  /** True if the request is written later. */
  private @Nullable Object write(
      NettyRequestSender sender,
      NettyResponseFuture<?> future,
      Channel channel,
      NettyRequest message) {
    ChannelPipeline pipeline = channel.getPipeline();
    if (pipeline.get(AsyncHttpClient1Wire.NAME) != null) { // of a request that was given up
      pipeline.remove(AsyncHttpClient1Wire.NAME);
    }
    Uri uri = targets.get(message);
    if (uri == null) {
      return null;
    }
    HttpRequest request = message.getHttpRequest();
    SslHandler tls = pipeline.get(SslHandler.class);
    String peer = tls == null ? null : tls.getEngine().getPeerHost();
    RouteInjection injection = match(uri, isSecured(uri) && tls != null, peer, request);
    if (injection == null) {
      return null;
    }
    ChannelHandlerContext codec = pipeline.getContext(HttpClientCodec.class);
    if (codec == null) {
      throw new IllegalStateException("the connection has no HTTP codec");
    }
    AsyncHttpClient1Wire deferred = goingOn.get(future);
    AsyncHttpClient1Wire wire =
        deferred == null
            ? new AsyncHttpClient1Wire(this, sender, future, channel, injection)
            : deferred;
    pipeline.addAfter(codec.getName(), AsyncHttpClient1Wire.NAME, wire);
    boolean isDeferred = deferred == null && wire.isDeferred(request);
    return isDeferred ? true : null;
  }

  private @Nullable RouteInjection match(
      Uri uri, boolean isEncrypted, @Nullable String peer, HttpRequest request) {
    return injector.match(
        isEncrypted ? "https" : "http",
        uri.getHost(),
        portOf(uri),
        peer,
        request.getMethod().getName(),
        request.getUri());
  }

  private static boolean isSecured(Uri uri) {
    return "https".equals(uri.getScheme()) || "wss".equals(uri.getScheme());
  }

  private static int portOf(Uri uri) {
    if (uri.getPort() > 0) {
      return uri.getPort();
    }
    return isSecured(uri) ? 443 : 80;
  }
}
