package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.RequestTarget;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.instrumentation.ClientHook;
import io.managedidentity.agent.instrumentation.PublicGetter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslHandler;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link VertxExchange} beside the HTTP codec of the connection for each mapped request,
 * when the client makes the message for it. Of unmapped requests nothing is changed.
 *
 * <p>The target is the address that the client's connection was made for, never the Host header; of
 * a request that a plain proxy gets, it is the authority of its absolute URI.
 */
public final class VertxHook extends ClientHook {
  private static final String ABSOLUTE = "http://";

  private final ClientInjector injector;
  private final PublicGetter host = new PublicGetter("host");
  private final PublicGetter port = new PublicGetter("port");
  private final PublicGetter pipelining = new PublicGetter("isPipelining");
  private final PublicGetter concurrency = new PublicGetter("concurrency");

  public VertxHook(ClientInjector injector) {
    this.injector = injector;
  }

  /**
   * @param first the address of the connection, and what knows whether it pipelines requests: its
   *     options, or from 5.1 on itself
   * @param second the connection's place in its channel
   */
  @Override
  protected @Nullable Object on(
      int hook, @Nullable Object subject, @Nullable Object first, @Nullable Object second)
      throws Exception {
    if (subject instanceof HttpRequest
        && first instanceof Object[]
        && second instanceof ChannelHandlerContext) {
      Object[] connection = (Object[]) first;
      request(
          (HttpRequest) subject,
          connection[0],
          connection[1],
          ((ChannelHandlerContext) second).pipeline());
    }
    return subject;
  }

  private void request(
      HttpRequest request,
      @Nullable Object address,
      @Nullable Object connection,
      ChannelPipeline pipeline)
      throws ReflectiveOperationException {
    boolean isEncrypted = pipeline.get(SslHandler.class) != null;
    boolean isProxied =
        !isEncrypted && request.uri().regionMatches(true, 0, ABSOLUTE, 0, ABSOLUTE.length());
    RouteInjection injection =
        isProxied ? matchProxied(request) : match(request, address, isEncrypted);
    ChannelHandlerContext codec =
        injection == null ? null : pipeline.context(HttpClientCodec.class);
    if (injection != null && codec != null) {
      Exchange.Answers answers =
          isPipelining(connection) ? Exchange.Answers.UNKNOWN : Exchange.Answers.NEXT;
      pipeline.addAfter(codec.name(), null, new VertxExchange(this, injection, answers, request));
    }
  }

  private boolean isPipelining(@Nullable Object connection) throws ReflectiveOperationException {
    Object said = pipelining.get(connection);
    if (said == null) {
      said = concurrency.get(connection);
      return said == null || (Long) said != 1;
    }
    return (Boolean) said;
  }

  private @Nullable RouteInjection match(
      HttpRequest request, @Nullable Object address, boolean isEncrypted)
      throws ReflectiveOperationException {
    Object name = host.get(address);
    Object number = port.get(address);
    if (name == null || number == null) {
      return null; // a Unix domain socket has no host that a mapping could name
    }
    return injector.match(
        isEncrypted ? "https" : "http",
        (String) name,
        (Integer) number,
        request.method().name(),
        RequestTarget.originForm(request.uri()));
  }

  private @Nullable RouteInjection matchProxied(HttpRequest request) {
    URI target;
    try {
      target = new URI(request.uri());
    } catch (URISyntaxException e) {
      return null;
    }
    if (target.getHost() == null || target.getRawUserInfo() != null) {
      return null;
    }
    return injector.match(
        "http",
        target.getHost(),
        target.getPort(),
        request.method().name(),
        RequestTarget.originForm(request.uri()));
  }
}
