package io.managedidentity.agent.instrumentation.asynchttpclient1;

import com.ning.http.client.providers.netty.future.NettyResponseFuture;
import com.ning.http.client.providers.netty.request.NettyRequestSender;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import java.io.IOException;
import java.util.Map;
import org.jboss.netty.channel.ChannelDownstreamHandler;
import org.jboss.netty.channel.ChannelEvent;
import org.jboss.netty.channel.ChannelHandlerContext;
import org.jboss.netty.channel.ChannelUpstreamHandler;
import org.jboss.netty.channel.DownstreamMessageEvent;
import org.jboss.netty.channel.MessageEvent;
import org.jboss.netty.handler.codec.http.DefaultHttpRequest;
import org.jboss.netty.handler.codec.http.HttpRequest;
import org.jboss.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * One mapped request on its connection, next to the HTTP codec: writes the edited copy and looks at
 * the status of the answer. Taken out when that begins.
 */
final class Exchange implements ChannelDownstreamHandler, ChannelUpstreamHandler {
  static final String NAME = "managed-identity-agent";

  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int FIRST_FINAL_STATUS = 200;

  private final AsyncHttpClient1Hook hook;
  private final NettyRequestSender sender;
  private final NettyResponseFuture<?> future;
  private final RouteInjection injection;
  private boolean isBegun;
  private volatile @Nullable WireEdit edit;

  Exchange(
      AsyncHttpClient1Hook hook,
      NettyRequestSender sender,
      NettyResponseFuture<?> future,
      RouteInjection injection) {
    this.hook = hook;
    this.sender = sender;
    this.future = future;
    this.injection = injection;
  }

  static HeaderList headers(HttpRequest request) {
    HeaderList headers = new HeaderList();
    for (Map.Entry<String, String> header : request.headers().entries()) {
      headers.add(header.getKey(), header.getValue());
    }
    return headers;
  }

  // The request, on the thread that writes it

  @Override
  public void handleDownstream(ChannelHandlerContext ctx, ChannelEvent event) {
    Object message = event instanceof MessageEvent ? ((MessageEvent) event).getMessage() : null;
    if (isBegun || !(message instanceof HttpRequest)) {
      ctx.sendDownstream(event);
      return;
    }
    isBegun = true;
    HttpRequest request = (HttpRequest) message;
    try {
      edit = injection.editNow(headers(request), request.getUri());
    } catch (RequestRefusedException e) {
      IOException refusal = new IOException(e.getMessage());
      sender.abort(event.getChannel(), future, refusal);
      event.getFuture().setFailure(refusal);
      return;
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
    }
    WireEdit made = edit;
    ctx.sendDownstream(
        made == null
            ? event
            : new DownstreamMessageEvent(
                event.getChannel(),
                event.getFuture(),
                edited(request, made),
                ((MessageEvent) event).getRemoteAddress()));
  }

  private static HttpRequest edited(HttpRequest request, WireEdit edit) {
    HttpRequest copy =
        new DefaultHttpRequest(request.getProtocolVersion(), request.getMethod(), edit.target());
    HeaderList headers = edit.headers();
    for (int i = 0; i < headers.size(); i++) {
      copy.headers().add(headers.name(i), headers.value(i));
    }
    copy.setContent(request.getContent());
    copy.setChunked(request.isChunked());
    return copy;
  }

  // The answer, on the connection's thread

  @Override
  public void handleUpstream(ChannelHandlerContext ctx, ChannelEvent event) {
    Object message = event instanceof MessageEvent ? ((MessageEvent) event).getMessage() : null;
    if (message instanceof HttpResponse) {
      HttpResponse response = (HttpResponse) message;
      int status = response.getStatus().getCode();
      if (status >= FIRST_FINAL_STATUS || status == SWITCHING_PROTOCOLS) {
        note(response, status);
        if (ctx.getPipeline().get(NAME) == this) {
          ctx.getPipeline().remove(this);
        }
      }
    }
    ctx.sendUpstream(event);
  }

  private void note(HttpResponse response, int status) {
    WireEdit sent = edit;
    if (sent == null || !WireEdit.isRejection(status)) {
      return;
    }
    try {
      sent.noteRejection(status, response.headers().getAll("WWW-Authenticate"));
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
    }
  }
}
