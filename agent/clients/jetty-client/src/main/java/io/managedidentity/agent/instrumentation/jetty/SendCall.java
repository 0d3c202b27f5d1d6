package io.managedidentity.agent.instrumentation.jetty;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One request that a connection takes on, as the woven call hands it over. Immutable. */
final class SendCall {
  private static final int SENDER = 0;
  private static final int EXCHANGE = 1;
  private static final int CHANNEL = 2;
  private static final int REQUEST = 3;
  private static final int SCHEME = 4;
  private static final int HOST = 5;
  private static final int PORT = 6;
  private static final int METHOD = 7;
  private static final int PATH = 8;
  private static final int QUERY = 9;
  private static final int EXECUTOR = 10;

  private final Object[] values;

  SendCall(Object[] values) {
    this.values = values;
  }

  Object request() {
    return values[REQUEST];
  }

  String scheme() {
    return (String) values[SCHEME];
  }

  String host() {
    return (String) values[HOST];
  }

  int port() {
    return (Integer) values[PORT];
  }

  String method() {
    return (String) values[METHOD];
  }

  /** Path and query; absolute if a proxy gets it. */
  String target() {
    Object path = values[PATH] == null ? "/" : values[PATH];
    return values[QUERY] == null ? (String) path : path + "?" + values[QUERY];
  }

  void abort(Throwable cause) throws ReflectiveOperationException {
    Object request = request();
    request.getClass().getMethod("abort", Throwable.class).invoke(request, cause);
  }

  /** Whether the connection still has this request, and nobody has given it up. */
  boolean isAlive() throws ReflectiveOperationException {
    @Nullable Object current = call(values[CHANNEL], "getHttpExchange");
    return current == values[EXCHANGE] && call(request(), "getAbortCause") == null;
  }

  Object channel() {
    return values[CHANNEL];
  }

  /** The client that a channel belongs to. */
  static Object clientOf(Object channel) throws ReflectiveOperationException {
    Object destination = call(channel, "getHttpDestination");
    Object client = destination == null ? null : call(destination, "getHttpClient");
    if (client == null) {
      throw new IllegalStateException("the connection has no client");
    }
    return client;
  }

  /** The client's. */
  Executor executor() {
    return (Executor) values[EXECUTOR];
  }

  /** As the connection did it the first time. */
  void send() throws ReflectiveOperationException {
    Object sender = values[SENDER];
    for (Class<?> at = sender.getClass(); at != null; at = at.getSuperclass()) {
      if (at.getSimpleName().equals("HttpSender")) {
        at.getMethod("send", values[EXCHANGE].getClass()).invoke(sender, values[EXCHANGE]);
        return;
      }
    }
    throw new NoSuchMethodException(sender.getClass().getName() + ".send");
  }

  private static @Nullable Object call(Object object, String method)
      throws ReflectiveOperationException {
    return object.getClass().getMethod(method).invoke(object);
  }
}
