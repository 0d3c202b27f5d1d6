package io.managedidentity.agent.instrumentation.jetty;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.Continuation;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.PublicGetter;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import java.io.IOException;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * Waits where a connection takes on a request, mapped by the connection's own destination, and
 * edits where the head is written: the application's listeners are called in between, and what they
 * set or remove counts. What the client writes is read from the edit, and the request itself, from
 * which redirects and retries are made, is never touched. A request whose token is not there goes
 * on later, on a thread of the client's executor, as if the connection had taken it on then.
 *
 * <p>Names no type of the client, since they are in other packages from 12 on.
 */
public final class JettyHook extends JettyHandlers {
  /** Of an answer that the agent takes over before its length is known. */
  private static final int MOST_BYTES = 16 << 20;

  private static final int FIRST_FINAL_STATUS = 200;

  private static final PublicGetter REQUEST = new PublicGetter("getRequest");

  private final ClientInjector injector;

  /** Of mapped requests that are not written yet, by request. */
  private final WeakIdentityMap<Due> dues = new WeakIdentityMap<>();

  /** Of requests that are on the wire, by request. */
  private final WeakIdentityMap<Written> onWire = new WeakIdentityMap<>();

  /** Of requests that stand for rejected ones, by request. */
  private final WeakIdentityMap<SecondSending> plans = new WeakIdentityMap<>();

  /** Of requests whose answer is a rejection and not complete yet, by request. */
  private final WeakIdentityMap<Rejection> rejections = new WeakIdentityMap<>();

  /**
   * Of rejected requests, by the one that stands for them and has no answer yet. What is kept leads
   * to that one, so that it is removed whatever its end is.
   */
  private final WeakIdentityMap<Decision> kept = new WeakIdentityMap<>();

  /** Of requests that wait, by request, which must not be held by what waits for it. */
  private final WeakIdentityMap<WeakReference<Continuation>> waits = new WeakIdentityMap<>();

  /** Of requests that have waited, by request. */
  private final WeakIdentityMap<Boolean> passes = new WeakIdentityMap<>();

  public JettyHook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected @Nullable Object send(Object... values) throws Exception {
    return send(new Sending(values));
  }

  @Override
  protected @Nullable Object takingOver(
      @Nullable Object handler, @Nullable Object request, @Nullable Object response)
      throws Exception {
    if (request == null || response == null) {
      return handler;
    }
    if (!kept.isEmpty()) {
      begun(request, response);
    }
    return onWire.isEmpty() ? handler : answered(handler, request, response);
  }

  @Override
  protected @Nullable Object rejected(Object listener, Object result, Lookup lookup)
      throws Exception {
    return rejections.isEmpty() ? null : complete(listener, result, lookup);
  }

  @Override
  protected @Nullable Object writing(
      @Nullable Object request, Object callback, @Nullable Object connection) throws Exception {
    return dues.isEmpty() || request == null ? null : write(request, callback, connection);
  }

  @Override
  protected void aborted(@Nullable Object request, @Nullable Throwable failure) throws Exception {
    if (request != null && !waits.isEmpty()) {
      aborted(request);
    }
    ended(request, failure);
  }

  @Override
  protected void completed(@Nullable Object request, @Nullable Throwable failure) throws Exception {
    ended(request, failure);
  }

  @Override
  protected Object headers(Object fields, @Nullable Object request) throws Exception {
    Written written = written(request);
    return written == null ? fields : Fields.of(fields, written.headers);
  }

  @Override
  protected @Nullable Object path(@Nullable Object path, @Nullable Object request) {
    Written written = written(request);
    int query = written == null ? -1 : written.target.indexOf('?');
    return written == null ? path : query < 0 ? written.target : written.target.substring(0, query);
  }

  @Override
  protected @Nullable Object query(@Nullable Object before, @Nullable Object request) {
    Written written = written(request);
    int query = written == null ? -1 : written.target.indexOf('?');
    return written == null ? before : query < 0 ? null : written.target.substring(query + 1);
  }

  private @Nullable Written written(@Nullable Object request) {
    return request == null || onWire.isEmpty() ? null : onWire.get(request);
  }

  /** True where the request is not sent now but later. */
  private @Nullable Object send(Sending sending) throws ReflectiveOperationException {
    Object request = sending.request();
    boolean hasWaited = !passes.isEmpty() && passes.remove(request) != null;
    if (!onWire.isEmpty()) {
      onWire.remove(request); // each sending is decided anew
    }
    if (!dues.isEmpty()) {
      dues.remove(request);
    }
    RouteInjection injection = match(sending);
    if (injection == null) {
      return null;
    }
    SecondSending plan = plans.isEmpty() ? null : plans.get(request);
    if (plan != null && plan.isFor(injection)) {
      dues.put(request, new Due(injection, sending, plan));
      return null;
    }
    if (!hasWaited) {
      Waiting waiting = new Waiting(this, sending);
      if (injection.defer(Fields.headers(request), waiting)) {
        waits(request, waiting);
        if (!sending.isAlive()) {
          aborted(request); // before it was known that it waits
        }
        return true;
      }
    }
    dues.put(request, new Due(injection, sending, null));
    return null;
  }

