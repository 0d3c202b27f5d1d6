package io.managedidentity.agent.instrumentation.javahttpclient;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.Faults;
import io.managedidentity.agent.instrumentation.Privileged;
import java.lang.invoke.MethodHandles.Lookup;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The application's handler of a body that is read along, since the answer refuses a token. */
final class TappedHandler<T> implements BodyHandler<T> {
  /** Since 13; says which subscribers need no executor of their own. */
  private static final String TRUSTED = "ResponseSubscribers$TrustedSubscriber";

  private final BodyHandler<T> handler;
  private final Function<Faults, @Nullable AnswerTap> tap;
  private final Lookup lookup;
  private final Faults faults;

  /**
   * @param tap gives what sees the body, if it is still wanted
   * @param lookup of the client's package, whose members nobody else may name
   */
  TappedHandler(
      BodyHandler<T> handler,
      Function<Faults, @Nullable AnswerTap> tap,
      Lookup lookup,
      Faults faults) {
    this.handler = handler;
    this.tap = tap;
    this.lookup = lookup;
    this.faults = faults;
  }

  @Override
  public BodySubscriber<T> apply(ResponseInfo info) {
    BodySubscriber<T> subscriber = handler.apply(info);
    try {
      AnswerTap made = subscriber == null || isEmpty(info) ? null : tap.apply(faults);
      BodySubscriber<T> tapped =
          made == null ? null : Privileged.call(() -> before(subscriber, made));
      return tapped == null ? subscriber : tapped;
    } catch (Throwable e) { // the answer is the application's
      faults.failed(e);
      return subscriber;
    }
  }

  private static boolean isEmpty(ResponseInfo info) {
    List<String> lengths = info.headers().map().get("content-length"); // in any case
    return lengths != null && lengths.contains("0");
  }

  private BodySubscriber<T> before(BodySubscriber<T> subscriber, AnswerTap made)
      throws ReflectiveOperationException {
    BodySubscriber<T> tapped = new TappedSubscriber<>(subscriber, made);
    Class<?> trusted = trusted();
    return trusted != null && trusted.isInstance(subscriber)
        ? TrustedProxy.of(trusted, tapped, needsExecutor(trusted, subscriber))
        : tapped;
  }

  private @Nullable Class<?> trusted() {
    Class<?> client = lookup.lookupClass();
    try {
      return Class.forName(
          client.getPackage().getName() + "." + TRUSTED, false, client.getClassLoader());
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  private boolean needsExecutor(Class<?> trusted, BodySubscriber<T> subscriber)
      throws ReflectiveOperationException {
    try {
      return (boolean)
          lookup.unreflect(trusted.getDeclaredMethod("needsExecutor")).invoke(subscriber);
    } catch (ReflectiveOperationException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
