package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import java.util.ArrayList;
import java.util.List;
import org.asynchttpclient.Request;
import org.asynchttpclient.netty.channel.Channels;
import org.jspecify.annotations.Nullable;

/** The answer on a stream of HTTP/2. */
final class StreamWatch extends AnswerWatch {
  StreamWatch(Mapped mapped) {
    super(mapped);
  }

  @Override
  int status(Object message) {
    if (message instanceof Http2HeadersFrame) {
      CharSequence status = ((Http2HeadersFrame) message).headers().status();
      if (status != null && status.length() == 3) {
        return Integer.parseInt(status.toString());
      }
    }
    return 0;
  }

  @Override
  List<String> challenges(Object head) {
    List<String> challenges = new ArrayList<>();
    for (CharSequence value : ((Http2HeadersFrame) head).headers().getAll("www-authenticate")) {
      challenges.add(value.toString());
    }
    return challenges;
  }

  @Override
  boolean isLast(Object message) {
    return (message instanceof Http2HeadersFrame && ((Http2HeadersFrame) message).isEndStream())
        || (message instanceof Http2DataFrame && ((Http2DataFrame) message).isEndStream());
  }

  @Override
  void sendAgain(ChannelHandlerContext ctx, @Nullable Object head, Request request) {
    Channels.setDiscard(ctx.channel());
    Requests.close(ctx.channel());
    mapped.sender.sendNextRequest(request, mapped.future);
  }
}
