package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.AnswerHeaders;
import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.Continuation;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.instrumentation.ClientHook;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DecoratingHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the frames of one HTTP/2 connection of Vert.x, those of mapped requests edited. A request
 * whose token is not there yet is held back, and with it those that start after it: opening a
 * stream closes all unopened ones with a lower number (RFC 9113, 5.1.1). Open streams continue.
 * Everything runs on the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the promise handed in tells the client
final class VertxHttp2Encoder extends DecoratingHttp2ConnectionEncoder implements Runnable {
  private final ClientHook hook;
  private final VertxTargets targets;
  private final VertxHttp2Flow flow;
  private final VertxHttp2Taps taps = new VertxHttp2Taps();

  /** Mapped requests without an answer yet, and all that are held back, by stream. */
  private final Map<Integer, VertxHttp2Exchange> exchanges = new HashMap<>();

  /** Those that are held back, in the order of their streams. */
  private final ArrayDeque<VertxHttp2Exchange> held = new ArrayDeque<>();

  VertxHttp2Encoder(Http2ConnectionEncoder encoder, ClientHook hook, VertxTargets targets) {
    super(encoder);
    this.hook = hook;
    this.targets = targets;
    this.flow = new VertxHttp2Flow(encoder.connection(), this);
    connection()
        .addListener(
            new Http2ConnectionAdapter() {
              @Override
              public void onStreamClosed(Http2Stream stream) {
                forget(stream.id());
              }
            });
  }

  // The request

  @Override
  public ChannelFuture writeHeaders(
      ChannelHandlerContext ctx,
      int streamId,
      Http2Headers headers,
      int padding,
      boolean isLast,
      ChannelPromise promise) {
    return write(
        new VertxHttp2Frame.Headers(ctx, streamId, headers, isLast, promise) {
          @Override
          ChannelFuture write(Http2Headers written) {
            return VertxHttp2Encoder.super.writeHeaders(
                ctx, streamId, written, padding, isLast, unused());
          }
        });
  }

  @Override
  public ChannelFuture writeHeaders(
      ChannelHandlerContext ctx,
      int streamId,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean isExclusive,
      int padding,
      boolean isLast,
      ChannelPromise promise) {
    return write(
        new VertxHttp2Frame.Headers(ctx, streamId, headers, isLast, promise) {
          @Override
          ChannelFuture write(Http2Headers written) {
            return VertxHttp2Encoder.super.writeHeaders(
                ctx, streamId, written, dependency, weight, isExclusive, padding, isLast, unused());
          }
        });
  }

  @Override
  public ChannelFuture writeData(
      ChannelHandlerContext ctx,
      int streamId,
      ByteBuf data,
      int padding,
      boolean isLast,
      ChannelPromise promise) {
    VertxHttp2Exchange exchange = heldAt(streamId);
    if (exchange == null) {
      return super.writeData(ctx, streamId, data, padding, isLast, promise);
    }
    return hold(
        exchange,
        new VertxHttp2Frame.Data(ctx, streamId, data, isLast, promise) {
          @Override
          ChannelFuture write(ByteBuf written, ChannelPromise by) {
            return VertxHttp2Encoder.super.writeData(ctx, streamId, written, padding, isLast, by);
          }
        });
  }

  @Override
  public ChannelFuture writeFrame(
      ChannelHandlerContext ctx,
      byte type,
      int streamId,
      Http2Flags flags,
      ByteBuf payload,
      ChannelPromise promise) {
    VertxHttp2Exchange exchange = heldAt(streamId);
    if (exchange == null) {
      return super.writeFrame(ctx, type, streamId, flags, payload, promise);
    }
    return hold(
        exchange,
        new VertxHttp2Frame.Bytes(ctx, streamId, payload, promise) {
          @Override
          ChannelFuture write() {
            return VertxHttp2Encoder.super.writeFrame(
                ctx, type, streamId, flags, bytes(), unused());
          }
        });
  }

  /** Its body may be whole then, and nothing left to wait for. */
  private ChannelFuture hold(VertxHttp2Exchange exchange, VertxHttp2Frame frame) {
    exchange.hold(frame);
    if (exchange.isReady()) {
      sendReady();
    }
    return frame.promise;
  }

  /** The application gives the request up. */
  @Override
  public ChannelFuture writeRstStream(
      ChannelHandlerContext ctx, int streamId, long errorCode, ChannelPromise promise) {
    forget(streamId);
    return super.writeRstStream(ctx, streamId, errorCode, promise);
  }

  private ChannelFuture write(VertxHttp2Frame.Headers frame) {
    boolean isFirst = frame.headers.method() != null;
    VertxHttp2Exchange known = isFirst ? null : heldAt(frame.streamId);
    if (known != null) {
      return hold(known, frame); // trailers
    }
    RouteInjection injection = isFirst ? match(frame) : null;
    Continuation wait = injection == null ? null : waiting(injection, frame);
    boolean isGathered =
        injection != null
            && VertxHttp2Exchange.hasBodyToEdit(frame)
            && injection.gathersBody(String.valueOf(frame.headers.path()));
    boolean isHeld = wait != null || isGathered || (isFirst && !held.isEmpty());
    if ((injection == null && !isHeld) || (isHeld && !isOpened(frame))) {
      if (wait != null) {
        wait.cancel();
      }
      return frame.write();
    }
    VertxHttp2Exchange exchange = new VertxHttp2Exchange(injection, frame, flow);
    exchanges.put(frame.streamId, exchange);
    if (isHeld) {
      exchange.setHeld(wait);
      if (isGathered) {
        exchange.gather(tooLate(exchange));
      }
      held.add(exchange);
    } else {
      send(exchange);
    }
    return frame.promise;
  }

