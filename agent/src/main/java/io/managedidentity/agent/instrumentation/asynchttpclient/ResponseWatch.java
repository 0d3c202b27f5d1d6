package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import org.asynchttpclient.Request;
import org.asynchttpclient.netty.channel.Channels;

/** The answer to a request over HTTP/1.1. */
@SuppressWarnings({
  "deprecation", // names of Netty 4.0
  "FutureReturnValueIgnored" // what closes a connection tells the client
})
final class ResponseWatch extends AnswerWatch {
  private final boolean isReusable;

  /**
   * @param isReusable whether the request leaves the connection open for the next one
   */
  ResponseWatch(Mapped mapped, boolean isReusable) {
    super(mapped);
    this.isReusable = isReusable;
  }

  @Override
  int status(Object message) {
    return message instanceof HttpResponse ? ((HttpResponse) message).getStatus().code() : 0;
  }

  @Override
  List<String> challenges(Object head) {
    List<String> values = ((HttpResponse) head).headers().getAll("WWW-Authenticate");
    return values == null ? Collections.<String>emptyList() : values;
  }

  /** As the client's own interceptors do it, which send a request again with credentials. */
  @Override
  void sendAgain(ChannelHandlerContext ctx, HeldAnswer answer, Request request) {
    if (isReusable && ctx.channel().isActive() && Requests.isKept((HttpResponse) answer.head)) {
      mapped.future.setReuseChannel(true);
      mapped.sender.drainChannelAndExecuteNextRequest(ctx.channel(), mapped.future, request);
      answer.dropHead();
    } else {
      answer.drop();
      Channels.setDiscard(ctx.channel());
      ctx.channel().close();
      mapped.sender.sendNextRequest(request, mapped.future);
    }
  }
}
