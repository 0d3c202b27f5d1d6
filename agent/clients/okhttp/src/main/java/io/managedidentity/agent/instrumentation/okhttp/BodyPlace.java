package io.managedidentity.agent.instrumentation.okhttp;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import okhttp3.Request;
import okio.Sink;

/** A codec's own place for the body of a request. */
final class BodyPlace {
  private final MethodHandle create;

  /**
   * @param lookup of the codec, whose package may not be open to us
   */
  BodyPlace(Object codec, MethodHandles.Lookup lookup) throws ReflectiveOperationException {
    create =
        lookup.findVirtual(
            codec.getClass(),
            "createRequestBody",
            MethodType.methodType(Sink.class, Request.class, long.class));
  }

  /**
   * @param length of what is really written; negative if it is not known
   */
  Sink of(Object codec, Request request, long length) throws IOException {
    try {
      return (Sink) create.invoke(codec, request, length);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
