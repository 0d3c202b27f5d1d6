package io.managedidentity.agent.instrumentation.jetty;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.PublicGetter;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A rejected request whose answer the client's handler for authentication has taken over. It is
 * sent once more as that handler does it: by a copy within the same conversation, whose answer the
 * application gets. Otherwise the handler goes on as if nothing had been.
 */
final class Rejection implements Runnable {
  /** The class that handles 401, and the attribute that ends its work on a conversation. */
  static final String HANDLER = "org.eclipse.jetty.client.WWWAuthenticationProtocolHandler";

  private static final PublicGetter RESPONSE_FAILURE = new PublicGetter("getResponseFailure");
  private static final PublicGetter RESPONSE = new PublicGetter("getResponse");
  private static final PublicGetter ABORT_CAUSE = new PublicGetter("getAbortCause");
  private static final PublicGetter BODY = new PublicGetter("getBody");
  private static final PublicGetter CONTENT = new PublicGetter("getContent");
  private static final PublicGetter IS_REPRODUCIBLE = new PublicGetter("isReproducible");
  private static final PublicGetter REWIND = new PublicGetter("rewind");
  private static final PublicGetter URI_OF = new PublicGetter("getURI");
  private static final PublicGetter TIMEOUT = new PublicGetter("getTimeout");

  private final JettyHook hook;
  private final Written written;
  private final WireEdit edit;
  private final int status;
  private final boolean isTakenOver;
  private @Nullable Object listener;
  private @Nullable Object result;
  private @Nullable Lookup lookup;
  private @Nullable Resend resend;
  private @Nullable Object abortCause;

  /**
   * @param isTakenOver whether the answer would have gone to the application, but for us
   */
  Rejection(JettyHook hook, Written written, WireEdit edit, int status, boolean isTakenOver) {
    this.hook = hook;
    this.written = written;
    this.edit = edit;
    this.status = status;
    this.isTakenOver = isTakenOver;
  }

  /** Whether the body is not known to be one that cannot be sent again. */
  static boolean mayBeRepeatable(Written written) throws ReflectiveOperationException {
    HeaderList headers = Fields.headers(written.original.request());
    for (int i = 0; i < headers.size(); i++) {
      if (headers.name(i).equalsIgnoreCase("Expect")) {
        return false;
      }
    }
    Object body = body(written.sending.request());
    if (body == null || REWIND.isOn(body)) {
      return true; // it says so only when it is rewound
    }
    Object said = IS_REPRODUCIBLE.get(body);
    if (said != null) {
      return (Boolean) said;
    }
    String name = body.getClass().getName();
    String start = "org.eclipse.jetty.client.util.";
    return name.equals(start + "BytesContentProvider")
        || name.equals(start + "StringContentProvider")
        || name.equals(start + "ByteBufferContentProvider")
        || name.equals(start + "PathContentProvider");
  }

  private static @Nullable Object body(Object request) throws ReflectiveOperationException {
    return BODY.isOn(request) ? BODY.get(request) : CONTENT.get(request);
  }

  /**
   * The answer is complete.
   *
   * @return true where nobody shall get it now
   */
  @Nullable Object complete(Object newListener, Object newResult, Lookup newLookup)
      throws ReflectiveOperationException {
    lookup = newLookup;
    Resend again =
        RESPONSE_FAILURE.get(newResult) == null
            ? edit.resendAfter(status, JettyHook.challenges(RESPONSE.get(newResult)))
            : null;
    if (again == null) {
      forwardAnswer();
      return null;
    }
    listener = newListener;
    result = newResult;
    resend = again;
    abortCause = ABORT_CAUSE.get(written.sending.request());
    if (!again.defer(this)) {
      decide();
    }
    return true;
  }

  /** A fresh token is there, or will not be. Goes on on a thread of the client. */
  @Override
  public void run() {
    try {
      written
          .sending
          .executor()
          .execute(
              new Runnable() {
                @Override
                public void run() {
                  decide();
                }
              });
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      hook.failed(e);
      decide(); // the client's executor takes nothing any more
    }
  }

  private void decide() {
    boolean isSent = false;
    try {
      isSent = sendAgain();
    } catch (Throwable e) {
      hook.failed(e);
    }
    if (!isSent) {
      deliver();
    }
  }

  private boolean sendAgain() throws Throwable {
    Object request = written.sending.request();
    URI uri = (URI) URI_OF.get(request);
    long millis = timeoutMillis(request);
    if (uri == null
        || millis < 0
        || resend == null
        || ABORT_CAUSE.get(request) != abortCause
        || !rewind(request)
        || !resend.isWorthwhile()) {
      return false;
    }
    Object client = written.sending.client();
    Object copy = internal(client, "copyRequest").invokeWithArguments(client, request, uri);
    if (millis > 0) {
      method(copy, "timeout", 2).invoke(copy, millis, TimeUnit.MILLISECONDS);
    }
    hook.plan(copy, new SecondSending(written, resend));
    method(copy, "send", 1).invoke(copy, new Object[] {null});
    return true;
  }

  /** What is left of the call's time: 0 for no limit, less when it is over. */
  private long timeoutMillis(Object request) throws ReflectiveOperationException {
    Object limit = TIMEOUT.get(request);
    if (limit == null || (Long) limit <= 0) {
      return 0;
    }
    long left =
        (Long) limit - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - written.firstNanos);
    return left > 0 ? left : -1;
  }

  private static boolean rewind(Object request) throws ReflectiveOperationException {
    Object body = body(request);
    return body == null || !REWIND.isOn(body) || Boolean.TRUE.equals(REWIND.get(body));
  }

  /** A method of the client that only its package may call in some versions. */
  private MethodHandle internal(Object object, String name) throws ReflectiveOperationException {
    for (Class<?> at = object.getClass(); at != null; at = at.getSuperclass()) {
      for (Method method : at.getDeclaredMethods()) {
        if (lookup != null
            && at.getName().startsWith("org.eclipse.jetty.client.")
            && method.getName().equals(name)
            && !method.isBridge()) {
          return lookup.unreflect(method);
        }
      }
    }
    throw new NoSuchMethodException(object.getClass().getName() + "." + name);
  }

  /** A public method of the request's public class, its type of listener or unit aside. */
  private static Method method(Object object, String name, int parameters)
      throws NoSuchMethodException {
    for (Method method : object.getClass().getMethods()) {
      if (method.getName().equals(name)
          && method.getParameterCount() == parameters
          && !method.isBridge()) {
        return method;
      }
    }
    throw new NoSuchMethodException(object.getClass().getName() + "." + name);
  }

  private void deliver() {
    try {
      forwardAnswer();
      if (listener != null) {
        internal(listener, "onComplete").invokeWithArguments(listener, result);
      }
    } catch (Throwable e) {
      hook.failed(e);
    }
  }

  /** The handler looks for no credentials of the application's where it would not have been. */
  private void forwardAnswer() {
    if (!isTakenOver) {
      return;
    }
    try {
      Object request = written.sending.request();
      Object conversation = internal(request, "getConversation").invokeWithArguments(request);
      conversation
          .getClass()
          .getMethod("setAttribute", String.class, Object.class)
          .invoke(conversation, HANDLER + ".attribute", true);
    } catch (Throwable e) {
      hook.failed(e);
    }
  }
}
