package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.asynchttpclient.netty.handler.AsyncHttpClientHandler;
import org.jspecify.annotations.Nullable;

/** An answer that waits for a decision. The connection is not read meanwhile. */
final class HeldAnswer {
  final Object head;
  private final ChannelHandlerContext ctx;
  private final ArrayDeque<Object> messages = new ArrayDeque<>();
  private boolean isReadHeld;
  private boolean isEnded;

  /** The client's own handler, which the connection forgets when it ends. */
  private final @Nullable ChannelHandlerContext next;

  HeldAnswer(ChannelHandlerContext ctx, Object head) {
    this.ctx = ctx;
    this.head = head;
    this.next = ctx.pipeline().context(AsyncHttpClientHandler.class);
    messages.add(head);
  }

  void add(Object message) {
    messages.add(message);
  }

  void readLater() {
    isReadHeld = true;
  }

  /** The connection has ended. */
  void isLast() {
    isEnded = true;
  }

  void dropHead() {
    ReferenceCountUtil.release(messages.poll());
  }

  void drop() {
    for (Object dropped = messages.poll(); dropped != null; dropped = messages.poll()) {
      ReferenceCountUtil.release(dropped);
    }
  }

  void deliver() {
    if (isEnded && next != null) {
      deliverTo(next, (ChannelInboundHandler) next.handler());
      return;
    }
    for (Object message = messages.poll(); message != null; message = messages.poll()) {
      ctx.fireChannelRead(message);
    }
    ctx.fireChannelReadComplete();
  }

  /** As the pipeline does it, of which that handler is no part any more. */
  private void deliverTo(ChannelHandlerContext own, ChannelInboundHandler handler) {
    try {
      try {
        for (Object message = messages.poll(); message != null; message = messages.poll()) {
          handler.channelRead(own, message);
        }
      } catch (Exception e) {
        handler.exceptionCaught(own, e);
      }
      handler.channelInactive(own);
    } catch (Exception e) {
      own.fireExceptionCaught(e);
    } finally {
      drop();
    }
  }

  void goOnReading() {
    if (isReadHeld && !isEnded) {
      ctx.read();
    }
  }
}
