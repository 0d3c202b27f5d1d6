package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.ClientHook;
import io.managedidentity.agent.instrumentation.wire.WireExchange;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.PendingWriteQueue;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One mapped request on its connection, between the HTTP codec and all else, and seen by nobody
 * above: writes the edited copy, holds back what is written while the request is deferred, and
 * writes it once more to the same connection if it is rejected and its whole body is at hand.
 * Removed when the application's answer starts. All on the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the promise handed in tells the client
abstract class NettyWire extends NettyMessages implements Runnable {
  private final ClientHook hook;
  private final Answers answers;
  private final WireExchange<Object> exchange;
  private @Nullable ChannelHandlerContext added;
  private boolean isBegun;

  /**
   * The request while it is deferred, and what was written after it. Counts towards the channel's
   * writability, so that a large body is not read ahead of it.
   */
  private @Nullable PendingWriteQueue deferred;

  /** The request while its body, which is to be edited, is not whole yet. */
  private @Nullable GatheredRequest gathered;

  private boolean isTaken;

  /** As the client made it, with its body; null if it cannot be written again. */
  private @Nullable KeptRequest kept;

  /** What the next answer of the connection is to this request. */
  enum Answers {
    /** Perhaps another request's: the connection has several on their way. */
    UNKNOWN,
    /** Its own, the only one that the stream carries. */
    ONLY,
    /** Its own, and after it the connection carries the next request. */
    NEXT
  }

  NettyWire(ClientHook hook, RouteInjection injection, Answers answers) {
    this.hook = hook;
    this.answers = answers;
    this.exchange = new WireExchange<>(hook, injection, this);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    added = ctx;
  }

  final ChannelHandlerContext ctx() {
    return Objects.requireNonNull(added);
  }

  @Override
  public Executor eventLoop() {
    return ctx().channel().eventLoop();
  }

