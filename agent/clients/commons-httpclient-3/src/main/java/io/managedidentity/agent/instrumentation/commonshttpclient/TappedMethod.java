package io.managedidentity.agent.instrumentation.commonshttpclient;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.Faults;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.TappedStream;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import org.apache.commons.httpclient.HttpMethodBase;
import org.jspecify.annotations.Nullable;

/** The body of an answer that refuses a token, as it is read from its method. */
final class TappedMethod {
  private static final String OWN = "org.apache.commons.httpclient.AutoCloseInputStream";

  private TappedMethod() {}

  /**
   * Leaves a stream alone that is not the client's own: it is that of a method of the application,
   * which may expect its class.
   */
  static void tap(HttpMethodBase method, WireEdit edit, Faults faults)
      throws ReflectiveOperationException {
    Field field = HttpMethodBase.class.getDeclaredField("responseStream");
    field.setAccessible(true);
    InputStream own = (InputStream) field.get(method);
    if (own == null || !own.getClass().getName().equals(OWN)) {
      return;
    }
    Constructor<?> wrapper = own.getClass().getDeclaredConstructors()[0];
    wrapper.setAccessible(true);
    AnswerTap tap = edit.tap(faults);
    if (tap != null) {
      @Nullable Object watcher = null; // the client's own stream has one
      field.set(method, wrapper.newInstance(new TappedStream(own, tap), watcher));
    }
  }
}
