package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.ClientHook;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import reactor.netty.channel.ChannelOperations;

/** A request of reactor-netty: a copy is written, since its own is seen by the application. */
final class ReactorNettyWire extends NettyWire {
  static final String NAME = "managed-identity-agent";

  private final long responseTimeoutMillis;

  /**
   * @param responseTimeoutMillis of the client, which starts when the request is written; 0 for
   *     none
   */
  ReactorNettyWire(
      ClientHook hook, RouteInjection injection, Answers answers, long responseTimeoutMillis) {
    super(hook, injection, answers);
    this.responseTimeoutMillis = responseTimeoutMillis;
  }

  @Override
  public long responseTimeoutMillis() {
    return responseTimeoutMillis;
  }

  /** There is one request on a connection or stream at a time. */
  @Override
  boolean isOwn(HttpRequest request) {
    return true;
  }

  @Override
  HttpRequest edited(HttpRequest request, WireEdit made) {
    return WrittenRequest.edited(request, made);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the application gets the refusal
  void refuse(
      ChannelHandlerContext ctx, HttpRequest request, ChannelPromise promise, IOException refusal) {
    ReferenceCountUtil.release(request);
    ChannelOperations<?, ?> operations = ChannelOperations.get(ctx.channel());
    if ((WrittenRequest.isWebSocket(request) || isTaken()) && operations != null) {
      // Nobody listens to the promise of a handshake, or of the end of a body.
      operations.listener().onUncaughtException(operations, refusal);
      ctx.close();
    }
    promise.tryFailure(refusal);
  }
}