  /** True where the head is not written. */
  private @Nullable Object write(Object request, Object callback, @Nullable Object connection)
      throws ReflectiveOperationException {
    Due due = dues.remove(request);
    Head head = new Head(callback, connection);
    if (due == null || !isProven(due, head.engine())) {
      return null;
    }
    try {
      if (due.plan != null) {
        onWire.put(request, due.plan.write(due, request));
        return null;
      }
      WireEdit edit = due.injection.editNow(Fields.headers(request), due.target, null);
      if (edit != null) {
        onWire.put(
            request, new Written(due, edit, edit.headers(), edit.target(), System.nanoTime()));
      }
      return null;
    } catch (RequestRefusedException e) {
      head.fail(new IOException(e.getMessage()));
      return true;
    }
  }

  private boolean isProven(Due due, @Nullable SSLEngine engine) {
    if (engine == null && due.isEncrypted) {
      due.injection.leaveAlone(
          "no token goes on a request to "
              + due.host
              + " because its connection is not one of Jetty's own with TLS. Use the client's "
              + "SslContextFactory.");
      return false;
    }
    // The session under a plain request is that of a proxy, which proves no more than its socket.
    SSLEngine proof = due.isEncrypted ? engine : null;
    return injector.isProven(due.injection, due.host, proof == null ? null : proof.getPeerHost());
  }

  void waits(Object request, Continuation waiting) {
    waits.put(request, new WeakReference<>(waiting));
  }

  void waitsNoMore(Object request) {
    if (!waits.isEmpty()) {
      waits.remove(request);
    }
  }

  private void aborted(Object request) {
    WeakReference<Continuation> known = waits.remove(request);
    Continuation waiting = known == null ? null : known.get();
    if (waiting != null) {
      waiting.cancel();
      if (waiting instanceof DecisionWait) {
        ((DecisionWait) waiting).goOn();
      }
    }
  }

  /** A request that stands for a rejected one has an answer of its own. */
  private void begun(Object request, Object response) throws ReflectiveOperationException {
    if (Fields.status(response) >= FIRST_FINAL_STATUS) {
      kept.remove(request);
    }
  }

  private void ended(@Nullable Object request, @Nullable Object failure)
      throws ReflectiveOperationException {
    Decision decision = request == null || kept.isEmpty() ? null : kept.remove(request);
    if (decision != null && failure != null) {
      decision.failed();
    }
  }

  /** Until the request that stands for the rejected one has an answer. */
  void keep(Object request, Decision decision) {
    kept.put(request, decision);
  }

  /** The request is one that stands for a rejected one. */
  void plan(Object request, SecondSending plan) {
    plans.put(request, plan);
  }

  /** The request, which has waited, is to be sent now. */
  void pass(Object request) {
    passes.put(request, true);
  }

  private @Nullable RouteInjection match(Sending sending) {
    if (sending.method().equalsIgnoreCase("CONNECT")) {
      return null;
    }
    return injector.match(
        sending.scheme(),
        sending.host(),
        sending.port(),
        null, // asked where the head is written
        sending.method(),
        sending.target());
  }

  /** The handler that takes the answer over; null for the application. */
  private @Nullable Object answered(@Nullable Object handler, Object request, Object response)
      throws ReflectiveOperationException {
    Written written = onWire.get(request);
    int status = Fields.status(response);
    if (written == null || status < FIRST_FINAL_STATUS) {
      return handler;
    }
    onWire.remove(request);
    WireEdit edit = written.edit;
    if (edit == null || !WireEdit.isRejection(status)) {
      return handler;
    }
    boolean isClients = handler != null && handler.getClass().getName().equals(Decision.HANDLER);
    if ((handler == null || isClients)
        && edit.mayBeResentAfter(status)
        && Bodies.mayBeRepeatable(request)) {
      Object client = written.client();
      Object taker = isClients ? handler : handlerOf(client);
      rejections.put(request, new Rejection(written, edit, status, !isClients, client));
      return taker;
    }
    edit.rejected(status, challenges(response), false);
    return handler;
  }

  /** As the client makes its own. */
  private static Object handlerOf(Object client) throws ReflectiveOperationException {
    Class<?> at = client.getClass();
    while (!at.getName().equals("org.eclipse.jetty.client.HttpClient")) {
      at = at.getSuperclass();
    }
    return Class.forName(Decision.HANDLER, false, at.getClassLoader())
        .getConstructor(at, int.class)
        .newInstance(client, MOST_BYTES);
  }

  /** True where the handler is to leave the answer alone. */
  private @Nullable Object complete(Object listener, Object result, Lookup lookup)
      throws ReflectiveOperationException {
    Object request = REQUEST.get(result);
    Rejection rejection = request == null ? null : rejections.remove(request);
    return request == null || rejection == null
        ? null
        : new Decision(this, rejection, request, listener, result, lookup).begin();
  }

  static List<String> challenges(@Nullable Object response) throws ReflectiveOperationException {
    List<String> challenges = new ArrayList<>(1);
    if (response != null) {
      HeaderList headers = Fields.headers(response);
      for (int i = 0; i < headers.size(); i++) {
        if (headers.isNamed(i, "WWW-Authenticate")) {
          challenges.add(headers.value(i));
        }
      }
    }
    return challenges;
  }
}
