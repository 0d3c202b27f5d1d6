package io.managedidentity.agent.instrumentation.jetty;

import io.managedidentity.agent.instrumentation.PublicGetter;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request that is about to be written, as the woven call hands it over. Immutable.
 */
final class Head {
  private static final String CALLBACK = "org.eclipse.jetty.util.Callback";
  private static final PublicGetter END_POINT = new PublicGetter("getEndPoint");
  private static final PublicGetter SSL_CONNECTION = new PublicGetter("getSslConnection");
  private static final PublicGetter SSL_ENGINE = new PublicGetter("getSSLEngine");

  private final Object callback;
  private final @Nullable Object wire;

  /**
   * @param callback is told whether the head is written
   * @param wire the connection of HTTP/1.1 or the session of HTTP/2
   */
  Head(Object callback, @Nullable Object wire) {
    this.callback = callback;
    this.wire = wire;
  }

  /** The TLS engine that the head goes through first: the target's, also within a tunnel. */
  @Nullable SSLEngine engine() throws ReflectiveOperationException {
    return (SSLEngine) SSL_ENGINE.get(SSL_CONNECTION.get(END_POINT.get(wire)));
  }

  /** Fails the request as the client does when it cannot write. */
  void fail(Throwable cause) throws ReflectiveOperationException {
    Class<?> type = find(callback.getClass());
    if (type == null) {
      throw new NoSuchMethodException(CALLBACK);
    }
    type.getMethod("failed", Throwable.class).invoke(callback, cause);
  }

  /** The classes that implement it are not public. */
  private static @Nullable Class<?> find(@Nullable Class<?> at) {
    if (at == null || at.getName().equals(CALLBACK)) {
      return at;
    }
    for (Class<?> implemented : at.getInterfaces()) {
      Class<?> found = find(implemented);
      if (found != null) {
        return found;
      }
    }
    return find(at.getSuperclass());
  }
}
