package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.ClientHook;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A request of Vert.x, which makes a new message for each sending, with or without the body in it:
 * it is edited in place, and nothing else holds it.
 */
final class VertxWire extends NettyWire {
  private final @Nullable HttpHeaders ownHeaders;

  /**
   * @param request as the client made it; what it writes may be this one, or this one with a body
   *     around it, and has the same headers. Null if the connection has only the one
   */
  VertxWire(
      ClientHook hook, RouteInjection injection, Answers answers, @Nullable HttpRequest request) {
    super(hook, injection, answers);
    this.ownHeaders = request == null ? null : request.headers();
  }

  /** A pipelining connection has several of these, each passed by the others' requests. */
  @Override
  boolean isOwn(HttpRequest request) {
    return ownHeaders == null || request.headers() == ownHeaders;
  }

  /** All of a body comes as HTTP content. */
  @Override
  boolean isFlushBeforeClose(Object message) {
    return message instanceof ByteBuf && !((ByteBuf) message).isReadable();
  }

  @Override
  HttpRequest edited(HttpRequest request, WireEdit made) {
    HttpHeaders headers = request.headers().clear();
    HeaderList list = made.headers();
    for (int i = 0; i < list.size(); i++) {
      headers.add(list.name(i), list.value(i));
    }
    request.setUri(made.target());
    return request; // what the setter returns may lack the body
  }

  /** Its connection tells the request what went wrong; nobody listens to the promise. */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the application gets the refusal
  void refuse(
      ChannelHandlerContext ctx, HttpRequest request, ChannelPromise promise, IOException refusal) {
    ReferenceCountUtil.release(request);
    ctx.fireExceptionCaught(refusal);
    promise.tryFailure(refusal);
    ctx.close();
  }
}
