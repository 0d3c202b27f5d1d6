package io.managedidentity.agent.instrumentation.okhttp;

import io.managedidentity.agent.injection.RouteInjection;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.Sink;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request whose body can be read only once: it is written when the client has written
 * the body. It knows nothing of the request, beside which it is kept.
 */
final class LateHead {
  private final MethodHandle write;
  private final BodyPlace place;

  /** The whole body, once it is there; null if it is too long. */
  private byte @Nullable [] body;

  private boolean isBegun;

  /**
   * @param codec writes the head
   * @param lookup of the codec, whose package may not be open to us
   */
  LateHead(Object codec, MethodHandles.Lookup lookup) throws ReflectiveOperationException {
    this.write =
        lookup.findVirtual(
            codec.getClass(),
            "writeRequestHeaders",
            MethodType.methodType(void.class, Request.class));
    this.place = new BodyPlace(codec, lookup);
  }

  /** Whether it is of the kind that may have a secret in its body, and can be read only once. */
  static boolean isFor(Request request) throws IOException, ReflectiveOperationException {
    RequestBody body = request.body();
    return body != null
        && request.method().equals("POST")
        && request.headers("Expect").isEmpty() // an answer may come before the body
        && body.contentLength() <= RouteInjection.MOST_BODY_BYTES
        && Bodies.isSentOnce(body);
  }

  /** Whether the codec is asked to write it, this time. */
  boolean isBegun() {
    return isBegun;
  }

  /** Of a body that may be edited. */
  byte @Nullable [] body() {
    return body;
  }

  /**
   * @param whole body; null if it is too long for that
   */
  void write(Object codec, Request request, byte @Nullable [] whole) throws IOException {
    body = whole;
    isBegun = true;
    try {
      write.invoke(codec, request);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** The codec's own place for a body of that length. */
  Sink place(Object codec, Request request, long length) throws IOException {
    return place.of(codec, request, length);
  }
}
