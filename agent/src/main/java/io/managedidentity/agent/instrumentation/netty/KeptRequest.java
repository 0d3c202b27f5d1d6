package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.WireEdit;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import org.jspecify.annotations.Nullable;

/**
 * A request as the application made it, whose whole body is at hand and can be written again. Holds
 * the body until {@link #release}.
 */
final class KeptRequest {
  /** A larger body is not kept in memory for the length of its call. */
  private static final int MOST_BYTES = 1 << 20;

  final String target;
  private final FullHttpRequest request;
  private final HeaderList headers;
  private final ByteBuf body;

  private KeptRequest(FullHttpRequest request) {
    this.request = request;
    this.target = request.uri();
    this.headers = WrittenRequest.headers(request);
    this.body = request.content().retainedDuplicate();
  }

  /**
   * @param request before it is edited or written
   * @return null where it has a body that comes in parts, or is large, or ends its connection
   */
  static @Nullable KeptRequest of(HttpRequest request) {
    if (!(request instanceof FullHttpRequest) || !HttpUtil.isKeepAlive(request)) {
      return null;
    }
    FullHttpRequest full = (FullHttpRequest) request;
    return full.content().readableBytes() > MOST_BYTES ? null : new KeptRequest(full);
  }

  /** A copy, to be edited. */
  HeaderList headers() {
    HeaderList copy = new HeaderList();
    for (int i = 0; i < headers.size(); i++) {
      copy.add(headers.name(i), headers.value(i));
    }
    return copy;
  }

  /**
   * A message for one more sending.
   *
   * @param made null for the request as the application made it
   */
  HttpRequest message(@Nullable WireEdit made) {
    return made == null ? message(target, headers) : message(made.target(), made.headers());
  }

  @SuppressWarnings("deprecation") // what takes its place is not in older versions of Netty
  private HttpRequest message(String newTarget, HeaderList newHeaders) {
    HttpHeaders list = new DefaultHttpHeaders(false);
    for (int i = 0; i < newHeaders.size(); i++) {
      list.add(newHeaders.name(i), newHeaders.value(i));
    }
    return new DefaultFullHttpRequest(
        request.protocolVersion(),
        request.method(),
        newTarget,
        body.retainedDuplicate(),
        list,
        request.trailingHeaders());
  }

  void release() {
    body.release();
  }
}
