package io.managedidentity.agent.instrumentation.jetty;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.instrumentation.PublicGetter;
import io.managedidentity.agent.instrumentation.TappedBuffer;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Shows the bodies of answers that refuse a token to their taps, as the client takes them from the
 * connection. Copies, and neither moves a buffer nor holds one. Thread-safe.
 */
final class AnswerTaps {
  private static final PublicGetter EXCHANGE = new PublicGetter("getHttpExchange");
  private static final PublicGetter REQUEST = new PublicGetter("getRequest");

  /** By request. */
  private final WeakIdentityMap<AnswerTap> taps = new WeakIdentityMap<>();

  void add(Object request, @Nullable AnswerTap tap) {
    if (tap != null) {
      taps.put(request, tap);
    }
  }

  /**
   * @param holder the exchange, or the channel that has it
   * @param buffer what is read next of its answer, from position to limit
   */
  void show(@Nullable Object holder, @Nullable Object buffer) throws ReflectiveOperationException {
    if (taps.isEmpty() || !(buffer instanceof ByteBuffer)) {
      return;
    }
    Object exchange = holder != null && EXCHANGE.isOn(holder) ? EXCHANGE.get(holder) : holder;
    AnswerTap tap = taps.get(REQUEST.get(exchange));
    if (tap != null) {
      TappedBuffer.show((ByteBuffer) buffer, tap);
    }
  }

  /**
   * @param failure null if all of the answer was read
   */
  void end(@Nullable Object request, @Nullable Throwable failure) {
    AnswerTap tap = taps.remove(request);
    if (tap != null && failure == null) {
      tap.end();
    } else if (tap != null) {
      tap.cut();
    }
  }
}
