package io.managedidentity.agent.instrumentation.javahttpclient;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse.BodySubscriber;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber of a kind that only the client's own module can name. The client asks those of this
 * kind for their body at once, and all others on the application's executor: a subscriber that
 * stands before another must be of the same kind.
 */
final class TrustedProxy implements InvocationHandler {
  private final BodySubscriber<?> subscriber;
  private final boolean needsExecutor;

  private TrustedProxy(BodySubscriber<?> subscriber, boolean needsExecutor) {
    this.subscriber = subscriber;
    this.needsExecutor = needsExecutor;
  }

  /**
   * @param kind interface of the client
   */
  @SuppressWarnings("unchecked") // it passes everything to that subscriber
  static <T> BodySubscriber<T> of(
      Class<?> kind, BodySubscriber<T> subscriber, boolean needsExecutor) {
    return (BodySubscriber<T>)
        Proxy.newProxyInstance(
            kind.getClassLoader(),
            new Class<?>[] {kind},
            new TrustedProxy(subscriber, needsExecutor));
  }

  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    if (method.getName().equals("needsExecutor")) {
      return needsExecutor;
    }
    if (method.getName().equals("equals")) {
      return arguments != null && proxy == arguments[0];
    }
    try {
      return method.invoke(subscriber, arguments); // hashCode and toString too
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }
}
