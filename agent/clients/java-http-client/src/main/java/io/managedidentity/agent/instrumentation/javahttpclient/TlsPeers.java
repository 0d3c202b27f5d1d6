package io.managedidentity.agent.instrumentation.javahttpclient;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** Asks the client's connections for which host their TLS session was made. Immutable. */
final class TlsPeers {
  private final Class<?> secure;
  private final MethodHandle engine;

  /**
   * @param connection of any kind
   * @param lookup of the client's package, whose members nobody else may name
   */
  TlsPeers(Object connection, Lookup lookup) throws ReflectiveOperationException {
    secure =
        Class.forName(
            "jdk.internal.net.http.AbstractAsyncSSLConnection",
            false,
            connection.getClass().getClassLoader());
    engine = lookup.unreflect(secure.getDeclaredMethod("getEngine"));
  }

  /** Null if the connection is not encrypted, or names no host. */
  @Nullable String of(Object connection) {
    if (!secure.isInstance(connection)) {
      return null;
    }
    try {
      return ((SSLEngine) engine.invoke(connection)).getPeerHost();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // it declares none
    }
  }
}
