package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.PublicGetter;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import java.util.List;
import org.asynchttpclient.Request;
import org.asynchttpclient.netty.channel.ChannelState;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the answer of a mapped request, before the client's own handler: a rejection is held
 * back until it is known whether the request goes out once more. Taken out when the answer begins.
 * All on the connection's event loop.
 */
abstract class AnswerWatch extends ChannelDuplexHandler {
  static final String NAME = "managed-identity-agent";

  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int FIRST_FINAL_STATUS = 200;

  /** Only later versions have a body of this kind. */
  private static final PublicGetter BYTE_BUF = new PublicGetter("getByteBufData");

  final Mapped mapped;
  private @Nullable HeldAnswer held;

  AnswerWatch(Mapped mapped) {
    this.mapped = mapped;
  }

  /** The status of an answer's head; 0 for anything else. */
  abstract int status(Object message);

  abstract List<String> challenges(Object head);

  /** The request goes out once more, in the client's own way; nobody gets the answer's head. */
  abstract void sendAgain(ChannelHandlerContext ctx, HeldAnswer answer, Request request);

  @Override
  public final void channelRead(ChannelHandlerContext ctx, Object message) {
    if (held != null) {
      held.add(message);
      return;
    }
    int status = status(message);
    if (status >= FIRST_FINAL_STATUS || status == SWITCHING_PROTOCOLS) {
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
      List<String> challenges = challenges(head);
      Request request = mapped.future.getCurrentRequest();
      if (!Requests.isRepeatable(request, BYTE_BUF.get(request))) {
        sent.noteRejection(status, challenges);
        return false;
      }
      Resend resend = sent.resendAfter(status, challenges);
      if (resend == null) {
        return false;
      }
      held = new HeldAnswer(ctx, head);
      if (!resend.defer(decision(ctx, resend, request))) {
        decide(ctx, resend, request);
      }
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      mapped.hook.failed(e);
      held = null;
      return false;
    }
  }

  private Runnable decision(ChannelHandlerContext ctx, Resend resend, Request request) {
    Runnable deciding =
        new Runnable() {
          @Override
          public void run() {
            decide(ctx, resend, request);
          }
        };
    return new Runnable() {
      @Override
      public void run() {
        ctx.channel().eventLoop().execute(deciding);
      }
    };
  }

  private void decide(ChannelHandlerContext ctx, Resend resend, Request request) {
    HeldAnswer answer = held;
    if (answer == null) {
      return;
    }
    try {
      if (!mapped.future.isDone() && resend.isWorthwhile()) {
        mapped.hook.plan(mapped.future, new SecondSending(resend, request));
        mapped.future.setChannelState(ChannelState.NEW);
        sendAgain(ctx, answer, request);
      }
    } catch (RuntimeException e) {
      mapped.hook.failed(e);
    }
    answer.deliver();
    held = null;
    leave(ctx);
    answer.goOnReading();
  }

  /** The client itself asks for more after each message. */
  @Override
  public final void read(ChannelHandlerContext ctx) {
    if (held == null) {
      ctx.read();
    } else {
      held.readLater();
    }
  }

  /** A stream of HTTP/2 ends with its answer; a connection may. */
  @Override
  public final void channelInactive(ChannelHandlerContext ctx) {
    if (held == null) {
      ctx.fireChannelInactive();
    } else {
      held.isLast();
    }
  }

  private void leave(ChannelHandlerContext ctx) {
    if (!ctx.isRemoved()) {
      ctx.pipeline().remove(this);
    }
  }
}
