package io.managedidentity.agent.instrumentation.axis;

import io.managedidentity.agent.injection.AnswerHeaders;
import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.instrumentation.PublicGetter;
import io.managedidentity.agent.instrumentation.TappedStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.reflect.Method;
import java.net.Socket;
import java.util.Collections;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * After a rejection, whose head {@code HTTPSender} has read: the sender's own methods write the
 * call once more, over another connection, and read that answer. The first answer is kept in case
 * this fails.
 */
final class Resending {
  private static final String STATUS = "transport.http.statusCode";
  private static final String REASON = "transport.http.statusMessage";

  private static final int FIRST_FINAL_STATUS = 200;

  // Of readHeadersFromSocket, after the sender itself.
  private static final int HOLDER = 1;
  private static final int CONTEXT = 2;
  private static final int STREAM = 3;
  private static final int HEADERS = 4;

  /** Of writeToSocket: what the sender itself adds to. */
  private static final int OTHER_HEADERS = 4;

  private static final PublicGetter SOCKET = new PublicGetter("getSocket");

  private final AxisHook hook;
  private final InFlightCall request;
  private final Object[] call;
  private final Lookup lookup;

  /**
   * @param call the arguments of {@code readHeadersFromSocket}, after the sender
   * @param lookup the sender's own
   */
  Resending(AxisHook hook, InFlightCall request, Object[] call, Lookup lookup) {
    this.hook = hook;
    this.request = request;
    this.call = call;
    this.lookup = lookup;
  }

  /** Whether the answer itself is still to come. */
  boolean isInterim() throws ReflectiveOperationException {
    Object status = property(STATUS);
    return status instanceof Integer && (Integer) status < FIRST_FINAL_STATUS;
  }

  /**
   * What the sender reads the answer's body from. A request with {@code Expect} is not sent again:
   * the sender reads the first answer to it while it writes, and makes a fault of all but 100.
   *
   * @param body that of this answer
   */
  @Nullable Object orAnother(@Nullable Object body) throws ReflectiveOperationException {
    Object status = property(STATUS);
    if (!(status instanceof Integer) || !request.edit.answered((Integer) status)) {
      return body;
    }
    boolean isRepeatable = request.edit.headers().first("expect") == null;
    Resend resend = request.awaitResend((Integer) status, answer(), isRepeatable);
    return resend == null ? readAlong(body) : sendAgain(resend, body, status);
  }

  /** The sender shows this stream to nobody. Chunks are not parted here, and could split a code. */
  private @Nullable Object readAlong(@Nullable Object body) {
    if (!(body instanceof InputStream) || headers().containsKey("transfer-encoding")) {
      return body;
    }
    AnswerTap tap = request.edit.tap(hook);
    return tap == null ? body : new TappedStream((InputStream) body, tap);
  }

  @SuppressWarnings("unchecked") // Axis is older than type parameters
  private Hashtable<Object, Object> headers() {
    return (Hashtable<Object, Object>) call[HEADERS];
  }

  /** The sender's names are in lower case too. */
  private AnswerHeaders answer() {
    Hashtable<Object, Object> headers = headers();
    return new AnswerHeaders() {
      @Override
      public List<String> all(String name) {
        Object value = headers.get(name);
        return value == null
            ? Collections.<String>emptyList()
            : Collections.singletonList(value.toString());
      }
    };
  }

  private @Nullable Object sendAgain(Resend resend, @Nullable Object body, Object status)
      throws ReflectiveOperationException {
    Object reason = property(REASON);
    Map<Object, Object> headersBefore = new HashMap<>(headers());
    Socket before = (Socket) SOCKET.get(call[HOLDER]);
    try {
      Object another = writeAndRead(resend);
      if (before != null) {
        before.close();
      }
      return another;
    } catch (Throwable e) {
      // As the sender's, not ours: the server may be gone. The application has its first answer.
      headers().clear();
      headers().putAll(headersBefore);
      setProperty(STATUS, status);
      setProperty(REASON, reason);
      Socket another = (Socket) SOCKET.get(call[HOLDER]);
      setSocket(before);
      closeOther(another, before);
      resend.failed();
      return body;
    }
  }

  private static void closeOther(@Nullable Socket another, @Nullable Socket before) {
    try {
      if (another != null && another != before) {
        another.close();
      }
    } catch (IOException e) {
      return; // nobody needs it
    }
  }

  @SuppressWarnings("JdkObsolete") // the sender's parameter is one
  private @Nullable Object writeAndRead(Resend resend) throws Throwable {
    headers().clear();
    removeProperty(STATUS); // else the sender keeps the first
    removeProperty(REASON);
    Object[] write = request.call.clone();
    write[HOLDER] = call[HOLDER];
    write[OTHER_HEADERS] = new StringBuffer();
    hook.plan(call[HOLDER], resend);
    Object stream = own("writeToSocket").invokeWithArguments(write);
    Object[] read = call.clone();
    read[STREAM] = stream;
    Object body = own("readHeadersFromSocket").invokeWithArguments(read);
    if (property(STATUS) == null) {
      throw new EOFException("the connection ended without an answer");
    }
    return body;
  }

  private MethodHandle own(String name) throws ReflectiveOperationException {
    for (Method method : lookup.lookupClass().getDeclaredMethods()) {
      if (method.getName().equals(name)) {
        return lookup.unreflect(method);
      }
    }
    throw new NoSuchMethodException(name);
  }

  private @Nullable Object property(String name) throws ReflectiveOperationException {
    return call[CONTEXT]
        .getClass()
        .getMethod("getProperty", String.class)
        .invoke(call[CONTEXT], name);
  }

  private void setProperty(String name, @Nullable Object value)
      throws ReflectiveOperationException {
    call[CONTEXT]
        .getClass()
        .getMethod("setProperty", String.class, Object.class)
        .invoke(call[CONTEXT], name, value);
  }

  private void removeProperty(String name) throws ReflectiveOperationException {
    call[CONTEXT].getClass().getMethod("removeProperty", String.class).invoke(call[CONTEXT], name);
  }

  private void setSocket(@Nullable Socket socket) throws ReflectiveOperationException {
    call[HOLDER].getClass().getMethod("setSocket", Socket.class).invoke(call[HOLDER], socket);
  }
}
