package io.managedidentity.agent.instrumentation.asynchttpclient1;

import com.ning.http.client.providers.netty.future.NettyResponseFuture;
import com.ning.http.client.providers.netty.request.NettyRequestSender;
import io.managedidentity.agent.injection.Continuation;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.HeldAnswer;
import java.io.IOException;
import java.util.Map;
import org.jboss.netty.channel.ChannelDownstreamHandler;
import org.jboss.netty.channel.ChannelEvent;
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
import org.jboss.netty.handler.codec.http.HttpRequest;
import org.jboss.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * One mapped request on its connection, next to the HTTP codec: writes the edited copy and looks at
 * the answer. A request that is rejected, and whose whole body is at hand, is written once more to
 * the same connection, seen by nobody above. Taken out when the answer begins that the application
 * gets.
 */
final class Exchange implements ChannelDownstreamHandler, ChannelUpstreamHandler {
  static final String NAME = "managed-identity-agent";

  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int FIRST_FINAL_STATUS = 200;

  /** A larger body is not held for the length of its call. */
  private static final int MOST_BYTES = 1 << 20;

  private final AsyncHttpClient1Hook hook;
  private final NettyRequestSender sender;
  private final NettyResponseFuture<?> future;
  private final RouteInjection injection;
  private boolean isBegun;
  private volatile @Nullable WireEdit edit;

  /** As the client made it; null where it cannot be written again. */
  private volatile @Nullable HttpRequest kept;

  /** Until it is decided about, and then until the second sending has an answer of its own. */
  private @Nullable HeldAnswer<MessageEvent> heldAnswer;

  private boolean isSentAgain;
  private @Nullable Continuation wait;

  Exchange(
      AsyncHttpClient1Hook hook,
      NettyRequestSender sender,
      NettyResponseFuture<?> future,
      RouteInjection injection) {
    this.hook = hook;
    this.sender = sender;
    this.future = future;
    this.injection = injection;
  }

  static HeaderList headers(HttpRequest request) {
    HeaderList headers = new HeaderList();
    for (Map.Entry<String, String> header : request.headers().entries()) {
      headers.add(header.getKey(), header.getValue());
    }
    return headers;
  }

  // The request, on the thread that writes it

  @Override
  public void handleDownstream(ChannelHandlerContext ctx, ChannelEvent event) {
    Object message = event instanceof MessageEvent ? ((MessageEvent) event).getMessage() : null;
    if (isBegun || !(message instanceof HttpRequest)) {
      ctx.sendDownstream(event);
      return;
    }
    isBegun = true;
    HttpRequest request = (HttpRequest) message;
    try {
      edit = injection.editNow(headers(request), request.getUri(), null);
      kept = edit != null && isRepeatable(request) ? request : null;
    } catch (RequestRefusedException e) {
      IOException refusal = new IOException(e.getMessage());
      sender.abort(event.getChannel(), future, refusal);
      event.getFuture().setFailure(refusal);
      return;
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
    }
    WireEdit made = edit;
    ctx.sendDownstream(
        made == null
            ? event
            : new DownstreamMessageEvent(
                event.getChannel(),
                event.getFuture(),
                message(request, made.target(), made.headers()),
                ((MessageEvent) event).getRemoteAddress()));
  }

  /** A body from a stream, a file or the application's generator is written after the message. */
  private boolean isRepeatable(HttpRequest request) {
    return !request.isChunked()
        && future.getNettyRequest().getBody() == null
        && HttpHeaders.isKeepAlive(request)
        && !request.headers().contains("Expect")
        && request.getContent().readableBytes() <= MOST_BYTES;
  }

  private static HttpRequest message(HttpRequest request, String target, HeaderList headers) {
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
    if (event instanceof MessageEvent) {
      messageReceived(ctx, (MessageEvent) event);
      return;
    }
    if (isEnd(event)) {
      deliver(ctx);
    }
    ctx.sendUpstream(event);
  }

  private static boolean isEnd(ChannelEvent event) {
    return event instanceof ExceptionEvent || isDisconnected(event);
  }

  private static boolean isDisconnected(ChannelEvent event) {
    return event instanceof ChannelStateEvent
        && ((ChannelStateEvent) event).getState() == ChannelState.CONNECTED
        && ((ChannelStateEvent) event).getValue() == null;
  }

  private void messageReceived(ChannelHandlerContext ctx, MessageEvent event) {
    HeldAnswer<MessageEvent> held = heldAnswer;
    if (held != null && isSentAgain) {
      if (!isFinalHead(event)) {
        ctx.sendUpstream(event);
        return;
      }
      heldAnswer = null;
      isSentAgain = false;
    } else if (held != null) {
      add(held, event);
      if (held.isTooLarge()) {
        deliver(ctx);
      } else {
        decide(ctx);
      }
      return;
    }
    if (isFinalHead(event)) {
      if (isHeld(ctx, event, (HttpResponse) event.getMessage())) {
        return;
      }
      leave(ctx);
    }
    ctx.sendUpstream(event);
  }

