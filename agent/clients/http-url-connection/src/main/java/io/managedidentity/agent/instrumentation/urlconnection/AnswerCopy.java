package io.managedidentity.agent.instrumentation.urlconnection;

import io.managedidentity.agent.instrumentation.ReadBody;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.HttpURLConnection;
import org.jspecify.annotations.Nullable;
import sun.net.www.MessageHeader;

/**
 * A rejection in memory, since its connection is given up for the resend: the application gets it
 * if that has no answer. Loaded with the first rejection. Does not hold the connection's object.
 */
final class AnswerCopy {
  private static final String[] STATE = {"http", "connected", "inputStream", "errorStream"};

  private final MessageHeader headers = new MessageHeader();
  private final IOException failure;
  private final @Nullable Object[] state = new Object[STATE.length];

  private AnswerCopy(MessageHeader answer, IOException failure) {
    this.failure = failure;
    for (int i = 0; answer.getKey(i) != null || answer.getValue(i) != null; i++) {
      headers.add(answer.getKey(i), answer.getValue(i));
    }
  }

  /**
   * Before the client has looked at the body.
   *
   * @return null if the body is too long to be kept, or gone; then it goes to the application
   */
  static @Nullable AnswerCopy of(HttpURLConnection connection, MessageHeader answer, int status)
      throws ReflectiveOperationException {
    // As the client words it; here, since the URL differs after a redirect.
    String text =
        "Server returned HTTP response code: " + status + " for URL: " + connection.getURL();
    AnswerCopy copy = new AnswerCopy(answer, new IOException(text));
    for (int i = 0; i < STATE.length; i++) {
      copy.state[i] = field(connection, STATE[i]).get(connection);
    }
    if (connection.getRequestMethod().equals("HEAD")) {
      copy.state[0] = null; // as it is after an answer without a body
      copy.state[1] = false;
      copy.state[2] = new ByteArrayInputStream(new byte[0]);
      return copy;
    }
    Object http = copy.state[0];
    Object from = copy.state[2];
    if (http == null || from == null) {
      return null; // disconnected meanwhile, by another thread of the application
    }
    ReadBody body =
        ReadBody.of((InputStream) from, length(answer), new SocketTimeout(connection, http));
    copy.state[2] = body.stream();
    if (body.isWhole() || body.isStalled()) {
      return copy;
    }
    field(connection, STATE[2]).set(connection, copy.state[2]);
    return null;
  }

  private static final class SocketTimeout implements ReadBody.ReadTimeout {
    private final HttpURLConnection connection;
    private final Object http;
    private final Method set;

    SocketTimeout(HttpURLConnection connection, Object http) throws NoSuchMethodException {
      this.connection = connection;
      this.http = http;
      // Of sun.net.NetworkClient, which is exported to the agent; the http class is not.
      this.set = http.getClass().getMethod("setReadTimeout", int.class);
    }

    @Override
    public int ofApplication() {
      return connection.getReadTimeout();
    }

    @Override
    public void set(int millis) throws IOException, ReflectiveOperationException {
      try {
        set.invoke(http, millis);
      } catch (InvocationTargetException e) {
        throw new IOException(e.getCause()); // the socket is closed
      }
    }
  }

  /** Negative if the stream itself knows its end. */
  private static long length(MessageHeader answer) {
    String length = answer.findValue("Content-Length");
    if (length == null || answer.findValue("Transfer-Encoding") != null) {
      return -1;
    }
    try {
      return Long.parseLong(length.trim());
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /**
   * The resend has failed.
   *
   * @return what the client throws after the answer that it now has again
   */
  IOException restore(HttpURLConnection connection)
      throws ReflectiveOperationException, IOException {
    connection.disconnect();
    for (int i = 0; i < STATE.length; i++) {
      field(connection, STATE[i]).set(connection, state[i]);
    }
    field(connection, "responses").set(connection, headers);
    field(connection, "rememberedException").set(connection, failure);
    connection.getResponseCode(); // reads it from the headers
    return failure;
  }

  static Field field(HttpURLConnection connection, String name) throws NoSuchFieldException {
    for (Class<?> at = connection.getClass(); at != null; at = at.getSuperclass()) {
      for (Field field : at.getDeclaredFields()) { // an HTTPS connection is of a subclass
        if (field.getName().equals(name)) {
          field.setAccessible(true);
          return field;
        }
      }
    }
    throw new NoSuchFieldException(name);
  }
}
