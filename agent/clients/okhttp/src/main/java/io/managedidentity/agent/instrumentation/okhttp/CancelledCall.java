package io.managedidentity.agent.instrumentation.okhttp;

import io.managedidentity.agent.instrumentation.ClosedSocket;
import io.managedidentity.agent.instrumentation.PublicGetter;
import java.io.IOException;
import java.lang.ref.WeakReference;
import okhttp3.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Whether a call was cancelled, by the application or by its {@code callTimeout}. Over HTTP/1.1 the
 * client closes the socket then; over HTTP/2 it marks the call, which versions before 3.9 do not
 * show. Holds neither.
 */
final class CancelledCall extends ClosedSocket {
  private static final PublicGetter CALL = new PublicGetter("call");
  private static final PublicGetter IS_CANCELED = new PublicGetter("isCanceled");

  private final WeakReference<@Nullable Object> chain;

  /**
   * @param chain of interceptors that the call is in, or null if that is not known
   */
  CancelledCall(@Nullable Connection connection, @Nullable Object chain) {
    super(connection == null ? null : connection.socket());
    this.chain = new WeakReference<@Nullable Object>(chain);
  }

  /** What the client says about a cancelled call. */
  static IOException cancelled() {
    return new IOException("Canceled");
  }

  @Override
  public boolean isGivenUp() {
    if (super.isGivenUp()) {
      return true;
    }
    try {
      return isCancelled(chain.get());
    } catch (ReflectiveOperationException e) {
      return false; // the wait has its own end
    }
  }

  /**
   * @param holder chain of interceptors, call, or until 3.13 the interceptor of one call
   */
  static boolean isCancelled(@Nullable Object holder) throws ReflectiveOperationException {
    Object call = CALL.get(holder);
    return Boolean.TRUE.equals(IS_CANCELED.get(call == null ? holder : call));
  }
}