  private static boolean isFinalHead(MessageEvent event) {
    if (!(event.getMessage() instanceof HttpResponse)) {
      return false;
    }
    int status = ((HttpResponse) event.getMessage()).getStatus().getCode();
    return status >= FIRST_FINAL_STATUS || status == SWITCHING_PROTOCOLS;
  }

  private boolean isHeld(ChannelHandlerContext ctx, MessageEvent event, HttpResponse response) {
    int status = response.getStatus().getCode();
    WireEdit sent = edit;
    if (sent == null || !WireEdit.isRejection(status)) {
      return false;
    }
    try {
      Resend resend =
          sent.rejected(
              status,
              response.headers().getAll("WWW-Authenticate"),
              kept != null && HttpHeaders.isKeepAlive(response));
      if (resend == null) {
        return false;
      }
      HeldAnswer<MessageEvent> answer = new HeldAnswer<>(resend);
      Decision decision = new Decision(ctx, answer);
      if (resend.defer(decision)) {
        wait = decision;
      } else {
        answer.setTokenKnown();
      }
      add(answer, event);
      heldAnswer = answer;
      decide(ctx);
      return true;
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
      heldAnswer = null;
      return false;
    }
  }

  /** A head without chunks has the whole body. */
  private static void add(HeldAnswer<MessageEvent> answer, MessageEvent event) {
    Object message = event.getMessage();
    if (message instanceof HttpResponse) {
      HttpResponse head = (HttpResponse) message;
      answer.add(event, head.getContent().readableBytes(), !head.isChunked());
    } else if (message instanceof HttpChunk) {
      HttpChunk chunk = (HttpChunk) message;
      answer.add(event, chunk.getContent().readableBytes(), chunk.isLast());
    } else {
      answer.add(event, 0, false);
    }
  }

  /** The wait for a fresh token is over. */
  private final class Decision extends Continuation {
    private final ChannelHandlerContext ctx;
    private final HeldAnswer<MessageEvent> answer;

    Decision(ChannelHandlerContext ctx, HeldAnswer<MessageEvent> answer) {
      super(hook, new Waiting.ConnectionThread(ctx.getChannel()));
      this.ctx = ctx;
      this.answer = answer;
    }

    @Override
    protected void goOn() {
      answer.setTokenKnown();
      if (heldAnswer == answer) {
        decide(ctx);
      }
    }

    @Override
    protected void failed(Throwable e) {
      if (heldAnswer == answer) {
        deliver(ctx);
      }
    }
  }

  private void decide(ChannelHandlerContext ctx) {
    HeldAnswer<MessageEvent> answer = heldAnswer;
    if (answer == null || isSentAgain || !answer.isReady()) {
      return;
    }
    HttpRequest again = null;
    try {
      again = !future.isDone() && ctx.getChannel().isConnected() ? again(answer.resend) : null;
    } catch (RequestRefusedException e) {
      again = null; // the application has an answer
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
    }
    if (again == null) {
      deliver(ctx);
      return;
    }
    isSentAgain = true;
    Channels.write(ctx, Channels.future(ctx.getChannel()), again);
  }

  private @Nullable HttpRequest again(Resend resend) throws RequestRefusedException {
    HttpRequest request = kept;
    if (request == null || !resend.isWorthwhile()) {
      return null;
    }
    WireEdit made = injection.editNow(headers(request), request.getUri(), resend);
    edit = made;
    return made == null
        ? message(request, request.getUri(), headers(request))
        : message(request, made.target(), made.headers());
  }

  /** What gets the last of the answer may use the connection for the next request at once. */
  private void deliver(ChannelHandlerContext ctx) {
    HeldAnswer<MessageEvent> answer = heldAnswer;
    heldAnswer = null;
    if (answer != null) {
      Continuation waiting = wait;
      if (waiting != null) {
        waiting.cancel();
      }
      if (isSentAgain) {
        // What else comes over it is not this answer's.
        Channels.close(ctx, Channels.future(ctx.getChannel()));
      }
      leave(ctx);
      for (MessageEvent part = answer.poll(); part != null; part = answer.poll()) {
        ctx.sendUpstream(part);
      }
    }
  }

  private void leave(ChannelHandlerContext ctx) {
    if (ctx.getPipeline().get(NAME) == this) {
      ctx.getPipeline().remove(this);
    }
  }
}
