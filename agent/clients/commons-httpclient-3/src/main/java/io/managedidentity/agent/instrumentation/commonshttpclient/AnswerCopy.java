package io.managedidentity.agent.instrumentation.commonshttpclient;

import io.managedidentity.agent.instrumentation.ReadBody;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.apache.commons.httpclient.HeaderGroup;
import org.apache.commons.httpclient.HttpConnection;
import org.apache.commons.httpclient.HttpMethodBase;
import org.apache.commons.httpclient.StatusLine;
import org.apache.commons.httpclient.params.HttpMethodParams;
import org.jspecify.annotations.Nullable;

/**
 * A rejection in memory, since its method is executed once more: the application gets it if that
 * has no answer. Immutable. Loaded with the first rejection.
 */
final class AnswerCopy {
  private final StatusLine status;
  private final HeaderGroup headers = new HeaderGroup();
  private final @Nullable InputStream body;

  private AnswerCopy(HttpMethodBase method, @Nullable InputStream body) {
    this.status = method.getStatusLine();
    headers.setHeaders(method.getResponseHeaders());
    this.body = body;
  }

  /**
   * @return null if the body is too long to be kept; the method still has it then
   */
  static @Nullable AnswerCopy of(HttpMethodBase method) throws ReflectiveOperationException {
    InputStream from;
    try {
      from = method.getResponseBodyAsStream();
    } catch (IOException e) {
      return null; // of a body that was read already
    }
    if (from == null) {
      return new AnswerCopy(method, null);
    }
    Method set = own("setResponseStream", InputStream.class);
    SocketTimeout timeout = SocketTimeout.of(method);
    ReadBody read = ReadBody.of(from, -1, timeout);
    if (read.isStalled()) {
      timeout.connection.close(); // or the client reads it to its end, to use it again
      set.invoke(method, new ByteArrayInputStream(new byte[0]));
    }
    if (read.isWhole() || read.isStalled()) {
      return new AnswerCopy(method, read.stream());
    }
    set.invoke(method, read.stream());
    return null;
  }

  private static final class SocketTimeout implements ReadBody.ReadTimeout {
    private final HttpConnection connection;
    private final int ofApplication;

    private SocketTimeout(HttpConnection connection, int ofApplication) {
      this.connection = connection;
      this.ofApplication = ofApplication;
    }

    static SocketTimeout of(HttpMethodBase method) throws ReflectiveOperationException {
      Field field = HttpMethodBase.class.getDeclaredField("responseConnection");
      field.setAccessible(true);
      HttpConnection connection = (HttpConnection) field.get(method);
      Object ofMethod = method.getParams().getParameter(HttpMethodParams.SO_TIMEOUT);
      return new SocketTimeout(
          connection,
          ofMethod instanceof Integer ? (Integer) ofMethod : connection.getParams().getSoTimeout());
    }

    @Override
    public int ofApplication() {
      return ofApplication;
    }

    @Override
    public void set(int millis) throws IOException {
      connection.setSocketTimeout(millis);
    }
  }

  /** The resend has failed. */
  void restore(HttpMethodBase method) throws ReflectiveOperationException {
    // The client's own way to give a method an answer: that of a proxy to its CONNECT.
    own("fakeResponse", StatusLine.class, HeaderGroup.class, InputStream.class)
        .invoke(method, status, headers, body);
  }

  private static Method own(String name, Class<?>... parameters) throws NoSuchMethodException {
    Method method = HttpMethodBase.class.getDeclaredMethod(name, parameters);
    method.setAccessible(true);
    return method;
  }
}
