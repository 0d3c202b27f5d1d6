package io.managedidentity.agent.instrumentation.asynchttpclient1;

import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jboss.netty.buffer.ChannelBuffer;
import org.jboss.netty.channel.ChannelFuture;
import org.jboss.netty.channel.ChannelFutureListener;
import org.jboss.netty.channel.ChannelHandlerContext;
import org.jboss.netty.channel.MessageEvent;
import org.jboss.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request whose stream the client writes after its head, in chunks that it encodes by itself,
 * until the last one. The client reads a stream without a pause, so there is no limit in time.
 * Thread-safe: the connection may end meanwhile.
 */
final class GatheredRequest {
  /** Of a body; no form of a token request comes near it. */
  static final int MOST_BYTES = 1 << 16;

  private static final int MOST_PARTS = 1 << 10;

  private final HttpRequest head;
  private final List<MessageEvent> parts = new ArrayList<>();
  private byte[] chunks = {};
  private byte @Nullable [] body;
  private boolean isOver;

  GatheredRequest(HttpRequest head) {
    this.head = head;
  }

  /**
   * Takes the head or what follows it.
   *
   * @return false if nothing more may be added
   */
  boolean add(MessageEvent part) {
    synchronized (this) {
      if (!isOver) {
        parts.add(part);
        return part.getMessage() == head || addBytes(part.getMessage());
      }
    }
    part.getFuture().setFailure(new ClosedChannelException());
    return true;
  }

  private boolean addBytes(Object message) {
    if (!(message instanceof ChannelBuffer)) {
      return false;
    }
    ChannelBuffer bytes = (ChannelBuffer) message;
    if (bytes.readableBytes() > MOST_BYTES - chunks.length || parts.size() > MOST_PARTS) {
      return false;
    }
    int length = chunks.length;
    chunks = Arrays.copyOf(chunks, length + bytes.readableBytes());
    bytes.getBytes(bytes.readerIndex(), chunks, length, bytes.readableBytes());
    body = Chunks.decoded(chunks);
    return true;
  }

  HttpRequest head() {
    return head;
  }

  /** Null until all of it was added. */
  synchronized byte @Nullable [] body() {
    return body;
  }

  /** All of it is written as it is. */
  void writeParts(ChannelHandlerContext ctx) {
    for (MessageEvent part : end()) {
      ctx.sendDownstream(part);
    }
  }

  /** Another message is written in place of its parts. */
  void replacedBy(ChannelFuture written) {
    List<MessageEvent> replaced = end();
    written.addListener(
        new ChannelFutureListener() {
          @Override
          public void operationComplete(ChannelFuture future) {
            for (MessageEvent part : replaced) {
              if (future.isSuccess()) {
                part.getFuture().setSuccess();
              } else {
                part.getFuture().setFailure(future.getCause());
              }
            }
          }
        });
  }

  /** It is given up, or refused. */
  void fail(Throwable cause) {
    for (MessageEvent part : end()) {
      part.getFuture().setFailure(cause);
    }
  }

  private synchronized List<MessageEvent> end() {
    isOver = true;
    List<MessageEvent> ended = new ArrayList<>(parts);
    parts.clear();
    return ended;
  }
}
