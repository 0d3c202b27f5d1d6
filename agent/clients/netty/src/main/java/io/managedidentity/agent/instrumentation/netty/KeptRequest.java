package io.managedidentity.agent.instrumentation.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/** A request as the application and the client made it, kept to be written again. */
final class KeptRequest {
  /** A larger body is not kept in memory for the length of its call. */
  private static final int MOST_BYTES = 1 << 20;

  private final FullHttpRequest request;
  private boolean isWhole;

  private KeptRequest(FullHttpRequest request, boolean isWhole) {
    this.request = request;
    this.isWhole = isWhole;
  }

  /**
   * @param isInParts whether the body of a request that is no whole message follows, to be added
   * @return null where a body comes in parts of which the client has not said how long they are, or
   *     is large, or the request ends its connection
   */
  static @Nullable KeptRequest of(HttpRequest request, boolean isInParts) {
    if (!HttpUtil.isKeepAlive(request)) {
      return null;
    }
    if (request instanceof FullHttpRequest) {
      ByteBuf body = ((FullHttpRequest) request).content();
      return body.readableBytes() > MOST_BYTES
          ? null
          : new KeptRequest(WrittenRequest.whole(request, body.retainedDuplicate()), true);
    }
    return !isInParts
            || HttpUtil.isTransferEncodingChunked(request)
            || HttpUtil.getContentLength(request, 0L) > MOST_BYTES
        ? null
        : inParts(request, MOST_BYTES);
  }

  /**
   * One whose body is to be added.
   *
   * @param mostBytes of the body
   */
  static KeptRequest inParts(HttpRequest request, int mostBytes) {
    return new KeptRequest(WrittenRequest.whole(request, Unpooled.buffer(0, mostBytes)), false);
  }

  /** Whether the part was added; else the body is too long, or the part is not one of a body. */
  boolean add(Object part) {
    ByteBuf bytes =
        part instanceof ByteBufHolder // also a frame of HTTP/2
            ? ((ByteBufHolder) part).content()
            : part instanceof ByteBuf ? (ByteBuf) part : null;
    if (bytes == null || bytes.readableBytes() > request.content().maxWritableBytes()) {
      return false;
    }
    request.content().writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
    if (part instanceof LastHttpContent) {
      request.trailingHeaders().add(((LastHttpContent) part).trailingHeaders());
      isWhole = true;
    }
    return true;
  }

  /** Whether its end was added; what follows is of the next request. */
  boolean isWhole() {
    return isWhole;
  }

  /** A message for one more sending; the kept one stays as it is. */
  FullHttpRequest again() {
    return WrittenRequest.whole(request, request.content().retainedDuplicate());
  }

  void release() {
    request.release();
  }
}
