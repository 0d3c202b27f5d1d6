package io.managedidentity.agent.instrumentation.apacheasync4;

import io.managedidentity.agent.injection.RouteInjection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.http.HttpEntity;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpRequest;
import org.apache.http.nio.ContentEncoder;
import org.apache.http.nio.IOControl;
import org.apache.http.nio.protocol.HttpAsyncRequestProducer;
import org.jspecify.annotations.Nullable;

/**
 * A body that is asked for before its head is written, as far as it is short and there at once.
 * What is written is what an edit says; else what was gathered, and then what else comes. On the
 * thread of the I/O reactor, which asks for a body without the agent, too.
 */
final class GatheredBody implements ContentEncoder, IOControl {
  private static final int MOST_BYTES = RouteInjection.MOST_BODY_BYTES;

  private final HttpAsyncRequestProducer producer;
  private final IOControl connection;
  private final ByteArrayOutputStream gathered = new ByteArrayOutputStream(512);
  private boolean isFull;
  private boolean isCompleted;
  private volatile boolean isSuspended;
  private volatile boolean isGathering;
  private @Nullable IOException failure;
  private byte @Nullable [] edited;
  private @Nullable ByteBuffer left;

  private GatheredBody(HttpAsyncRequestProducer producer, IOControl connection) {
    this.producer = producer;
    this.connection = connection;
  }

  /** Null if there is nothing to gather, or too much. */
  static @Nullable GatheredBody of(
      HttpRequest request, @Nullable Object producer, @Nullable Object connection) {
    HttpEntity entity =
        request instanceof HttpEntityEnclosingRequest
            ? ((HttpEntityEnclosingRequest) request).getEntity()
            : null;
    if (entity == null
        || entity.getContentLength() > MOST_BYTES
        || !(producer instanceof HttpAsyncRequestProducer)
        || !(connection instanceof IOControl)) {
      return null;
    }
    GatheredBody body =
        new GatheredBody((HttpAsyncRequestProducer) producer, (IOControl) connection);
    body.gather();
    return body;
  }

  private void gather() {
    isGathering = true;
    try {
      boolean hasMore = true;
      while (hasMore && !isCompleted && !isFull && !isSuspended) {
        int before = gathered.size();
        producer.produceContent(this, this);
        hasMore = gathered.size() > before;
      }
    } catch (IOException e) {
      failure = e;
    } catch (RuntimeException e) {
      failure = new IOException(e);
    } finally {
      isGathering = false;
    }
  }

  /** All of it; null if that is not known. */
  byte @Nullable [] whole() {
    return isWhole() ? gathered.toByteArray() : null;
  }

  private boolean isWhole() {
    return isCompleted && failure == null;
  }

  /**
   * @param bytes null for what the application made
   */
  void edit(byte @Nullable [] bytes) {
    edited = bytes;
  }

  /**
   * Writes what is here.
   *
   * @return false if the producer is to write the rest
   * @throws IOException also what the producer threw
   */
  boolean produce(ContentEncoder encoder) throws IOException {
    byte[] instead = edited;
    ByteBuffer bytes = left;
    if (bytes == null) {
      bytes = ByteBuffer.wrap(instead == null ? gathered.toByteArray() : instead);
      left = bytes;
    }
    if (bytes.hasRemaining()) {
      encoder.write(bytes);
    }
    if (bytes.hasRemaining()) {
      return true;
    }
    if (instead != null || isWhole()) {
      encoder.complete();
      producer.resetRequest();
      return true;
    }
    if (failure != null) {
      throw failure;
    }
    return false;
  }

  @Override
  public int write(ByteBuffer bytes) {
    int free = MOST_BYTES - gathered.size();
    byte[] part = new byte[isGathering ? Math.min(free, bytes.remaining()) : 0];
    isFull = bytes.remaining() > free;
    bytes.get(part);
    gathered.write(part, 0, part.length);
    return part.length;
  }

  @Override
  public void complete() {
    isCompleted |= isGathering;
  }

  @Override
  public boolean isCompleted() {
    return isCompleted;
  }

  @Override
  public void requestInput() {
    connection.requestInput();
  }

  @Override
  public void suspendInput() {
    connection.suspendInput();
  }

  @Override
  public void requestOutput() {
    isSuspended = false;
    connection.requestOutput();
  }

  /** The head is still to be written. */
  @Override
  public void suspendOutput() {
    isSuspended = true;
    if (!isGathering) {
      connection.suspendOutput();
    }
  }

  @Override
  public void shutdown() throws IOException {
    connection.shutdown();
  }
}
