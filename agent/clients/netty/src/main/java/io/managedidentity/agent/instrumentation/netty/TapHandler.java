package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.instrumentation.wire.TappedAnswer;
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

  private final TappedAnswer answer;

  private TapHandler(TappedAnswer answer) {
    this.answer = answer;
  }

  /** Behind the wire, through which the head of the answer is about to pass. */
  static void add(ChannelHandlerContext ctx, Wire<Object> wire, AnswerTap tap) {
    ChannelPipeline pipeline = ctx.pipeline();
    if (pipeline.get(NAME) != null) { // of an answer whose end nobody waited for
      pipeline.remove(NAME);
    }
    pipeline.addAfter(ctx.name(), NAME, new TapHandler(new TappedAnswer(wire, tap)));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (answer.isOver(message) && !ctx.isRemoved()) {
      ctx.pipeline().remove(this);
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    answer.cut();
  }
}
