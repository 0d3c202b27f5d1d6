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
import org.asynchttpclient.netty.handler.AsyncHttpClientHandler;
import org.asynchttpclient.netty.request.NettyRequest;
import org.asynchttpclient.netty.request.NettyRequestSender;
import org.asynchttpclient.uri.Uri;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link RequestEditor} beside the HTTP codec of the connection for each mapped request, so
 * that the edit is made of what is written, below the client's own request object, its callbacks
 * and its log, and an {@link AnswerWatch} before the client's own handler. A request whose token is
 * not there yet is written when it is: the client has its connection by then, and its timeouts run.
 *
 * <p>The target is that of the request which the client last built for the connection, never the
 * Host header, and TLS must have proved the same host: a virtual host may be another one. Names
 * only what Netty 4.0 has, but for streams of HTTP/2.
 */
@SuppressWarnings("deprecation") // the names of Netty 4.0
public final class AsyncHttpClientHook extends AsyncHttpClientHandlers {
  private static final String MULTIPLEXER = "http2-multiplex";

  /** Beside a future whose request waited: it does so once for each writing. */
  private static final Object WAITED = new Object();

  private final ClientInjector injector;
  private final PublicGetter proxyType = new PublicGetter("getProxyType");

  /** By future: {@link #WAITED}, or {@link SecondSending} of a rejected request. */
  private final WeakIdentityMap<Object> states = new WeakIdentityMap<>();

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
    Object state = states.isEmpty() ? null : states.get(future);
    boolean isAnswered = state instanceof SecondSending && ((SecondSending) state).deliverFirst();
    return isAnswered ? true : null;
  }

  /** True where the request is written later. */
  private @Nullable Object write(
      NettyRequestSender sender,
      NettyResponseFuture<?> future,
      Channel channel,
      HttpRequest request) {
    boolean isMultiplexed = channel.pipeline().context(MULTIPLEXER) != null;
    if (!isMultiplexed) {
      removeEarlier(channel.pipeline());
    }
    RouteInjection injection = match(future, channel, request);
    Object state = states.isEmpty() ? null : states.get(future);
    if (injection == null) {
      return null;
    }
    if (state == WAITED) {
      states.remove(future);
    } else if (state == null
        && new Waiting(this, sender, future, channel, isMultiplexed).begin(injection, request)) {
      return true;
    }
    if (!isMultiplexed) {
      watch(
          channel.pipeline(), new Mapped(this, sender, future, injection, again(future)), request);
    }
    return null;
  }

  private static void watch(ChannelPipeline pipeline, Mapped mapped, HttpRequest request) {
    ChannelHandlerContext codec = pipeline.context(HttpClientCodec.class);
    ChannelHandlerContext client = pipeline.context(AsyncHttpClientHandler.class);
    if (codec == null || client == null) {
      throw new IllegalStateException("the connection has no HTTP codec");
    }
    boolean isReusable =
        Requests.isKept(request) && !mapped.future.getCurrentRequest().getUri().isWebSocket();
    pipeline.addAfter(codec.name(), RequestEditor.NAME, new RequestEditor(mapped));
    pipeline.addBefore(client.name(), AnswerWatch.NAME, new ResponseWatch(mapped, isReusable));
  }

  private void stream(
      NettyRequestSender sender,
      NettyResponseFuture<?> future,
      Channel channel,
      HttpRequest request) {
    RouteInjection injection = match(future, channel, request);
    if (injection != null) {
      Mapped mapped = new Mapped(this, sender, future, injection, again(future));
      ChannelPipeline pipeline = channel.pipeline();
      pipeline.addFirst(RequestEditor.NAME, new StreamEditor(mapped));
      pipeline.addBefore(
          pipeline.context(AsyncHttpClientHandler.class).name(),
          AnswerWatch.NAME,
          new StreamWatch(mapped));
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
   * There a TLS handler of the connection may be the proxy's and not the target's, and which it is
   * cannot be asked in all versions. No token, rather than one for the proxy.
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
   * A stream of HTTP/2 is encrypted by its connection. Asked of the connection, since versions of
   * the client wrote a request for a tunnel to the proxy itself where that refused the tunnel.
   */
  private static @Nullable SslHandler tls(Channel channel) {
    Channel connection = channel.parent() == null ? channel : channel.parent();
    return connection.pipeline().get(SslHandler.class);
  }

  /** Of a request that was given up before its answer came. */
  private static void removeEarlier(ChannelPipeline pipeline) {
    if (pipeline.context(AnswerWatch.NAME) != null) {
      pipeline.remove(AnswerWatch.NAME);
    }
    if (pipeline.context(RequestEditor.NAME) != null) {
      pipeline.remove(RequestEditor.NAME);
    }
  }

  /** The plan for this sending, or null; a redirect ends it. */
  private @Nullable SecondSending again(NettyResponseFuture<?> future) {
    Object state = states.isEmpty() ? null : states.get(future);
    if (!(state instanceof SecondSending)) {
      return null;
    }
    SecondSending planned = (SecondSending) state;
    if (planned.request == future.getCurrentRequest()) {
      return planned;
    }
    states.remove(future);
    return null;
  }

  void plan(NettyResponseFuture<?> future, SecondSending planned) {
    states.put(future, planned);
  }

  void forget(NettyResponseFuture<?> future, SecondSending planned) {
    if (!states.isEmpty() && states.get(future) == planned) {
      states.remove(future);
    }
  }

  void waited(NettyResponseFuture<?> future) {
    states.put(future, WAITED);
  }
}
