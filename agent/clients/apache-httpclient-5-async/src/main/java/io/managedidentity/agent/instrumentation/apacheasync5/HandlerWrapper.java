package io.managedidentity.agent.instrumentation.apacheasync5;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.instrumentation.TappedBuffer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Passes everything on, and knows when the exchange is over. */
abstract class HandlerWrapper implements AsyncClientExchangeHandler {
  final AsyncClientExchangeHandler handler;
  private volatile boolean isOver;
  private volatile @Nullable Deferred wait;
  private volatile @Nullable GatheredBody body;
  private volatile @Nullable AnswerTap tap;

  /** A thread other than the reactor's, while it writes. */
  private volatile @Nullable Thread writer;

  HandlerWrapper(AsyncClientExchangeHandler handler) {
    this.handler = handler;
  }

  boolean isOver() {
    return isOver;
  }

  @Override
  public final void produceRequest(RequestChannel channel, HttpContext context)
      throws HttpException, IOException {
    handler.produceRequest(
        new RequestChannel() {
          @Override
          public void sendRequest(
              HttpRequest request, @Nullable EntityDetails details, HttpContext unused)
              throws HttpException, IOException {
            send(request, details, channel, context);
          }
        },
        context);
  }

  /** What the exchange sends, on its way to the client or to the connection. */
  abstract void send(
      HttpRequest request,
      @Nullable EntityDetails details,
      RequestChannel channel,
      HttpContext context)
      throws HttpException, IOException;

  /** Sends a mapped request, which has waited for its token if it had to. */
  abstract void write(
      RouteInjection injection,
      HttpRequest request,
      @Nullable EntityDetails details,
      RequestChannel channel,
      HttpContext context)
      throws HttpException, IOException;

  /** The body, if it is edited; before anything waits, on the thread that makes the request. */
  final void gather(
      RouteInjection injection, HttpRequest request, @Nullable EntityDetails details) {
    body =
        details != null
                && ApacheAsync5Hook.isToBeGathered(injection, request, details.getContentLength())
            ? GatheredBody.of(handler, details.getContentLength())
            : null;
  }

  /** What was gathered here, or null. */
  public final @Nullable GatheredBody body() {
    return body;
  }

  /** Whether it is written later, unless the exchange is over by then. */
  final boolean isLater(
      RequestEditor editor,
      RouteInjection injection,
      HttpRequest request,
      @Nullable EntityDetails details,
      RequestChannel channel,
      HttpContext context) {
    Deferred later =
        new Deferred(editor.faults(), timeout(request, context)) {
          @Override
          void proceed() {
            if (!isOver() && !failsLate(timedOut())) {
              writeNow();
            }
          }

          private void writeNow() {
            writer = Thread.currentThread();
            try {
              write(injection, request, details, channel, context);
            } catch (Exception e) {
              HandlerWrapper.this.failed(e);
            } finally {
              writer = null;
            }
          }

          @Override
          void giveUp() {
            HandlerWrapper.this.cancel();
          }

          @Override
          protected void failed(Throwable e) {
            HandlerWrapper.this.failed(asException(e));
          }
        };
    wait = later;
    boolean isDeferred = editor.defer(injection, request, later);
    if (!isDeferred) {
      wait = null;
    }
    return isDeferred;
  }

  private boolean failsLate(@Nullable SocketTimeoutException late) {
    if (late != null) {
      failed(late);
    }
    return late != null;
  }

  /** The client's own time for an answer, if only this wait enforces it. */
  @Nullable Timeout timeout(HttpRequest request, HttpContext context) {
    return null;
  }

  /** What waits, or null. */
  final @Nullable Deferred waiting() {
    return wait;
  }

  /** What sees the body of the answer, as the exchange gets it; or null. */
  final void tap(@Nullable AnswerTap of) {
    tap = of;
  }

  private void over() {
    isOver = true;
    AnswerTap told = tap;
    if (told != null) {
      told.cut();
    }
    Deferred waiting = wait;
    wait = null;
    if (waiting != null) {
      waiting.cancel();
    }
  }

  @Override
  public void consumeResponse(
      HttpResponse response, @Nullable EntityDetails details, HttpContext context)
      throws HttpException, IOException {
    handler.consumeResponse(response, details, context);
  }

  @Override
  public final void consumeInformation(HttpResponse response, HttpContext context)
      throws HttpException, IOException {
    handler.consumeInformation(response, context);
  }

  @Override
  public final void cancel() {
    over();
    handler.cancel();
  }

  @Override
  public void failed(Exception cause) {
    over();
    handler.failed(cause);
  }

  @Override
  public final void updateCapacity(CapacityChannel channel) throws IOException {
    handler.updateCapacity(channel);
  }

  @Override
  public final void consume(ByteBuffer source) throws IOException {
    AnswerTap shown = tap;
    if (shown != null) {
      TappedBuffer.show(source, source.position(), source.limit(), shown);
    }
    handler.consume(source);
  }

  @Override
  public final void streamEnd(@Nullable List<? extends Header> trailers)
      throws HttpException, IOException {
    AnswerTap told = tap;
    if (told != null) {
      told.end();
    }
    handler.streamEnd(trailers);
  }

  @Override
  public final int available() {
    GatheredBody gathered = body;
    return gathered == null ? handler.available() : gathered.available();
  }

  @Override
  public final void produce(DataStreamChannel channel) throws IOException {
    if (Thread.currentThread() == writer) {
      channel.requestOutput(); // the application's body is asked for on the reactor's thread
      return;
    }
    GatheredBody gathered = body;
    if (gathered == null) {
      handler.produce(channel);
    } else {
      gathered.produce(channel);
    }
  }

  @Override
  public final void releaseResources() {
    over();
    handler.releaseResources();
  }
}
