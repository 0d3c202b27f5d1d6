package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.Resend;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;

/** A rejection, held back until it is known whether its request is sent once more. */
final class HeldAnswer {
  private static final int MOST_BYTES = 64 * 1024;

  final Resend resend;

  /** Whether the wait for a fresh token is over, with one or without. */
  boolean isTokenKnown;

  private final ArrayDeque<Object> messages = new ArrayDeque<>();
  private int bytes;
  private boolean isComplete;

  HeldAnswer(Resend resend) {
    this.resend = resend;
  }

  void add(Object message) {
    messages.add(message);
    if (message instanceof HttpContent) {
      bytes += ((HttpContent) message).content().readableBytes();
    }
    isComplete |= message instanceof LastHttpContent;
  }

  /** Whether the connection is free for the next request. */
  boolean isComplete() {
    return isComplete;
  }

  boolean isTooLarge() {
    return bytes > MOST_BYTES;
  }

  void deliver(ChannelHandlerContext ctx) {
    for (Object message = messages.poll(); message != null; message = messages.poll()) {
      ctx.fireChannelRead(message);
    }
  }

  void drop() {
    for (Object message = messages.poll(); message != null; message = messages.poll()) {
      ReferenceCountUtil.release(message);
    }
  }
}
