package io.managedidentity.agent.instrumentation.asynchttpclient1;

import com.ning.http.client.providers.netty.future.NettyResponseFuture;
import com.ning.http.client.providers.netty.request.NettyRequestSender;
import com.ning.http.client.providers.netty.request.body.NettyInputStreamBody;
import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.wire.Wire;
import io.managedidentity.agent.instrumentation.wire.WireExchange;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jboss.netty.buffer.ChannelBuffer;
import org.jboss.netty.buffer.ChannelBuffers;
import org.jboss.netty.channel.Channel;
import org.jboss.netty.channel.ChannelDownstreamHandler;
import org.jboss.netty.channel.ChannelEvent;
import org.jboss.netty.channel.ChannelFuture;
import org.jboss.netty.channel.ChannelHandlerContext;
import org.jboss.netty.channel.ChannelState;
import org.jboss.netty.channel.ChannelStateEvent;
import org.jboss.netty.channel.ChannelUpstreamHandler;
import org.jboss.netty.channel.Channels;
import org.jboss.netty.channel.DownstreamMessageEvent;
import org.jboss.netty.channel.ExceptionEvent;
import org.jboss.netty.channel.MessageEvent;
import org.jboss.netty.handler.codec.http.DefaultHttpRequest;
import org.jboss.netty.handler.codec.http.HttpChunk;
import org.jboss.netty.handler.codec.http.HttpHeaders;
import org.jboss.netty.handler.codec.http.HttpMessage;
import org.jboss.netty.handler.codec.http.HttpRequest;
import org.jboss.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * One mapped request on its connection, next to the HTTP codec and invisible to everything above:
 * writes the edited copy, and writes it once more to the same connection if it is rejected and its
 * whole body is at hand. A deferred request has its connection, and the client writes it when its
 * wait is over. Removed when the application's answer starts.
 */
