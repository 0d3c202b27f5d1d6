package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.instrumentation.wire.Wire;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;

/**
 * What passes of an answer that refuses a token, until the tap has seen enough or the answer ends.
 * Changes and holds nothing.
 */
final class TapHandler extends ChannelInboundHandlerAdapter {
  private static final String NAME = "managed-identity-agent-answer";

  private final Wire<Object> wire;
  private final AnswerTap tap;
  private boolean isBegun;

  private TapHandler(Wire<Object> wire, AnswerTap tap) {
    this.wire = wire;
    this.tap = tap;
  }

  /** Behind the wire, through which the head of the answer is about to pass. */
  static void add(ChannelHandlerContext ctx, Wire<Object> wire, AnswerTap tap) {
    ChannelPipeline pipeline = ctx.pipeline();
    if (pipeline.get(NAME) != null) { // of an answer whose end nobody waited for
      pipeline.remove(NAME);
    }
    pipeline.addAfter(ctx.name(), NAME, new TapHandler(wire, tap));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (isOver(message) && !ctx.isRemoved()) {
      ctx.pipeline().remove(this);
    }
    ctx.fireChannelRead(message);
  }

  private boolean isOver(Object message) {
    try {
      boolean isHead = wire.status(message) != 0;
      if (isHead && isBegun) {
        return true; // of the next answer
      }
      isBegun = true;
      byte[] bytes = wire.bytes(message, tap.room());
      tap.bytes(bytes, 0, bytes.length);
      if (wire.isLast(message)) {
        tap.end();
      }
      return tap.room() == 0;
    } catch (RuntimeException | LinkageError e) {
      tap.failed(e);
      return true;
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    tap.cut();
  }
}
