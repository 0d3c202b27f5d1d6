package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.instrumentation.ClientHook;
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
import org.jspecify.annotations.Nullable;

/**
 * Over HTTP/1.1, puts a {@link VertxExchange} beside the HTTP codec of the connection for each
 * mapped request, when the client makes the message for it, or begins a WebSocket handshake. Of
 * unmapped requests nothing is changed. Over HTTP/2, all frames of a connection go through a {@link
 * VertxHttp2Encoder}, since the client has no message there.
 */
public final class VertxHook extends ClientHook {
  private static final int WEB_SOCKET = 1;
  private static final int HEADERS = 2;
  private static final int TARGET = OF_CONNECTION;
  private static final int ENCODER = OF_CONNECTION + 1;
  private static final int DECODER = OF_CONNECTION + 2;

  private final ClientInjector injector;
  private final VertxTargets targets;
  private final Member pipelining = new Member("isPipelining");
  private final Member concurrency = new Member("concurrency");
  private final Member context = new Member("channelHandlerContext");

  public VertxHook(ClientInjector injector) {
    this.injector = injector;
    this.targets = new VertxTargets(injector);
  }

  @Override
  protected @Nullable Object on(
      int hook, @Nullable Object subject, @Nullable Object first, @Nullable Object second)
      throws Exception {
    switch (hook) {
      case WEB_SOCKET:
        webSocket(first, second);
        return null;
      case HEADERS:
        headers(first, second);
        return null;
      case TARGET:
        if (first instanceof Object[]) {
          Object[] target = (Object[]) first;
          Lookup lookup = (Lookup) target[1];
          targets.note(channel(second, lookup), target[0], lookup);
        }
        return null;
      case ENCODER:
        return encoder(subject);
      case DECODER:
        return decoder(subject, first);
      default:
        request(subject, first, second);
        return subject;
    }
  }

  /**
   * @param first the address of the connection; what knows whether it pipelines requests: its
   *     options, or from 5.1 on itself; and the client's own lookup
   * @param second the connection's place in its channel
   */
  private void request(@Nullable Object message, @Nullable Object first, @Nullable Object second)
      throws ReflectiveOperationException {
    if (!(message instanceof HttpRequest)
        || !(first instanceof Object[])
        || !(second instanceof ChannelHandlerContext)) {
      return;
    }
    HttpRequest request = (HttpRequest) message;
    Object[] connection = (Object[]) first;
    Channel channel = ((ChannelHandlerContext) second).channel();
    Lookup lookup = (Lookup) connection[2];
    VertxTarget target = targets.note(channel, connection[0], lookup);
    RouteInjection injection =
        targets.match(target, channel, request.method().name(), request.uri());
    if (injection != null) {
      Exchange.Answers answers =
          isPipelining(connection[1], lookup) ? Exchange.Answers.UNKNOWN : Exchange.Answers.NEXT;
      add(channel.pipeline(), new VertxExchange(this, injection, answers, request));
    }
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

  /**
   * The connection is this handshake's alone.
   *
   * @param first the address of the connection, its place in its channel, and the client's lookup
   * @param second the connection, then the arguments of its method
   */
  private void webSocket(@Nullable Object first, @Nullable Object second)
      throws ReflectiveOperationException {
    if (!(first instanceof Object[]) || !(second instanceof Object[])) {
      return;
    }
    Object[] connection = (Object[]) first;
    String target = first(String.class, (Object[]) second);
    if (target == null || !(connection[1] instanceof ChannelHandlerContext)) {
      return;
    }
    Channel channel = ((ChannelHandlerContext) connection[1]).channel();
    RouteInjection injection =
        targets.match(
            targets.note(channel, connection[0], (Lookup) connection[2]), channel, "GET", target);
    if (injection != null) {
      add(channel.pipeline(), new VertxExchange(this, injection, Exchange.Answers.NEXT, null));
    }
  }

  private static void add(ChannelPipeline pipeline, VertxExchange exchange) {
    ChannelHandlerContext codec = pipeline.context(HttpClientCodec.class);
    if (codec != null) {
      pipeline.addAfter(codec.name(), null, exchange);
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

  /** A connection that was opened before the agent came has Netty's own encoder for good. */
  private void headers(@Nullable Object handler, @Nullable Object headers) {
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

  private @Nullable Object encoder(@Nullable Object encoder) {
    return encoder instanceof Http2ConnectionEncoder
            && !((Http2ConnectionEncoder) encoder).connection().isServer()
        ? new VertxHttp2Encoder((Http2ConnectionEncoder) encoder, this, targets)
        : encoder;
  }

  private static @Nullable Object decoder(@Nullable Object decoder, @Nullable Object encoder) {
    return decoder instanceof Http2ConnectionDecoder && encoder instanceof VertxHttp2Encoder
        ? new VertxHttp2Decoder((Http2ConnectionDecoder) decoder, (VertxHttp2Encoder) encoder)
        : decoder;
  }
}