final class AsyncHttpClient1Wire
    implements ChannelDownstreamHandler, ChannelUpstreamHandler, Wire<Object> {
  static final String NAME = "managed-identity-agent";

  /** A larger body is not held for the length of its call. */
  private static final int MOST_BYTES = 1 << 20;

  private final AsyncHttpClient1Hook hook;
  private final NettyRequestSender sender;
  private final NettyResponseFuture<?> future;
  private final Channel channel;
  private final WireExchange<Object> exchange;
  private boolean isBegun;
  private volatile @Nullable ChannelHandlerContext reached;

  /** While its body, which is to be edited, is not whole yet. */
  private volatile @Nullable GatheredRequest gathered;

  private volatile byte @Nullable [] gatheredBody;

  /** What the connection says of its end while a rejection is delivered; else null. */
  private @Nullable Queue<ChannelEvent> ending;

  /** As the client made it; null if it cannot be written again. */
  private volatile @Nullable HttpRequest kept;

  AsyncHttpClient1Wire(
      AsyncHttpClient1Hook hook,
      NettyRequestSender sender,
      NettyResponseFuture<?> future,
      Channel channel,
      RouteInjection injection) {
    this.hook = hook;
    this.sender = sender;
    this.future = future;
    this.channel = channel;
    this.exchange = new WireExchange<>(hook, injection, this);
  }

  @Override
  public Executor eventLoop() {
    return new Executor() {
      @Override
      public void execute(Runnable task) {
        channel.getPipeline().execute(task);
      }
    };
  }

  /** Known once something has passed. */
  private ChannelHandlerContext ctx() {
    return Objects.requireNonNull(reached);
  }

  // The request, on the thread that writes it

  /** The client's own time-outs run meanwhile, and close the connection. */
  boolean isDeferred(HttpRequest request) {
    boolean isDeferred = exchange.isDeferred(request);
    if (isDeferred) {
      hook.timeouts.start(sender, future);
    }
    return isDeferred;
  }

  /** What was cancelled meanwhile is not sent; the client knows when a connection has ended. */
  @Override
  public void goOn() {
    leave();
    if (!future.isDone() && channel.isConnected()) {
      hook.goingOn.put(future, this);
      try {
        sender.writeRequest(future, channel);
      } finally {
        hook.goingOn.remove(future);
      }
    }
  }

  @Override
  public void failed(Throwable e) {
    sender.abort(channel, future, new IOException(e));
  }

  @Override
  public void handleDownstream(ChannelHandlerContext ctx, ChannelEvent event) {
    GatheredRequest begun = gathered;
    Object message = event instanceof MessageEvent ? ((MessageEvent) event).getMessage() : null;
    if (begun != null && message != null) {
      gather(ctx, begun, (MessageEvent) event);
    } else if (isBegun || !(message instanceof HttpRequest)) {
      ctx.sendDownstream(event);
    } else {
      isBegun = true;
      if (exchange.gathersBody(message) && isStreamed((HttpRequest) message)) {
        GatheredRequest request = new GatheredRequest((HttpRequest) message);
        gathered = request;
        gather(ctx, request, (MessageEvent) event);
      } else {
        send(ctx, (MessageEvent) event, (HttpRequest) message);
      }
    }
  }

  private void send(ChannelHandlerContext ctx, MessageEvent event, HttpRequest request) {
    try {
      Object written = exchange.edited(request);
      ctx.sendDownstream(
          written == request
              ? event
              : new DownstreamMessageEvent(
                  channel, event.getFuture(), written, event.getRemoteAddress()));
    } catch (RequestRefusedException e) {
      event.getFuture().setFailure(refused(e));
    }
  }

  private IOException refused(RequestRefusedException e) {
    IOException refusal = new IOException(e.getMessage());
    sender.abort(channel, future, refusal);
    return refusal;
  }

  private void gather(ChannelHandlerContext ctx, GatheredRequest request, MessageEvent part) {
    boolean mayGoOn = false;
    try {
      mayGoOn = request.add(part);
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
    }
    gatheredBody = request.body();
    if (mayGoOn && gatheredBody == null) {
      return;
    }
    gathered = null;
    try {
      Object written = exchange.edited(request.head());
      if (exchange.isEdited()) {
        ChannelFuture done = Channels.future(channel);
        request.replacedBy(done);
        ctx.sendDownstream(
            new DownstreamMessageEvent(channel, done, written, part.getRemoteAddress()));
      } else {
        request.writeParts(ctx);
      }
    } catch (RequestRefusedException e) {
      request.fail(refused(e));
    } finally {
      gatheredBody = null;
    }
  }

  /** Of a stream the client writes chunks after the message, until it is read. */
  private boolean isStreamed(HttpRequest request) {
    return future.getNettyRequest().getBody() instanceof NettyInputStreamBody
        && HttpHeaders.isTransferEncodingChunked(request)
        && !request.headers().contains("Expect");
  }

  @Override
  public byte @Nullable [] body(Object request) {
    ChannelBuffer content = ((HttpRequest) request).getContent();
    byte[] streamed = gatheredBody;
    if (streamed != null
        || future.getNettyRequest().getBody() != null
        || ((HttpRequest) request).headers().contains("Expect")
        || content.readableBytes() > RouteInjection.MOST_BODY_BYTES) {
      return streamed;
    }
    byte[] bytes = new byte[content.readableBytes()];
    content.getBytes(content.readerIndex(), bytes);
    return bytes;
  }

  @Override
  public Object edited(Object request, WireEdit edit) {
    HttpRequest made = (HttpRequest) request;
    kept = isRepeatable(made) ? made : null;
    HttpRequest copy = copy(made, edit.target(), edit.headers());
    byte[] body = edit.body() == null ? gatheredBody : edit.body();
    if (body != null) {
      copy.setChunked(false);
      copy.headers().remove("Transfer-Encoding");
      copy.headers().set("Content-Length", body.length);
      copy.setContent(ChannelBuffers.wrappedBuffer(body));
    }
    return copy;
  }

  /** A body from a stream, a file or the application's generator is written after the message. */
  private boolean isRepeatable(HttpRequest request) {
    return !request.isChunked()
        && future.getNettyRequest().getBody() == null
        && HttpHeaders.isKeepAlive(request)
        && !request.headers().contains("Expect")
        && request.getContent().readableBytes() <= MOST_BYTES;
  }

  @Override
  public HeaderList headers(Object request) {
    HeaderList headers = new HeaderList();
    for (Map.Entry<String, String> header : ((HttpRequest) request).headers().entries()) {
      headers.add(header.getKey(), header.getValue());
    }
    return headers;
  }

  @Override
  public String target(Object request) {
    return ((HttpRequest) request).getUri();
  }

  private static HttpRequest copy(HttpRequest request, String target, HeaderList headers) {
    HttpRequest copy =
        new DefaultHttpRequest(request.getProtocolVersion(), request.getMethod(), target);
    for (int i = 0; i < headers.size(); i++) {
      copy.headers().add(headers.name(i), headers.value(i));
    }
    copy.setContent(request.getContent().duplicate());
    copy.setChunked(request.isChunked());
    return copy;
  }

  // The answer, on the connection's thread

  @Override
  public void handleUpstream(ChannelHandlerContext ctx, ChannelEvent event) {
    reached = ctx;
    if (ending != null) {
      ending.add(event);
      return;
    }
    if (event instanceof MessageEvent) {
      if (exchange.isHeld(((MessageEvent) event).getMessage())) {
        return;
      }
    } else if (event instanceof ExceptionEvent) {
      exchange.deliver();
    } else if (isDisconnected(event)) {
      exchange.deliver();
      exchange.end();
      giveUp();
    }
    ctx.sendUpstream(event);
  }

  private void giveUp() {
    GatheredRequest request = gathered;
    if (request != null) {
      request.fail(new ClosedChannelException());
    }
  }

  private static boolean isDisconnected(ChannelEvent event) {
    return event instanceof ChannelStateEvent
        && ((ChannelStateEvent) event).getState() == ChannelState.CONNECTED
        && ((ChannelStateEvent) event).getValue() == null;
  }

  @Override
  public int status(Object message) {
    return message instanceof HttpResponse ? ((HttpResponse) message).getStatus().getCode() : 0;
  }

  @Override
  public List<String> values(Object head, String name) {
    return ((HttpResponse) head).headers().getAll(name);
  }

  @Override
  public int length(Object part) {
    if (part instanceof HttpChunk) {
      return ((HttpChunk) part).getContent().readableBytes();
    }
    return part instanceof HttpMessage ? ((HttpMessage) part).getContent().readableBytes() : 0;
  }

  @Override
  public byte[] bytes(Object part, int most) {
    byte[] bytes = new byte[Math.min(length(part), most)];
    if (bytes.length > 0) {
      ChannelBuffer content =
          part instanceof HttpChunk
              ? ((HttpChunk) part).getContent()
              : ((HttpMessage) part).getContent();
      content.getBytes(content.readerIndex(), bytes);
    }
    return bytes;
  }

  @Override
  public void tap(AnswerTap tap) {
    TapHandler.add(ctx(), this, tap);
  }

  /** A head without chunks has the whole body. */
  @Override
  public boolean isLast(Object part) {
    return part instanceof HttpChunk
        ? ((HttpChunk) part).isLast()
        : part instanceof HttpMessage && !((HttpMessage) part).isChunked();
  }

  @Override
  public boolean isRepeatable(Object head) {
    return kept != null && HttpHeaders.isKeepAlive((HttpMessage) head);
  }

  @Override
  public boolean isOpen() {
    return kept != null && !future.isDone() && channel.isConnected();
  }

  @Override
  public void resend() throws RequestRefusedException {
    HttpRequest request = Objects.requireNonNull(kept);
    HttpRequest again = copy(request, request.getUri(), headers(request));
    Channels.write(ctx(), Channels.future(channel), exchange.edited(again));
  }

  /**
   * Whoever gets the end of the answer may use the connection for the next request at once: so it
   * is closed before. But whoever hears of its end before that dials anew.
   */
  @Override
  public void deliver(Queue<Object> rejection, boolean isResent) {
    Queue<ChannelEvent> later = new ArrayDeque<>();
    if (isResent) {
      ending = later;
      Channels.close(ctx(), Channels.future(channel)); // the rest is not part of this answer
      ending = null;
    }
    leave();
    for (Object part = rejection.poll(); part != null; part = rejection.poll()) {
      Channels.fireMessageReceived(ctx(), part);
    }
    for (ChannelEvent event = later.poll(); event != null; event = later.poll()) {
      ctx().sendUpstream(event);
    }
  }

  @Override
  public void leave() {
    if (channel.getPipeline().get(NAME) == this) {
      channel.getPipeline().remove(this);
    }
  }
}