  private @Nullable RouteInjection match(VertxHttp2Frame.Headers frame) {
    CharSequence path = frame.headers.path();
    if (path == null || path.length() == 0 || path.charAt(0) != '/') {
      return null; // CONNECT, or a whole URI for a plain proxy
    }
    try {
      return targets.match(
          VertxTargets.noted(frame.ctx.channel()),
          frame.ctx.channel(),
          String.valueOf(frame.headers.method()),
          path.toString());
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
      return null;
    }
  }

  /**
   * Whether the connection has the stream. One implementation of the client opens it with its first
   * headers, and until then does not report that it is given up.
   *
   * @return false if it can have no more; then writing the headers fails as without the agent
   */
  private boolean isOpened(VertxHttp2Frame.Headers frame) {
    try {
      return connection().stream(frame.streamId) != null
          || connection().local().createStream(frame.streamId, false) != null;
    } catch (Http2Exception e) {
      return false;
    }
  }

  /** The wait for the request's token, or null if there is none. */
  private @Nullable Continuation waiting(RouteInjection injection, VertxHttp2Frame.Headers frame) {
    try {
      Continuation going = goingOn(frame);
      return injection.defer(VertxHttp2Request.headers(frame.headers), going) ? going : null;
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
      return null;
    }
  }

  private Continuation goingOn(VertxHttp2Frame.Headers frame) {
    return new Continuation(hook, frame.ctx.channel().eventLoop()) {
      @Override
      protected void goOn() {
        VertxHttp2Exchange exchange = heldAt(frame.streamId);
        if (exchange != null) { // else given up meanwhile
          exchange.setReady();
          sendReady();
        }
      }

      @Override
      protected void failed(Throwable e) {
        frame.ctx.close();
      }
    };
  }

  /** Its body is not whole in time: it is sent as it is. */
  private Runnable tooLate(VertxHttp2Exchange exchange) {
    return new Runnable() {
      @Override
      public void run() {
        try {
          exchange.stopGathering();
          sendReady();
        } catch (RuntimeException | LinkageError e) {
          hook.failed(e);
        }
      }
    };
  }

  /** What the client has flushed is to be seen written: it may wait for that before it goes on. */
  @Override
  public void run() {
    if (!held.isEmpty()) {
      for (VertxHttp2Exchange exchange : new ArrayList<>(held)) {
        exchange.flushed();
      }
    }
  }

  /** Also when a request that others have waited for is given up. */
  private void sendReady() {
    VertxHttp2Exchange last = null;
    for (VertxHttp2Exchange next = held.peek();
        next != null && next.isReady();
        next = held.peek()) {
      if (!next.first.ctx.channel().isActive()) {
        return; // each is dropped when its stream is closed
      }
      held.remove();
      send(next);
      last = next;
    }
    if (last != null && last.first.ctx.handler() instanceof Http2ConnectionHandler) {
      ((Http2ConnectionHandler) last.first.ctx.handler()).flush(last.first.ctx);
    }
  }

  private void send(VertxHttp2Exchange exchange) {
    VertxHttp2Frame.Headers frame = exchange.first;
    Http2Headers written = frame.headers;
    try {
      written = exchange.edited();
    } catch (RequestRefusedException e) {
      exchanges.remove(frame.streamId);
      refuse(frame, new IOException(e.getMessage()));
      exchange.drop();
      return;
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
    }
    frame.write(written);
    exchange.writeRest();
    if (!exchange.isEdited()) {
      exchanges.remove(frame.streamId); // nothing to look at
    }
  }

  /** As if the stream had failed, so that the others of the connection do not. */
  private static void refuse(VertxHttp2Frame frame, IOException refusal) {
    if (frame.ctx.handler() instanceof Http2ConnectionHandler) {
      ((Http2ConnectionHandler) frame.ctx.handler())
          .onError(
              frame.ctx,
              true,
              Http2Exception.streamError(
                  frame.streamId, Http2Error.CANCEL, refusal, "%s", refusal.getMessage()));
    }
    frame.fail(refusal);
  }

  private @Nullable VertxHttp2Exchange heldAt(int streamId) {
    VertxHttp2Exchange exchange = exchanges.isEmpty() ? null : exchanges.get(streamId);
    return exchange != null && exchange.isHeld() ? exchange : null;
  }

  private void forget(int streamId) {
    taps.cut(streamId);
    VertxHttp2Exchange exchange = exchanges.isEmpty() ? null : exchanges.remove(streamId);
    if (exchange != null && exchange.isHeld()) {
      held.remove(exchange);
      exchange.drop();
      sendReady();
    }
  }

  // The answer

  /** Shows the bodies of answers. */
  VertxHttp2Taps taps() {
    return taps;
  }

  /**
   * @param isLast whether there is no body
   */
  void answered(int streamId, Http2Headers headers, boolean isLast) {
    if (isLast) {
      taps.end(streamId); // with trailers
    }
    CharSequence status = exchanges.isEmpty() ? null : headers.status();
    if (status == null || status.length() == 0 || status.charAt(0) == '1') {
      return; // trailers, or an answer is still to come
    }
    VertxHttp2Exchange exchange = exchanges.remove(streamId);
    if (exchange == null) {
      return;
    }
    try {
      AnswerTap tap =
          exchange.answered(Integer.parseInt(status.toString()), headersOf(headers), hook);
      if (!isLast) {
        taps.add(streamId, tap);
      }
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
    }
  }

  private static AnswerHeaders headersOf(Http2Headers headers) {
    return new AnswerHeaders() {
      @Override
      public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (CharSequence value : headers.getAll(name)) {
          values.add(value.toString());
        }
        return values;
      }
    };
  }
}
