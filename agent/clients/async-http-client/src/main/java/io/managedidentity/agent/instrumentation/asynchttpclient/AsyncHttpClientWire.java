package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.instrumentation.wire.WireExchange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.asynchttpclient.Request;
import org.asynchttpclient.netty.NettyResponseFuture;
import org.asynchttpclient.netty.channel.ChannelState;
import org.asynchttpclient.netty.channel.Channels;
import org.asynchttpclient.netty.handler.AsyncHttpClientHandler;
import org.asynchttpclient.netty.request.NettyRequestSender;
import org.asynchttpclient.netty.timeout.TimeoutsHolder;
import org.jspecify.annotations.Nullable;

/**
 * One mapped request on one connection or stream, before the client's own handler. A deferred
 * request has its connection, and the client writes it when its wait is over. A rejected one goes
 * out once more in the client's own way, perhaps over another connection, which has its own wire
 * for the same exchange. Removed when the application's answer starts.
 */
@SuppressWarnings("FutureReturnValueIgnored") // listeners and promises tell the client
abstract class AsyncHttpClientWire extends RequestMessages implements ChannelFutureListener {
  static final String NAME = "managed-identity-agent";

  final NettyResponseFuture<?> future;
  private final AsyncHttpClientHook hook;
  private final NettyRequestSender sender;
  private final Channel channel;
  private final WireExchange<Object> exchange;
  private @Nullable Delivery delivery;

  /** That was rejected. */
  private volatile @Nullable Request request;

  /** Whether the connection can carry the next request, by what was written and read. */
  private boolean isReusable;

  /**
   * @param before the wire that the same request was made for before; null for none
   */
  AsyncHttpClientWire(
      AsyncHttpClientHook hook,
      NettyRequestSender sender,
      NettyResponseFuture<?> future,
      Channel channel,
      RouteInjection injection,
      @Nullable AsyncHttpClientWire before) {
    this.hook = hook;
    this.sender = sender;
    this.future = future;
    this.channel = channel;
    if (before == null) {
      this.exchange = new WireExchange<>(hook, injection, this);
    } else {
      this.exchange = before.exchange;
      exchange.use(this, injection);
    }
  }

  /** Whether a request or an answer leaves the connection open for the next request. */
  abstract boolean isReusable(Object head);

  /** Whether others use the connection too: then this request must not close it. */
  boolean isShared() {
    return false;
  }

  final void use(RouteInjection current) {
    exchange.use(this, current);
  }

  /**
   * Into the connection that the request is written to now.
   *
   * @param codec of it; null for a stream
   */
  final void enter(@Nullable ChannelHandlerContext codec) {
    ChannelPipeline pipeline = channel.pipeline();
    ChannelHandlerContext client = pipeline.context(AsyncHttpClientHandler.class);
    pipeline.addBefore(client.name(), NAME, this);
    delivery = new Delivery(client, future);
    if (codec == null) {
      pipeline.addFirst(RequestEditor.NAME, new RequestEditor(this));
    } else {
      pipeline.addAfter(codec.name(), RequestEditor.NAME, new RequestEditor(this));
    }
  }

  @Override
  public final Executor eventLoop() {
    return channel.eventLoop();
  }

  // The request

  /** The client's own time-outs run meanwhile; what ends request or connection ends the wait. */
  final boolean isDeferred(Object written) {
    attach(null); // else a cancelled request would close a connection that others use
    if (!exchange.isDeferred(written)) {
      attach(channel);
      return false;
    }
    TimeoutsHolder timeouts = future.getTimeoutsHolder();
    if (timeouts != null) { // the one for the whole request runs since the connection was asked for
      future.touch();
      timeouts.startReadTimeout();
    }
    channel.closeFuture().addListener(this);
    WhenDone.end(this);
    return true;
  }

  private void attach(@Nullable Channel to) {
    if (isShared() && !future.isDone()) {
      future.attachChannel(to, false);
    }
  }

  /** The connection of a deferred request has ended. */
  @Override
  public final void operationComplete(ChannelFuture closed) {
    exchange.end();
    if (isShared() && !future.isDone()) {
      // For other connections, the client's own handler has already told it.
      sender.handleUnexpectedClosedChannel(channel, future);
    }
  }

  @Override
  public final void goOn() {
    channel.closeFuture().removeListener(this);
    // Else it was cancelled or timed out meanwhile, and is not sent.
    if (!future.isDone() && channel.isActive()) {
      attach(channel);
      hook.wires.put(future, this);
      try {
        sender.writeRequest(future, channel);
      } finally {
        hook.forget(this);
      }
    }
  }

  @Override
  public final void failed(Throwable e) {
    if (!future.isDone()) {
      sender.abort(isShared() ? null : channel, future, new IOException(e));
    }
  }

  /** Whether a body follows this head that is to be edited, which the server need not ask for. */
  final boolean isToBeGathered(Object head) {
    return exchange.gathersBody(head) && !isWhole(head) && !isExpecting(head);
  }

  /** Whether this part may be one of a body that is edited. */
  final boolean add(GatheredRequest request, Object part, ChannelPromise promise) {
    try {
      return request.add(part, content(part), promise);
    } catch (RuntimeException | LinkageError e) {
      fault(e);
      return false;
    }
  }

  final void fault(Throwable e) {
    hook.failed(e);
  }

