package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.WireEdit;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;

/**
 * Writes the edited copy of a request over HTTP/1.1. Next to the codec, so that no handler of the
 * application sees it; gone when the request is written.
 */
@SuppressWarnings({
  "deprecation", // names of Netty 4.0
  "FutureReturnValueIgnored" // promises tell the client
})
final class RequestEditor extends ChannelOutboundHandlerAdapter {
  static final String NAME = "managed-identity-agent-request";

  private final Mapped mapped;

  RequestEditor(Mapped mapped) {
    this.mapped = mapped;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (!(message instanceof HttpRequest)) {
      ctx.write(message, promise);
      return;
    }
    HttpRequest request = (HttpRequest) message;
    ctx.pipeline().remove(this);
    try {
      WireEdit edit = mapped.edit(Requests.headers(request), request.getUri());
      ctx.write(edit == null ? request : Requests.edited(request, edit), promise);
    } catch (RequestRefusedException e) {
      ReferenceCountUtil.release(request);
      mapped.refuse(ctx.channel(), e);
      promise.tryFailure(e);
    }
  }
}
