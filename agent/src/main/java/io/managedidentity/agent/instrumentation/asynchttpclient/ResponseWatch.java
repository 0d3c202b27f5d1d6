package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Collections;
import java.util.List;
import org.asynchttpclient.Request;
import org.asynchttpclient.netty.channel.Channels;
import org.jspecify.annotations.Nullable;

/** The answer to a request over HTTP/1.1. */
@SuppressWarnings("deprecation") // names of Netty 4.0
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

  @Override
  boolean isLast(Object message) {
    return message instanceof LastHttpContent;
  }

  /** As the client's own interceptors do it, which send a request again with credentials. */
  @Override
  void sendAgain(ChannelHandlerContext ctx, @Nullable Object head, Request request) {
    if (isReusable
        && head != null
        && ctx.channel().isActive()
        && Requests.isKept((HttpResponse) head)) {
      mapped.future.setReuseChannel(true);
    } else {
      Channels.setDiscard(ctx.channel());
      Requests.close(ctx.channel());
    }
    mapped.sender.sendNextRequest(request, mapped.future);
  }
}
