package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.ClientHook;
import io.managedidentity.agent.instrumentation.HeldAnswer;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One mapped request on its connection, between the HTTP codec and all else: writes the edited
 * copy, holds back what is written while there is no token yet, and looks at the answer. A request
 * that is rejected, and whose whole body is at hand, is written once more to the same connection,
 * seen by nobody above. Taken out when the answer begins that the application gets. All on the
 * connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the promise handed in tells the client
abstract class Exchange extends ChannelDuplexHandler {
  private static final int SWITCHING_PROTOCOLS = 101;

  private final ClientHook hook;
  private final RouteInjection injection;
  private final Answers answers;
  private boolean isBegun;
  private @Nullable HeldWrites heldWrites;
  private @Nullable WireEdit edit;
  private @Nullable KeptRequest kept;
  private @Nullable HeldAnswer<Object> heldAnswer;

  /** What the next answer of the connection is to this request. */
  enum Answers {
    /** Perhaps another request's: the connection has several on their way. */
    UNKNOWN,
    /** Its own, the only one that the stream carries. */
    ONLY,
    /** Its own, and after it the connection carries the next request. */
    NEXT
  }

  Exchange(ClientHook hook, RouteInjection injection, Answers answers) {
    this.hook = hook;
    this.injection = injection;
    this.answers = answers;
  }

  // The request

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (heldWrites != null && isFlushBeforeClose(message)) {
      giveUp();
      ctx.write(message, promise);
    } else if (heldWrites != null) {
      heldWrites.add(message, promise);
    } else if (!isBegun && message instanceof HttpRequest && isOwn((HttpRequest) message)) {
      isBegun = true;
      begin(ctx, (HttpRequest) message, promise);
    } else {
      ctx.write(message, promise);
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request, ChannelPromise promise) {
    try {
      if (injection.defer(WrittenRequest.headers(request), inEventLoop(ctx, goingOn(ctx)))) {
        heldWrites = new HeldWrites(ctx, request, promise);
        return;
      }
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
    }
    send(ctx, request, promise);
  }

  /** For threads of the agent. */
  private static Runnable inEventLoop(ChannelHandlerContext ctx, Runnable task) {
    return new Runnable() {
      @Override
      public void run() {
        ctx.channel().eventLoop().execute(task);
      }
    };
  }

  private Runnable goingOn(ChannelHandlerContext ctx) {
    return new Runnable() {
      @Override
      public void run() {
        goOn(ctx);
      }
    };
  }

  private void goOn(ChannelHandlerContext ctx) {
    HeldWrites held = heldWrites;
    if (held == null) {
      return; // given up meanwhile: nothing is sent
    }
    heldWrites = null;
    if (send(ctx, held.request, held.promise)) {
      held.writeRest();
    } else {
      held.dropRest();
    }
    ctx.flush();
  }

  /** Whether the request was written; else it was refused. */
  private boolean send(ChannelHandlerContext ctx, HttpRequest request, ChannelPromise promise) {
    HttpRequest sent = request;
    try {
      HeaderList headers = WrittenRequest.headers(request);
      WireEdit made = injection.editNow(headers, request.uri());
      if (made != null) {
        kept = answers == Answers.NEXT ? KeptRequest.of(request) : null;
        sent = edited(request, made);
        edit = made;
      }
    } catch (RequestRefusedException e) {
      refuse(ctx, request, promise, new IOException(e.getMessage()));
      return false;
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
    }
    ctx.write(sent, promise);
    if (edit == null || answers == Answers.UNKNOWN) {
      leave(ctx); // nothing to look at
    }
    return true;
  }

  /** Whether this exchange was made for that message; else it is another one's, and passes. */
  abstract boolean isOwn(HttpRequest request);

  /** Whether the client writes this only to close the connection when all before it is out. */
  boolean isFlushBeforeClose(Object message) {
    return false;
  }

  /** The request that is written. */
  abstract HttpRequest edited(HttpRequest request, WireEdit made);

