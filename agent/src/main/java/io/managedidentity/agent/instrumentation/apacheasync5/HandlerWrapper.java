package io.managedidentity.agent.instrumentation.apacheasync5;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Passes everything on, and knows when the exchange is over. */
abstract class HandlerWrapper implements AsyncClientExchangeHandler {
  final AsyncClientExchangeHandler handler;
  private volatile boolean isOver;

  HandlerWrapper(AsyncClientExchangeHandler handler) {
    this.handler = handler;
  }

  final boolean isOver() {
    return isOver;
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
    isOver = true;
    handler.cancel();
  }

  @Override
  public void failed(Exception cause) {
    isOver = true;
    handler.failed(cause);
  }

  @Override
  public final void updateCapacity(CapacityChannel channel) throws IOException {
    handler.updateCapacity(channel);
  }

  @Override
  public final void consume(ByteBuffer source) throws IOException {
    handler.consume(source);
  }

  @Override
  public final void streamEnd(@Nullable List<? extends Header> trailers)
      throws HttpException, IOException {
    handler.streamEnd(trailers);
  }

  @Override
  public final int available() {
    return handler.available();
  }

  @Override
  public final void produce(DataStreamChannel channel) throws IOException {
    handler.produce(channel);
  }

  @Override
  public final void releaseResources() {
    isOver = true;
    handler.releaseResources();
  }
}