  final void send(ChannelHandlerContext ctx, Object written, ChannelPromise promise) {
    isReusable = isReusable(written);
    try {
      Object head = exchange.edited(written);
      ByteBuf body = takeEditedBody();
      if (body == null) {
        ctx.write(head, promise);
      } else {
        ReferenceCountUtil.release(written);
        ctx.write(head);
        ctx.write(end(body), promise);
      }
    } catch (RequestRefusedException e) {
      ReferenceCountUtil.release(written);
      refuse(e);
      promise.tryFailure(e);
    }
  }

  /** The same where messages follow the head. */
  final void send(ChannelHandlerContext ctx, GatheredRequest request, boolean isWhole) {
    isReusable = isReusable(request.head());
    setGathered(isWhole ? request.body() : null);
    try {
      Object made = request.head();
      Object head = exchange.edited(made);
      ByteBuf edited = takeEditedBody();
      ByteBuf body = edited == null ? Unpooled.wrappedBuffer(request.body()) : edited;
      if (head == made) {
        ReferenceCountUtil.retain(head);
      }
      ChannelPromise promise = request.replaced();
      ctx.write(head);
      ctx.write(isWhole ? end(body) : part(body), promise);
      request.writeRest();
    } catch (RequestRefusedException e) {
      refuse(e);
      request.fail(e);
    }
  }

  private void refuse(RequestRefusedException e) {
    Channels.setDiscard(channel);
    sender.abort(channel, future, new IOException(e.getMessage()));
  }

  // The answer

  @Override
  public final void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!exchange.isHeld(message)) {
      ctx.fireChannelRead(message);
    }
  }

  @Override
  public final int length(Object part) {
    return part instanceof ByteBufHolder ? ((ByteBufHolder) part).content().readableBytes() : 0;
  }

  @Override
  public final byte[] bytes(Object part, int most) {
    byte[] bytes = new byte[Math.min(length(part), most)];
    if (bytes.length > 0) {
      ByteBuf content = ((ByteBufHolder) part).content();
      content.getBytes(content.readerIndex(), bytes);
    }
    return bytes;
  }

  @Override
  public final void tap(AnswerTap tap) {
    ChannelHandlerContext ctx = channel.pipeline().context(this);
    if (ctx != null) {
      TapHandler.add(ctx, this, tap);
    }
  }

  @Override
  public final boolean isRepeatable(Object head) {
    try {
      return Requests.isRepeatable(future.getCurrentRequest());
    } catch (ReflectiveOperationException e) {
      hook.failed(e);
      return false;
    }
  }

  /** From now on the request's failure is this answer. */
  @Override
  public final void rejected(Object head) {
    request = future.getCurrentRequest();
    isReusable &= isReusable(head);
    hook.wires.put(future, this);
    WhenDone.end(this);
  }

  final boolean isRejected() {
    return request != null;
  }

  /** Else it is another request that is written now: a redirect. */
  final boolean isFor(Request written) {
    return request == null || request == written;
  }

  final boolean isOf(AsyncHttpClientWire other) {
    return exchange == other.exchange;
  }

  @Override
  public final boolean isOpen() {
    return !future.isDone() && !sender.isClosed();
  }

  /** As the client's own interceptors do it, which send a request again with credentials. */
  @Override
  public final void resend() {
    leavePipeline();
    Request again = Objects.requireNonNull(request);
    boolean isBodyLeft = future.isDontWriteBodyBecauseExpectContinue();
    // What the first answer said does not apply to the second.
    future.setHeadersAlreadyWrittenOnContinue(false);
    future.setDontWriteBodyBecauseExpectContinue(
        "100-continue".equalsIgnoreCase(again.getHeaders().get("Expect")));
    future.setChannelState(ChannelState.NEW);
    if (isReusable && !isBodyLeft && !again.getUri().isWebSocket() && channel.isActive()) {
      future.setReuseChannel(true);
    } else {
      Channels.setDiscard(channel);
      channel.close();
    }
    sender.sendNextRequest(again, future);
  }

  @Override
  public final void drop(Object part) {
    ReferenceCountUtil.release(part);
  }

  @Override
  public final void leave() {
    leavePipeline();
    hook.forget(this);
  }

  private void leavePipeline() {
    if (channel.pipeline().context(this) != null) {
      channel.pipeline().remove(this);
    }
  }

  // The end

  @Override
  public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (exchange.isUndecided() && exchange.hasWholeRejection()) {
      ctx.close(); // the answer is there, as it would be without us
      return;
    }
    if (exchange.isUndecided()) {
      exchange.deliver();
    }
    ctx.fireExceptionCaught(cause);
  }

  /** A stream of HTTP/2 ends with its answer; a connection may. */
  @Override
  public final void channelInactive(ChannelHandlerContext ctx) {
    if (!exchange.isUndecided()) {
      ctx.fireChannelInactive();
      return;
    }
    delivery().withEnd();
    if (!exchange.hasWholeRejection() || sender.isClosed()) {
      exchange.deliver();
    }
  }

  private Delivery delivery() {
    return Objects.requireNonNull(delivery);
  }

  final void end() {
    exchange.end();
    hook.forget(this);
  }

  /** Whether the application gets its rejection in place of a failure. */
  final boolean isAnsweredInstead() {
    return delivery != null && delivery.isInsteadOfFailure(exchange);
  }

  @Override
  public final void deliver(Queue<Object> rejection, boolean isResent) {
    hook.forget(this);
    if (channel.eventLoop().inEventLoop()) { // else the connection is closed
      leavePipeline();
    }
    delivery().begin(rejection, isResent);
  }
}
