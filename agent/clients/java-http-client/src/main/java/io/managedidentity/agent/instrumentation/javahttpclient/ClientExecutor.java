package io.managedidentity.agent.instrumentation.javahttpclient;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.concurrent.Executor;

/**
 * The application's executor behind a client: the one that it gave, or the client's default one.
 * Immutable.
 */
final class ClientExecutor {
  private final MethodHandle client;
  private final MethodHandle wrapper;
  private final MethodHandle delegate;

  /**
   * @param lookup of the client's package, whose members nobody else may name
   */
  ClientExecutor(Class<?> exchange, Lookup lookup) throws ReflectiveOperationException {
    client = lookup.unreflect(exchange.getDeclaredMethod("client"));
    wrapper = method(lookup, client.type().returnType(), "theExecutor");
    // The client's own wrapper runs tasks on the caller's thread, unless that is its selector's.
    delegate = method(lookup, wrapper.type().returnType(), "delegate");
  }

  private static MethodHandle method(Lookup lookup, Class<?> type, String name)
      throws ReflectiveOperationException {
    return lookup.unreflect(type.getDeclaredMethod(name));
  }

  /** The executor for one exchange. Reads it when it is used, since most requests do not wait. */
  Executor of(Object exchange) {
    return new Executor() {
      @Override
      public void execute(Runnable task) {
        read(exchange).execute(task);
      }
    };
  }

  private Executor read(Object exchange) {
    try {
      return (Executor) delegate.invoke(wrapper.invoke(client.invoke(exchange)));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // none of them declares one
    }
  }
}