  /** Lets the application have this exception in place of an answer; nothing is written. */
  abstract void refuse(
      ChannelHandlerContext ctx, HttpRequest request, ChannelPromise promise, IOException refusal);

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    giveUp();
    ctx.close(promise);
  }

  /** Whoever closes the connection or takes this handler out does not want the answer. */
  private void giveUp() {
    HeldWrites held = heldWrites;
    heldWrites = null;
    if (held != null) {
      held.fail();
    }
    HeldAnswer<Object> answer = heldAnswer;
    heldAnswer = null;
    if (answer != null) {
      drop(answer);
    }
    forget();
  }

  private void forget() {
    KeptRequest request = kept;
    kept = null;
    if (request != null) {
      request.release();
    }
  }

  // The answer

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (heldAnswer != null) {
      add(heldAnswer, message);
      if (heldAnswer.isTooLarge()) {
        deliver(ctx);
      } else {
        decide(ctx);
      }
      return;
    }
    if (message instanceof HttpResponse) {
      HttpResponse response = (HttpResponse) message;
      int status = response.status().code();
      if (status >= 200 || status == SWITCHING_PROTOCOLS) {
        if (isHeld(ctx, response, status)) {
          return;
        }
        leave(ctx);
      }
    }
    ctx.fireChannelRead(message);
  }

  private boolean isHeld(ChannelHandlerContext ctx, HttpResponse response, int status) {
    WireEdit sent = edit;
    if (sent == null || !WireEdit.isRejection(status)) {
      return false;
    }
    try {
      List<String> challenges = response.headers().getAll(HttpHeaderNames.WWW_AUTHENTICATE);
      if (kept == null || !HttpUtil.isKeepAlive(response)) {
        sent.noteRejection(status, challenges);
        return false;
      }
      Resend resend = sent.resendAfter(status, challenges);
      if (resend == null) {
        return false;
      }
      HeldAnswer<Object> answer = new HeldAnswer<>(resend);
      if (!resend.defer(inEventLoop(ctx, deciding(ctx, answer)))) {
        answer.setTokenKnown();
      }
      add(answer, response);
      heldAnswer = answer;
      decide(ctx);
      return true;
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
      return false;
    }
  }

  private static void add(HeldAnswer<Object> answer, Object message) {
    int length =
        message instanceof HttpContent ? ((HttpContent) message).content().readableBytes() : 0;
    answer.add(message, length, message instanceof LastHttpContent);
  }

  private static void drop(HeldAnswer<Object> answer) {
    for (Object part = answer.poll(); part != null; part = answer.poll()) {
      ReferenceCountUtil.release(part);
    }
  }

  private Runnable deciding(ChannelHandlerContext ctx, HeldAnswer<Object> answer) {
    return new Runnable() {
      @Override
      public void run() {
        answer.setTokenKnown();
        if (heldAnswer == answer) {
          decide(ctx);
        }
      }
    };
  }

  private void decide(ChannelHandlerContext ctx) {
    HeldAnswer<Object> answer = heldAnswer;
    if (answer == null || !answer.isReady()) {
      return;
    }
    HttpRequest again = null;
    try {
      again = ctx.channel().isActive() ? again(answer.resend) : null;
    } catch (RequestRefusedException e) {
      again = null; // the application has an answer
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
    }
    if (again == null) {
      deliver(ctx);
      return;
    }
    heldAnswer = null;
    drop(answer);
    ctx.writeAndFlush(again);
    ctx.read(); // whoever asked for more has not got it
  }

  private @Nullable HttpRequest again(Resend resend) throws RequestRefusedException {
    KeptRequest request = kept;
    if (request == null || !resend.isWorthwhile()) {
      return null;
    }
    WireEdit made = resend.edit(request.headers(), request.target);
    edit = made;
    return made == null
        ? request.message(request.target, request.headers())
        : request.message(made.target(), made.headers());
  }

  private void deliver(ChannelHandlerContext ctx) {
    HeldAnswer<Object> answer = heldAnswer;
    heldAnswer = null;
    if (answer != null) {
      for (Object part = answer.poll(); part != null; part = answer.poll()) {
        ctx.fireChannelRead(part);
      }
      leave(ctx);
      ctx.fireChannelReadComplete();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (heldAnswer == null) {
      ctx.fireChannelReadComplete();
    } else if (!heldAnswer.isComplete()) {
      ctx.read(); // nobody above has got anything that would make him ask for more
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    deliver(ctx);
    giveUp();
    ctx.fireChannelInactive();
  }

  private void leave(ChannelHandlerContext ctx) {
    if (!ctx.isRemoved()) {
      ctx.pipeline().remove(this);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    giveUp();
  }
}
