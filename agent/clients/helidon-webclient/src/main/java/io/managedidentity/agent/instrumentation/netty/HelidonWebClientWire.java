package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.ClientHook;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;

/** A request of Helidon WebClient, which writes its head, its body and its end as messages. */
final class HelidonWebClientWire extends NettyWire {
  private final HttpRequest own;

  HelidonWebClientWire(ClientHook hook, RouteInjection injection, HttpRequest own) {
    super(hook, injection, Answers.NEXT);
    this.own = own;
  }

  /** A connection whose request's body failed may be left with the handler of that one. */
  @Override
  boolean isOwn(HttpRequest request) {
    return request == own;
  }

  @Override
  boolean writesBodyApart() {
    return true;
  }

  /** It counts from the last bytes that the connection read. */
  @Override
  public long responseTimeoutMillis() {
    ReadTimeoutHandler timer = ctx().pipeline().get(ReadTimeoutHandler.class);
    return timer == null ? 0 : timer.getReaderIdleTimeInMillis();
  }

  /** The client's own timer, which has run for longer, says so. */
  @Override
  public void timedOut() {}

  @Override
  HttpRequest edited(HttpRequest request, WireEdit edit) {
    return WrittenRequest.edited(request, edit);
  }

  /** Nobody listens to the promise of a head. */
  @Override
  void refuse(
      ChannelHandlerContext ctx, HttpRequest request, ChannelPromise promise, IOException refusal) {
    ReferenceCountUtil.release(request); // a gathered one is the whole message
    ctx.fireExceptionCaught(refusal);
    promise.tryFailure(refusal);
  }
}
