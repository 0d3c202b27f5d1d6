package io.managedidentity.agent.instrumentation.commonshttpclient;

import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.instrumentation.ReadBody;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import org.apache.commons.httpclient.HeaderGroup;
import org.apache.commons.httpclient.HttpMethodBase;
import org.apache.commons.httpclient.StatusLine;
import org.jspecify.annotations.Nullable;

/**
 * A rejection whose method is executed once more: the application gets it where that has no answer.
 * Immutable. Loaded with the first rejection.
 */
final class KeptAnswer {
  private final Resend resend;
  private final StatusLine status;
  private final HeaderGroup headers = new HeaderGroup();
  private final @Nullable InputStream body;

  private KeptAnswer(Resend resend, HttpMethodBase method, @Nullable InputStream body) {
    this.resend = resend;
    this.status = method.getStatusLine();
    headers.setHeaders(method.getResponseHeaders());
    this.body = body;
  }

  /**
   * @return null where the body is too long to be kept; the method still has it then
   */
  static @Nullable KeptAnswer of(HttpMethodBase method, Resend resend)
      throws ReflectiveOperationException {
    InputStream from;
    try {
      from = method.getResponseBodyAsStream();
    } catch (IOException e) {
      return null; // of a body that was read already
    }
    if (from == null) {
      return new KeptAnswer(resend, method, null);
    }
    Method set = own("setResponseStream", InputStream.class);
    ReadBody read = ReadBody.of(from, -1);
    if (read.isWhole()) {
      return new KeptAnswer(resend, method, read.stream());
    }
    set.invoke(method, read.stream());
    return null;
  }

  /** The second sending has failed. */
  void restore(HttpMethodBase method) throws ReflectiveOperationException {
    // The client's own way to give a method an answer: that of a proxy to its CONNECT.
    own("fakeResponse", StatusLine.class, HeaderGroup.class, InputStream.class)
        .invoke(method, status, headers, body);
    resend.failed();
  }

  private static Method own(String name, Class<?>... parameters) throws NoSuchMethodException {
    Method method = HttpMethodBase.class.getDeclaredMethod(name, parameters);
    method.setAccessible(true);
    return method;
  }
}
