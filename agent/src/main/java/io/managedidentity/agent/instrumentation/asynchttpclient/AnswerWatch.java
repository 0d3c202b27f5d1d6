package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.managedidentity.agent.injection.Continuation;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.PublicGetter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.List;
import org.asynchttpclient.Request;
import org.asynchttpclient.netty.NettyResponseFuture;
import org.asynchttpclient.netty.channel.ChannelState;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the answer of a mapped request, before the client's own handler: a rejection is held
 * back until it is known whether the request goes out once more. Taken out when the answer begins.
 * All on the connection's event loop.
 */
abstract class AnswerWatch extends ChannelInboundHandlerAdapter {
  static final String NAME = "managed-identity-agent";

  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int FIRST_FINAL_STATUS = 200;

  /** Only later versions have a body of this kind. */
  private static final PublicGetter BYTE_BUF = new PublicGetter("getByteBufData");

  final Mapped mapped;
  private @Nullable KeptAnswer held;
  private @Nullable SecondSending plan;
  private boolean isTokenKnown;

  AnswerWatch(Mapped mapped) {
    this.mapped = mapped;
  }

  /** The status of an answer's head; 0 for anything else. */
  abstract int status(Object message);

  abstract boolean isLast(Object message);

  abstract List<String> challenges(Object head);

  /**
   * The request goes out once more, in the client's own way. The answer was read to its end.
   *
   * @param head of the answer; null where the connection still waits for the request's body
   */
  abstract void sendAgain(ChannelHandlerContext ctx, @Nullable Object head, Request request);

  @Override
  public final void channelRead(ChannelHandlerContext ctx, Object message) {
    KeptAnswer answer = held;
    if (answer != null) {
      answer.add(message, isLast(message));
      if (answer.isTooLarge()) {
        deliver(ctx);
      } else {
        decide(ctx);
      }
      return;
    }
    int status = status(message);
    if (status >= FIRST_FINAL_STATUS || status == SWITCHING_PROTOCOLS) {
      mapped.answered();
      if (isHeld(ctx, message, status)) {
        return;
      }
      leave(ctx);
    }
    ctx.fireChannelRead(message);
  }

  private boolean isHeld(ChannelHandlerContext ctx, Object head, int status) {
    WireEdit sent = mapped.edit();
    if (sent == null || !WireEdit.isRejection(status)) {
      return false;
    }
    try {
      Request request = mapped.future.getCurrentRequest();
      Resend resend =
          sent.rejected(
              status, challenges(head), Requests.isRepeatable(request, BYTE_BUF.get(request)));
      if (resend == null) {
        return false;
      }
      hold(ctx, head, resend, request);
      return true;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      mapped.hook.failed(e);
      held = null;
      return false;
    }
  }

  private void hold(ChannelHandlerContext ctx, Object head, Resend resend, Request request) {
    KeptAnswer answer = new KeptAnswer(ctx, head, mapped.future);
    SecondSending planned = new SecondSending(mapped.hook, mapped.future, resend, request, answer);
    Decision decision = new Decision(ctx);
    isTokenKnown = !resend.defer(decision);
    answer.add(head, isLast(head));
    held = answer;
    plan = planned;
    planned.begin(decision);
    decide(ctx);
  }

  private void decide(ChannelHandlerContext ctx) {
    KeptAnswer answer = held;
    SecondSending planned = plan;
    if (answer == null || planned == null || !isTokenKnown || !answer.isComplete()) {
      return;
    }
    try {
      if (!mapped.future.isDone() && !mapped.sender.isClosed() && planned.resend.isWorthwhile()) {
        held = null;
        leave(ctx);
        boolean isBodyLeft = mapped.future.isDontWriteBodyBecauseExpectContinue();
        expectAnew(mapped.future, planned.request);
        mapped.future.setChannelState(ChannelState.NEW);
        sendAgain(ctx, isBodyLeft ? null : answer.head, planned.request);
        return;
      }
    } catch (RuntimeException | LinkageError e) {
      mapped.hook.failed(e);
      held = null;
      planned.deliverFirst();
      return;
    }
    deliver(ctx);
  }

  /** What the answer to the first sending said is nothing to the second. */
  private static void expectAnew(NettyResponseFuture<?> future, Request request) {
    future.setHeadersAlreadyWrittenOnContinue(false);
    future.setDontWriteBodyBecauseExpectContinue(
        "100-continue".equalsIgnoreCase(request.getHeaders().get("Expect")));
  }

  private void deliver(ChannelHandlerContext ctx) {
    held = null;
    leave(ctx);
    SecondSending planned = plan;
    KeptAnswer answer = planned == null ? null : planned.take();
    if (planned != null && answer != null) {
      planned.endWait();
      answer.deliver();
    }
  }

  @Override
  public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    KeptAnswer answer = held;
    if (answer != null && answer.isComplete()) {
      Requests.close(ctx.channel()); // the answer is there, as it would be without us
      return;
    }
    if (answer != null) {
      deliver(ctx);
    }
    ctx.fireExceptionCaught(cause);
  }

  /** A stream of HTTP/2 ends with its answer; a connection may. */
  @Override
  public final void channelInactive(ChannelHandlerContext ctx) {
    KeptAnswer answer = held;
    if (answer == null) {
      ctx.fireChannelInactive();
      return;
    }
    answer.ended();
    if (!answer.isComplete() || mapped.sender.isClosed()) {
      deliver(ctx);
    }
  }

  private void leave(ChannelHandlerContext ctx) {
    if (!ctx.isRemoved()) {
      ctx.pipeline().remove(this);
    }
  }

  /** The wait for a fresh token is over. */
  private final class Decision extends Continuation {
    private final ChannelHandlerContext ctx;

    Decision(ChannelHandlerContext ctx) {
      super(mapped.hook, ctx.channel().eventLoop());
      this.ctx = ctx;
    }

    @Override
    protected void goOn() {
      isTokenKnown = true;
      decide(ctx);
    }

    @Override
    protected void failed(Throwable e) {
      deliver(ctx);
    }
  }
}
