package io.managedidentity.agent.instrumentation.asynchttpclient1;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.instrumentation.wire.TappedAnswer;
import io.managedidentity.agent.instrumentation.wire.Wire;
import org.jboss.netty.channel.ChannelEvent;
import org.jboss.netty.channel.ChannelHandlerContext;
import org.jboss.netty.channel.ChannelPipeline;
import org.jboss.netty.channel.ChannelState;
import org.jboss.netty.channel.ChannelStateEvent;
import org.jboss.netty.channel.ChannelUpstreamHandler;
import org.jboss.netty.channel.MessageEvent;

/**
 * What passes of an answer that refuses a token, until the tap has seen enough or the answer ends.
 * Changes and holds nothing.
 */
final class TapHandler implements ChannelUpstreamHandler {
  private static final String NAME = "managed-identity-agent-answer";

  private final TappedAnswer answer;

  private TapHandler(TappedAnswer answer) {
    this.answer = answer;
  }

  /** Behind the wire, through which the head of the answer is about to pass. */
  static void add(ChannelHandlerContext ctx, Wire<Object> wire, AnswerTap tap) {
    ChannelPipeline pipeline = ctx.getPipeline();
    if (pipeline.get(NAME) != null) { // of an answer whose end nobody waited for
      pipeline.remove(NAME);
    }
    pipeline.addAfter(ctx.getName(), NAME, new TapHandler(new TappedAnswer(wire, tap)));
  }

  @Override
  public void handleUpstream(ChannelHandlerContext ctx, ChannelEvent event) {
    if (isOver(event)) {
      answer.cut();
      if (ctx.getPipeline().get(NAME) == this) {
        ctx.getPipeline().remove(this);
      }
    }
    ctx.sendUpstream(event);
  }

  private boolean isOver(ChannelEvent event) {
    if (!(event instanceof MessageEvent)) {
      return isEnd(event);
    }
    return answer.isOver(((MessageEvent) event).getMessage());
  }

  private static boolean isEnd(ChannelEvent event) {
    return event instanceof ChannelStateEvent
        && ((ChannelStateEvent) event).getState() == ChannelState.CONNECTED
        && ((ChannelStateEvent) event).getValue() == null;
  }
}
