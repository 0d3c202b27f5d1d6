package io.managedidentity.agent.instrumentation.apacheasync4;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.http.HttpRequest;
import org.apache.http.nio.ContentEncoder;
import org.jspecify.annotations.Nullable;

/** The bodies of exchanges, whose producers are in another place with each kind of client. */
final class Bodies {
  /** Of the arguments of {@code produceContent} where the state is one of them, with its object. */
  private static final int LENGTH_WITH_STATE = 4;

  private Bodies() {}

  /** By what the exchange is known: its state, or its handler if there is none. */
  static Object keyOf(Object[] call) {
    return call.length == LENGTH_WITH_STATE ? call[1] : call[0];
  }

  /**
   * Null if there is none, or it is too long.
   *
   * @param state null with minimal clients
   */
  static @Nullable GatheredBody gather(
      HttpRequest request, Object handler, @Nullable Object state, @Nullable Object connection)
      throws ReflectiveOperationException {
    return GatheredBody.of(request, producer(handler, state), connection);
  }

  private static @Nullable Object producer(Object handler, @Nullable Object state)
      throws ReflectiveOperationException {
    if (state != null) {
      return Internals.call(state, "getRequestProducer");
    }
    Object current = Internals.field(handler, "requestProducerRef");
    return current instanceof AtomicReference
        ? ((AtomicReference<?>) current).get()
        : Internals.field(handler, "requestProducer");
  }

  /**
   * Does what {@code produceContent} does.
   *
   * @return false if the client is to write the rest
   */
  static boolean produce(GatheredBody body, Object key, Object[] call)
      throws IOException, ReflectiveOperationException {
    if (call.length == LENGTH_WITH_STATE) {
      Internals.call(key, "setRequestContentProduced");
    }
    return body.produce((ContentEncoder) call[call.length - 2]);
  }
}
