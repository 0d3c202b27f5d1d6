package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.WireEdit;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import java.util.Map;
import org.asynchttpclient.Request;
import org.asynchttpclient.request.body.multipart.Part;
import org.jspecify.annotations.Nullable;

/** Reads and copies requests of Netty 4.0 and later. */
@SuppressWarnings("deprecation") // the names of Netty 4.0
final class Requests {
  private static final String BODIES = "org.asynchttpclient.request.body.";

  private Requests() {}

  static HeaderList headers(HttpRequest request) {
    HeaderList headers = new HeaderList();
    for (Map.Entry<String, String> header : request.headers().entries()) {
      headers.add(header.getKey(), header.getValue());
    }
    return headers;
  }

  /** A copy that owns the body in place of the original. */
  static HttpRequest edited(HttpRequest request, WireEdit edit) {
    HttpRequest copy;
    if (request instanceof FullHttpRequest) {
      FullHttpRequest full = (FullHttpRequest) request;
      DefaultFullHttpRequest fullCopy =
          new DefaultFullHttpRequest(
              full.getProtocolVersion(), full.getMethod(), edit.target(), full.content(), false);
      fullCopy.trailingHeaders().add(full.trailingHeaders());
      copy = fullCopy;
    } else {
      copy =
          new DefaultHttpRequest(
              request.getProtocolVersion(), request.getMethod(), edit.target(), false);
    }
    HeaderList headers = edit.headers();
    for (int i = 0; i < headers.size(); i++) {
      copy.headers().add(headers.name(i), headers.value(i));
    }
    return copy;
  }

  /** What closes a connection tells the client. */
  @SuppressWarnings("FutureReturnValueIgnored")
  static void close(Channel channel) {
    channel.close();
  }

  /** Whether the connection is to be used for the next request as well. */
  static boolean isKept(io.netty.handler.codec.http.HttpMessage message) {
    HttpHeaders headers = message.headers();
    return message.getProtocolVersion().isKeepAliveDefault()
        && !headers.contains("Connection", "close", true)
        && !headers.contains("Transfer-Encoding", "chunked", true);
  }

  /**
   * Whether the request has no body, or one that the client can make again from it. Streams,
   * publishers and generators of the application's own may give it only once.
   */
  static boolean isRepeatable(Request request, @Nullable Object byteBuf) {
    if (request.getStreamData() != null || byteBuf != null) {
      return false;
    }
    Object generator = request.getBodyGenerator();
    if (generator != null
        && !isOneOf(generator, "generator.", "File", "ByteArray", "BodyGenerator")) {
      return false;
    }
    List<Part> parts = request.getBodyParts();
    if (parts != null) {
      for (int i = 0; i < parts.size(); i++) {
        Part part = parts.get(i);
        if (!isOneOf(part, "multipart.", "File", "ByteArray", "Part")
            && !isOneOf(part, "multipart.", "String", "String", "Part")) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isOneOf(
      Object body, String folder, String one, String other, String kind) {
    String name = body.getClass().getName();
    return name.equals(BODIES + folder + one + kind) || name.equals(BODIES + folder + other + kind);
  }
}
