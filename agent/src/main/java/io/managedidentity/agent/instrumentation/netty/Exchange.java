package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.Continuation;
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
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One mapped request on its connection, between the HTTP codec and all else: writes the edited
 * copy, holds back what is written while there is no token yet, and looks at the answer. A request
 * that is rejected, and whose whole body is at hand, is written once more to the same connection,
 * seen by nobody above; the rejection is kept until there is another answer, and is the
 * application's where there comes none. Taken out when the answer begins that the application gets.
 * All on the connection's event loop.
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

  private long sentNanos;

  /** Whether the request was sent once more, and the rejection is only kept. */
  private boolean isResent;

  private @Nullable ClientWait wait;

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
      Continuation going = goingOn(ctx);
      if (injection.defer(WrittenRequest.headers(request), going)) {
        wait = new ClientWait(going, responseTimeoutMillis(), this, ctx);
        heldWrites = new HeldWrites(ctx, request, promise);
        return;
      }
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
    }
    send(ctx, request, promise);
  }

  private Continuation goingOn(ChannelHandlerContext ctx) {
    return new Continuation(hook, ctx.channel().eventLoop()) {
      @Override
      protected void goOn() {
        Exchange.this.goOn(ctx);
      }

      @Override
      protected void failed(Throwable e) {
        giveUp();
        ctx.close();
      }
    };
  }

  /** How long the client waits for an answer once the request is written; 0 for without end. */
  long responseTimeoutMillis() {
    return 0;
  }

  /** A little less than is left: the client's own timer must not find its answer with us. */
  private long answerPatienceMillis() {
    long whole = responseTimeoutMillis() * 9 / 10;
    long gone = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sentNanos);
    return whole == 0 ? 0 : Math.max(1, whole - gone);
  }

  /** The client has waited for an answer as long as it would. */
  void timedOut(ChannelHandlerContext ctx) {
    if (heldAnswer != null) {
      deliver(ctx);
    } else if (heldWrites != null) { // as the client's own handler does it
      ctx.fireExceptionCaught(ReadTimeoutException.INSTANCE);
      giveUp();
      ctx.close();
    }
  }

  private void endWait() {
    ClientWait ended = wait;
    wait = null;
    if (ended != null) {
      ended.end();
    }
  }

  private void goOn(ChannelHandlerContext ctx) {
    HeldWrites held = heldWrites;
    if (held == null) {
      return; // given up meanwhile: nothing is sent
    }
    endWait();
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
      WireEdit made = injection.editNow(headers, request.uri(), null);
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
    sentNanos = System.nanoTime();
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
    endWait();
    HeldWrites held = heldWrites;
    heldWrites = null;
    if (held != null) {
      held.fail();
    }
    dropAnswer();
    forget();
  }

  private void dropAnswer() {
    HeldAnswer<Object> answer = heldAnswer;
    heldAnswer = null;
    isResent = false;
    if (answer != null) {
      HeldParts.drop(answer);
    }
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
    if (heldAnswer != null && !isResent) {
      HeldParts.add(heldAnswer, message);
      if (heldAnswer.isTooLarge()) {
        deliver(ctx);
      } else {
        decide(ctx);
      }
      return;
    }
    if (answers != Answers.UNKNOWN && message instanceof HttpResponse) {
      HttpResponse response = (HttpResponse) message;
      int status = response.status().code();
      if (status >= 200 || status == SWITCHING_PROTOCOLS) {
        dropAnswer();
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
      Resend resend =
          sent.rejected(
              status,
              response.headers().getAll(HttpHeaderNames.WWW_AUTHENTICATE),
              kept != null && HttpUtil.isKeepAlive(response));
      if (resend == null) {
        return false;
      }
      HeldAnswer<Object> answer = new HeldAnswer<>(resend);
      Continuation deciding = deciding(ctx, answer);
      if (resend.defer(deciding)) {
        wait = new ClientWait(deciding, answerPatienceMillis(), this, ctx);
      } else {
        answer.setTokenKnown();
      }
      HeldParts.add(answer, response);
      heldAnswer = answer;
      decide(ctx);
      return true;
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
      return false;
    }
  }

  private Continuation deciding(ChannelHandlerContext ctx, HeldAnswer<Object> answer) {
    return new Continuation(hook, ctx.channel().eventLoop()) {
      @Override
      protected void goOn() {
        answer.setTokenKnown();
        if (heldAnswer == answer) {
          endWait();
          decide(ctx);
        }
      }

      @Override
      protected void failed(Throwable e) {
        deliver(ctx);
      }
    };
  }

  private void decide(ChannelHandlerContext ctx) {
    HeldAnswer<Object> answer = heldAnswer;
    if (answer == null || isResent || !answer.isReady()) {
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
    isResent = true;
    ctx.writeAndFlush(again);
    ctx.read(); // whoever asked for more has not got it
  }

  private @Nullable HttpRequest again(Resend resend) throws RequestRefusedException {
    KeptRequest request = kept;
    if (request == null || !resend.isWorthwhile()) {
      return null;
    }
    WireEdit made = injection.editNow(request.headers(), request.target, resend);
    edit = made;
    return request.message(made);
  }

  private void deliver(ChannelHandlerContext ctx) {
    HeldAnswer<Object> answer = heldAnswer;
    heldAnswer = null;
    isResent = false;
    if (answer != null) {
      endWait();
      for (Object part = answer.poll(); part != null; part = answer.poll()) {
        ctx.fireChannelRead(part);
      }
      leave(ctx);
      ctx.fireChannelReadComplete();
    }
  }

  /** The connection is about to end: whoever is told so has his answer first. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    deliver(ctx);
    ctx.fireExceptionCaught(cause);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (heldAnswer == null) {
      ctx.fireChannelReadComplete();
    } else {
      ctx.read(); // nobody above has got anything that would make him ask for more, or see the end
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