  // The request

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if ((deferred != null || gathered != null) && isFlushBeforeClose(message)) {
      giveUp();
      ctx.write(message, promise);
    } else if (deferred != null) {
      deferred.add(message, promise);
    } else if (gathered != null) {
      gather(gathered, message, promise);
    } else if (!isBegun && message instanceof HttpRequest && isOwn((HttpRequest) message)) {
      isBegun = true;
      HttpRequest request = (HttpRequest) message;
      if (GatheredRequest.isNeededFor(request) && exchange.gathersBody(request)) {
        gathered = new GatheredRequest(ctx, request, this);
        gather(gathered, message, promise);
      } else {
        begin(request, promise);
      }
    } else {
      keepPart(message);
      ctx.write(message, promise);
    }
  }

  private void gather(GatheredRequest request, Object part, ChannelPromise promise) {
    boolean mayGoOn = false;
    try {
      mayGoOn = request.add(part, promise);
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
    }
    if (request.isWhole()) {
      gathered = null;
      FullHttpRequest whole = request.whole();
      begin(whole, request.promise());
    } else if (!mayGoOn) {
      writeInParts(request);
    }
  }

  /** Too late for the rest of the body. */
  @Override
  public void run() {
    GatheredRequest request = gathered;
    if (request == null) {
      return;
    }
    try {
      writeInParts(request);
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
    }
  }

  /** Nothing of it is edited, so there is no token to wait for. */
  private void writeInParts(GatheredRequest request) {
    gathered = null;
    deferred = request.parts();
    goOn();
  }

  private void begin(HttpRequest request, ChannelPromise promise) {
    if (exchange.isDeferred(request)) {
      deferred = new PendingWriteQueue(ctx());
      deferred.add(request, promise);
    } else {
      send(request, promise);
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    ctx.flush();
    GatheredRequest request = gathered;
    if (request != null) {
      isTaken = true;
      request.flushed();
    }
  }

  /** Whether the client takes the head for written: its promise says nothing any more. */
  final boolean isTaken() {
    return isTaken;
  }

  private void keepPart(Object message) {
    KeptRequest request = kept;
    if (request == null || request.isWhole() || !(message instanceof HttpContent)) {
      return;
    }
    try {
      if (request.add((HttpContent) message)) {
        return;
      }
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
    }
    kept = null;
    request.release();
  }

  @Override
  public void goOn() {
    PendingWriteQueue held = deferred;
    if (held != null) {
      deferred = null;
      HttpRequest request = (HttpRequest) ReferenceCountUtil.retain(held.current());
      if (send(request, held.remove())) {
        writeAll(held);
      } else {
        held.removeAndFailAll(new ClosedChannelException());
      }
      ctx().flush();
    }
  }

  private void writeAll(PendingWriteQueue held) {
    for (Object part = held.current(); part != null; part = held.current()) {
      ReferenceCountUtil.retain(part);
      ChannelPromise promise = held.remove();
      keepPart(part);
      ctx().write(part, promise);
    }
  }

  /** As the client's own handler does it. */
  @Override
  public void timedOut() {
    ctx().fireExceptionCaught(ReadTimeoutException.INSTANCE);
    close();
  }

  @Override
  public void failed(Throwable e) {
    close();
  }

  private void close() {
    giveUp();
    ctx().close();
  }

  /** Whether the request was written; else it was refused. */
  private boolean send(HttpRequest request, ChannelPromise promise) {
    try {
      ctx().write(exchange.edited(request), promise);
    } catch (RequestRefusedException e) {
      refuse(ctx(), request, promise, new IOException(e.getMessage()));
      return false;
    }
    if (!exchange.isEdited() || answers == Answers.UNKNOWN) {
      leave(); // nothing to look at
    }
    return true;
  }

  @Override
  public final Object edited(Object request, WireEdit edit) {
    if (kept == null && answers == Answers.NEXT) {
      kept = KeptRequest.of((HttpRequest) request, writesBodyApart());
    }
    byte[] body = edit.body();
    return body == null
        ? edited((HttpRequest) request, edit)
        : WrittenRequest.edited((HttpRequest) request, edit, body);
  }

  /** Whether this was made for that message; else it is another one's, and passes. */
  abstract boolean isOwn(HttpRequest request);

  /** Whether the client writes this only to close the connection when all before it is out. */
  boolean isFlushBeforeClose(Object message) {
    return false;
  }

  /**
   * Whether the client writes a body as messages of its own, also one that it has in full. Its
   * bytes are then copied, since they may be the application's again when they are written.
   */
  boolean writesBodyApart() {
    return false;
  }

  /** The request that is written, with its body as it is. */
  abstract HttpRequest edited(HttpRequest request, WireEdit edit);

  /** Lets the application have this exception in place of an answer; nothing is written. */
  abstract void refuse(
      ChannelHandlerContext ctx, HttpRequest request, ChannelPromise promise, IOException refusal);

  // The answer

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (answers == Answers.UNKNOWN || !exchange.isHeld(message)) {
      ctx.fireChannelRead(message);
    }
  }

  @Override
  public void tap(AnswerTap tap) {
    TapHandler.add(ctx(), this, tap);
  }

  @Override
  public boolean isRepeatable(Object head) {
    return kept != null && kept.isWhole() && HttpUtil.isKeepAlive((HttpMessage) head);
  }

  @Override
  public boolean isOpen() {
    return kept != null && ctx().channel().isActive();
  }

  @Override
  public void resend() throws RequestRefusedException {
    HttpRequest again = Objects.requireNonNull(kept).again();
    try {
      ctx().writeAndFlush(exchange.edited(again));
    } catch (RequestRefusedException e) {
      ReferenceCountUtil.release(again);
      throw e;
    }
    ctx().read(); // whoever asked for more has not got it
  }

  @Override
  public void deliver(Queue<Object> rejection, boolean isResent) {
    for (Object part = rejection.poll(); part != null; part = rejection.poll()) {
      ctx().fireChannelRead(part);
    }
    leave();
    ctx().fireChannelReadComplete();
  }

  // The end

  /** Whoever is told that the connection is about to end has his answer first. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    exchange.deliver();
    ctx.fireExceptionCaught(cause);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (exchange.hasRejection()) {
      ctx.read(); // nobody above has got anything that would make him ask for more, or see the end
    } else {
      ctx.fireChannelReadComplete();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    exchange.deliver();
    giveUp();
    ctx.fireChannelInactive();
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    giveUp();
    ctx.close(promise);
  }

  @Override
  public void leave() {
    if (!ctx().isRemoved()) {
      ctx().pipeline().remove(this);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    giveUp();
  }

  /** Whoever closes the connection or takes this handler out does not want the answer. */
  private void giveUp() {
    exchange.end();
    PendingWriteQueue held = deferred;
    deferred = null;
    if (held != null) {
      held.remove().tryFailure(new ClosedChannelException()); // which its client may have ended
      held.removeAndFailAll(new ClosedChannelException());
    }
    GatheredRequest unwritten = gathered;
    gathered = null;
    if (unwritten != null) {
      unwritten.fail(new ClosedChannelException());
    }
    KeptRequest request = kept;
    kept = null;
    if (request != null) {
      request.release();
    }
  }
}
