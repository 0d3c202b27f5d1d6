package io.managedidentity.agent.instrumentation.asynchttpclient1;

import io.managedidentity.agent.injection.Resend;
import java.util.ArrayDeque;
import org.jboss.netty.channel.ChannelHandlerContext;
import org.jboss.netty.channel.MessageEvent;
import org.jboss.netty.handler.codec.http.HttpChunk;
import org.jboss.netty.handler.codec.http.HttpResponse;

/** A rejection, held back until it is known whether its request is sent once more. */
final class HeldAnswer {
  private static final int MOST_BYTES = 64 * 1024;

  final Resend resend;

  /** Whether the wait for a fresh token is over, with one or without. */
  boolean isTokenKnown;

  private final ArrayDeque<MessageEvent> events = new ArrayDeque<>();
  private int bytes;
  private boolean isComplete;

  HeldAnswer(Resend resend) {
    this.resend = resend;
  }

  void add(MessageEvent event) {
    events.add(event);
    Object message = event.getMessage();
    if (message instanceof HttpResponse) {
      HttpResponse head = (HttpResponse) message;
      bytes += head.getContent().readableBytes();
      isComplete = !head.isChunked();
    } else if (message instanceof HttpChunk) {
      HttpChunk chunk = (HttpChunk) message;
      bytes += chunk.getContent().readableBytes();
      isComplete |= chunk.isLast();
    }
  }

  /** Whether the connection is free for the next request. */
  boolean isComplete() {
    return isComplete;
  }

  boolean isTooLarge() {
    return bytes > MOST_BYTES;
  }

  void deliver(ChannelHandlerContext ctx) {
    for (MessageEvent event = events.poll(); event != null; event = events.poll()) {
      ctx.sendUpstream(event);
    }
  }
}
