package io.managedidentity.agent.instrumentation.jetty;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.instrumentation.PublicGetter;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Handles a rejected request whose whole answer is there. It is sent once more in the way of the
 * client's authentication handler: as a copy within the same conversation, whose answer the
 * application gets. Otherwise that handler continues as if nothing had happened.
 */
final class HeldAnswer {
  /** The class that handles 401, and the attribute that ends its work on a conversation. */
  static final String HANDLER = "org.eclipse.jetty.client.WWWAuthenticationProtocolHandler";

  private static final PublicGetter RESPONSE_FAILURE = new PublicGetter("getResponseFailure");
  private static final PublicGetter RESPONSE = new PublicGetter("getResponse");
  private static final PublicGetter CONTENT = new PublicGetter("getContent");
  private static final PublicGetter ABORT_CAUSE = new PublicGetter("getAbortCause");
  private static final PublicGetter URI_OF = new PublicGetter("getURI");
  private static final PublicGetter TIMEOUT = new PublicGetter("getTimeout");
  private static final PublicGetter EXECUTOR = new PublicGetter("getExecutor");

  private final JettyHook hook;
  private final ComingRejection rejection;
  private final Object request;
  private final Object listener;
  private final Object result;
  private final Lookup lookup;
  private final AtomicBoolean isDecided = new AtomicBoolean();
  private @Nullable Object client;
  private @Nullable Object original;
  private @Nullable Resend resend;
  private @Nullable Object abortCause;

  /**
   * @param request the one that was rejected
   * @param listener the handler's, which has the answer
   * @param result the answer, as the listener gets it
   * @param lookup the listener's own
   */
  HeldAnswer(
      JettyHook hook,
      ComingRejection rejection,
      Object request,
      Object listener,
      Object result,
      Lookup lookup) {
    this.hook = hook;
    this.rejection = rejection;
    this.request = request;
    this.listener = listener;
    this.result = result;
    this.lookup = lookup;
  }

  /**
   * @return true if the listener must not look at the answer now
   */
  @Nullable Object begin() throws ReflectiveOperationException {
    client = rejection.client();
    original = rejection.sent.original(request);
    boolean isWhole = RESPONSE_FAILURE.get(result) == null; // else too long, or it broke off
    Resend again =
        rejection.edit.judge(rejection.status, JettyHook.headersOf(RESPONSE.get(result)), isWhole);
    if (again == null || client == null || original == null) {
      if (again != null) {
        rejection.edit.notSent(again);
      }
      show(rejection.edit.tap(hook));
      forwardAnswer();
      return null;
    }
    // From 12.1 on this gives its buffers back to the pool, as the client does now.
    CONTENT.get(listener);
    resend = again;
    abortCause = ABORT_CAUSE.get(request);
    Executor executor = (Executor) EXECUTOR.get(client);
    DeferredResend wait = executor == null ? null : new DeferredResend(hook, executor, this);
    if (wait != null) {
      hook.defer(request, wait); // before it waits, since it can be over at any time
    }
    if (wait == null || !again.defer(wait)) {
      decide();
    }
    return true;
  }

  /** Once. On a thread of the client, or the one that aborts the request. */
  void decide() {
    if (!isDecided.compareAndSet(false, true)) {
      return;
    }
    hook.waitsNoMore(request);
    boolean isSent = false;
    try {
      isSent = sendAgain();
      if (!isSent && resend != null && ABORT_CAUSE.get(request) == abortCause) { // else given up
        resend.notSent();
      }
    } catch (Throwable e) {
      hook.failed(e);
    }
    if (!isSent) {
      deliver();
    }
  }

  private boolean sendAgain() throws Throwable {
    URI uri = (URI) URI_OF.get(request);
    long millis = timeoutMillis();
    if (uri == null
        || millis < 0
        || resend == null
        || client == null
        || original == null
        || ABORT_CAUSE.get(request) != abortCause
        || !Bodies.rewind(request)
        || !resend.isWorthwhile()) {
      return false;
    }
    Object copy = internal(client, "copyRequest").invokeWithArguments(client, request, uri);
    if (millis > 0) {
      method(copy, "timeout", 2).invoke(copy, millis, TimeUnit.MILLISECONDS);
    }
    GatheredBody body = rejection.sent.decided.body;
    if (body != null) {
      body.renew(copy);
    }
    hook.plan(copy, new PlannedResend(original, rejection.sent, resend));
    hook.keep(copy, this);
    method(copy, "send", 1).invoke(copy, new Object[] {null});
    return true;
  }

  /** The resend ends without an answer: the application gets the first. */
  void failed() throws ReflectiveOperationException {
    if (resend == null || original == null || ABORT_CAUSE.get(original) != null) {
      return; // the application's own doing
    }
    resend.failed();
    deliver();
    try {
      silence();
    } catch (Throwable e) {
      hook.failed(e);
    }
  }

  /** What the client still reports about the resend is dropped. */
  private void silence() throws Throwable {
    Object conversation = internal(request, "getConversation").invokeWithArguments(request);
    Method update = method(conversation, "updateResponseListeners", 1);
    Class<?> listenerType = update.getParameterTypes()[0];
    update.invoke(
        conversation,
        Proxy.newProxyInstance(
            listenerType.getClassLoader(),
            new Class<?>[] {listenerType},
            new InvocationHandler() {
              @Override
              public @Nullable Object invoke(
                  Object proxy, Method called, Object @Nullable [] arguments) {
                return called.getReturnType() == boolean.class ? (Object) true : null;
              }
            }));
  }

  /** What is left of the call's time: 0 for no limit, negative when it is over. */
  private long timeoutMillis() throws ReflectiveOperationException {
    Object limit = TIMEOUT.get(original);
    if (limit == null || (Long) limit <= 0) {
      return 0;
    }
    long begin = rejection.sent.firstNanos;
    long left = (Long) limit - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    return left > 0 ? left : -1;
  }

  private void deliver() {
    show(resend == null ? null : resend.tap(hook));
    try {
      forwardAnswer();
      internal(listener, "onComplete").invokeWithArguments(listener, result);
    } catch (Throwable e) {
      hook.failed(e);
    }
  }

  /** The listener has read all of the answer, and none of it passes again. */
  private void show(@Nullable AnswerTap tap) {
    if (tap == null) {
      return;
    }
    try {
      byte[] content = (byte[]) CONTENT.get(listener);
      if (content != null) {
        tap.bytes(content, 0, content.length);
      }
      tap.end();
    } catch (Throwable e) { // the answer is the application's
      tap.failed(e);
    }
  }

  /** The handler looks for no credentials of the application's if it would not have been. */
  private void forwardAnswer() {
    if (!rejection.isTakenOver) {
      return;
    }
    try {
      Object conversation = internal(request, "getConversation").invokeWithArguments(request);
      conversation
          .getClass()
          .getMethod("setAttribute", String.class, Object.class)
          .invoke(conversation, HANDLER + ".attribute", true);
    } catch (Throwable e) {
      hook.failed(e);
    }
  }

  /** A method of the client that only its package may call in some versions. */
  private MethodHandle internal(Object object, String name) throws ReflectiveOperationException {
    for (Class<?> at = object.getClass(); at != null; at = at.getSuperclass()) {
      if (at.getName().startsWith("org.eclipse.jetty.client.")) {
        for (Method method : at.getDeclaredMethods()) {
          if (method.getName().equals(name) && !method.isBridge()) {
            return lookup.unreflect(method);
          }
        }
      }
    }
    throw new NoSuchMethodException(object.getClass().getName() + "." + name);
  }

  /** A public method of a request, by its number of parameters. */
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
}
