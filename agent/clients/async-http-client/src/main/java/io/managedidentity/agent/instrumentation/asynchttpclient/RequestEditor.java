package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Has the edited copy of a request written. Next to the codec, so that no handler of the
 * application sees it; gone when the request is written.
 */
final class RequestEditor extends ChannelOutboundHandlerAdapter {
  static final String NAME = "managed-identity-agent-request";

  private final AsyncHttpClientWire wire;

  RequestEditor(AsyncHttpClientWire wire) {
    this.wire = wire;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the promise tells the client
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (wire.isRequest(message)) {
      ctx.pipeline().remove(this);
      wire.send(ctx, message, promise);
    } else {
      ctx.write(message, promise);
    }
  }
}
