package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.instrumentation.PublicGetter;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Headers;
import java.lang.invoke.MethodHandles.Lookup;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Over HTTP/1.1, puts a {@link VertxWire} beside the HTTP codec of the connection for each mapped
 * request, when the client makes the message for it, or starts a WebSocket handshake. Unmapped
 * requests are not changed. Over HTTP/2, all frames of a connection go through a {@link
 * VertxHttp2Encoder}, since the client has no message there.
 */
public final class VertxHook extends VertxHandlers {
  private final ClientInjector injector;
  private final VertxTargets targets;
  private final PublicGetter pipelining = new PublicGetter("isPipelining");
  private final PublicGetter concurrency = new PublicGetter("concurrency");
  private final PublicGetter context = new PublicGetter("channelHandlerContext");

  public VertxHook(ClientInjector injector) {
    this.injector = injector;
    this.targets = new VertxTargets(injector);
  }

  @Override
  protected void target(@Nullable Object server, Lookup lookup, @Nullable Object channel)
      throws Exception {
    targets.note(channel(channel, lookup), server, lookup);
  }

  /**
   * @param server the address of the connection
   * @param pipeliner what knows whether it pipelines requests: its options, or from 5.1 on itself
   */
  @Override
  protected HttpRequest request(
      HttpRequest request,
      @Nullable Object server,
      @Nullable Object pipeliner,
      Lookup lookup,
      @Nullable ChannelHandlerContext ctx)
      throws Exception {
    if (ctx == null) {
      return request;
    }
    Channel channel = ctx.channel();
    InetSocketAddress target = targets.note(channel, server, lookup);
    RouteInjection injection =
        targets.match(target, channel, request.method().name(), request.uri());
    if (injection != null) {
      NettyWire.Answers answers =
          isPipelining(pipeliner, lookup) ? NettyWire.Answers.UNKNOWN : NettyWire.Answers.NEXT;
      add(channel.pipeline(), new VertxWire(this, injection, answers, request));
    }
    return request;
  }

  private boolean isPipelining(@Nullable Object connection, Lookup lookup)
      throws ReflectiveOperationException {
    Object said = pipelining.get(connection, lookup);
    if (said == null) {
      said = concurrency.get(connection, lookup);
      return said == null || (Long) said != 1;
    }
    return (Boolean) said;
  }

  /** The connection is this handshake's alone. */
  @Override
  protected void webSocket(
      @Nullable Object server, @Nullable ChannelHandlerContext ctx, Lookup lookup, Object[] call)
      throws Exception {
    String target = first(String.class, call);
    if (target == null || ctx == null) {
      return;
    }
    Channel channel = ctx.channel();
    RouteInjection injection =
        targets.match(targets.note(channel, server, lookup), channel, "GET", target);
    if (injection != null) {
      add(channel.pipeline(), new VertxWire(this, injection, NettyWire.Answers.NEXT, null));
    }
  }

  private static void add(ChannelPipeline pipeline, VertxWire wire) {
    ChannelHandlerContext codec = pipeline.context(HttpClientCodec.class);
    if (codec != null) {
      pipeline.addAfter(codec.name(), null, wire);
    }
  }

  /**
   * @param from the arguments of a method, the channel among them; or the client's socket, which
   *     knows its channel
   */
  private @Nullable Channel channel(@Nullable Object from, Lookup lookup)
      throws ReflectiveOperationException {
    if (from instanceof Object[]) {
      return first(Channel.class, (Object[]) from);
    }
    Object found = context.get(from, lookup);
    return found instanceof ChannelHandlerContext
        ? ((ChannelHandlerContext) found).channel()
        : null;
  }

  private static <T> @Nullable T first(Class<T> type, Object[] arguments) {
    for (Object argument : arguments) {
      if (type.isInstance(argument)) {
        return type.cast(argument);
      }
    }
    return null;
  }

  /**
   * A connection that was opened before the agent was attached has Netty's own encoder for good.
   */
  @Override
  protected void headers(@Nullable Object handler, @Nullable Object headers) {
    if (!(handler instanceof Http2ConnectionHandler) || !(headers instanceof Http2Headers)) {
      return;
    }
    Http2ConnectionEncoder encoder = ((Http2ConnectionHandler) handler).encoder();
    CharSequence authority = ((Http2Headers) headers).authority();
    if (!(encoder instanceof VertxHttp2Encoder)
        && authority != null
        && !encoder.connection().isServer()) {
      injector.openedBefore(authority.toString());
    }
  }

  @Override
  protected Object encoder(Object encoder) {
    return encoder instanceof Http2ConnectionEncoder
            && !((Http2ConnectionEncoder) encoder).connection().isServer()
        ? new VertxHttp2Encoder((Http2ConnectionEncoder) encoder, this, targets)
        : encoder;
  }

  @Override
  protected Object decoder(Object decoder, @Nullable Object encoder) {
    return decoder instanceof Http2ConnectionDecoder && encoder instanceof VertxHttp2Encoder
        ? new VertxHttp2Decoder((Http2ConnectionDecoder) decoder, (VertxHttp2Encoder) encoder)
        : decoder;
  }
}
