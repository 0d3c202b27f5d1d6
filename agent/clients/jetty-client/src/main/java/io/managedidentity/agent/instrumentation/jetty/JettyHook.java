package io.managedidentity.agent.instrumentation.jetty;

import io.managedidentity.agent.injection.AnswerHeaders;
import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.PublicGetter;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import java.io.IOException;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * Waits where a connection takes on a request, mapped by the connection's own destination, and
 * edits where the head is written: the application's listeners are called in between, and what they
 * set or remove counts. What the client writes is read from the edit, and the request itself, from
 * which redirects and retries are made, is never touched. A request without a token continues
 * later, on a thread of the client's executor, as if the connection had taken it on then.
 *
 * <p>Names no type of the client, since they are in other packages from 12 on.
 */
public final class JettyHook extends JettyHandlers {
  /** Of an answer that the agent takes over before its length is known. */
  private static final int MOST_BYTES = 16 << 20;

  private static final int FIRST_FINAL_STATUS = 200;
  private static final int FIRST_REDIRECT = 300;
  private static final int FIRST_ERROR = 400;

  private static final PublicGetter REQUEST = new PublicGetter("getRequest");

  private final ClientInjector injector;

  // Each by request; the value beside it must not hold the request.

  /** What waits, before a sending or after a rejection. */
  private final WeakIdentityMap<WeakReference<Deferred>> deferred = new WeakIdentityMap<>();

  /** What has waited. */
  private final WeakIdentityMap<Boolean> waited = new WeakIdentityMap<>();

  /** What is not written yet. */
  private final WeakIdentityMap<Decided> decided = new WeakIdentityMap<>();

  private final WeakIdentityMap<InFlightRequest> inFlight = new WeakIdentityMap<>();

  /** Rejections whose bodies are not complete yet. */
  private final WeakIdentityMap<ComingRejection> coming = new WeakIdentityMap<>();

  /** Beside the request that stands for a rejected one. */
  private final WeakIdentityMap<PlannedResend> resends = new WeakIdentityMap<>();

  /**
   * Beside the same, until that has an answer. What is kept leads to that one, so that it is
   * removed whatever its end is.
   */
  private final WeakIdentityMap<HeldAnswer> kept = new WeakIdentityMap<>();

  /** Answers that are the application's, until their heads are whole. */
  private final WeakIdentityMap<ComingHead> rejections = new WeakIdentityMap<>();

  /** Bodies that could be read once. */
  private final WeakIdentityMap<GatheredBody> streams = new WeakIdentityMap<>();

  private final AnswerTaps taps = new AnswerTaps();

  public JettyHook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected @Nullable Object send(Object... values) throws Exception {
    return send(new SendCall(values));
  }

  @Override
  protected @Nullable Object takingOver(
      @Nullable Object handler, @Nullable Object request, @Nullable Object response)
      throws Exception {
    if (request == null || response == null) {
      return handler;
    }
    begun(request, response);
    useUp(request, Fields.status(response));
    return answered(handler, request, response);
  }

  @Override
  protected void headed(@Nullable Object request, @Nullable Object response) throws Exception {
    ComingHead head = rejections.isEmpty() ? null : rejections.remove(request);
    if (head != null) {
      Object known = response == null ? head.response() : response;
      head.edit.judge(head.status, headersOf(known), false);
      if (request != null && response != null) {
        taps.add(request, head.edit.tap(this));
      }
    }
  }

  @Override
  protected void toldHeaders(@Nullable Object response) throws Exception {
    if (!rejections.isEmpty()) {
      headed(REQUEST.get(response), response);
    }
  }

  @Override
  protected void content(@Nullable Object holder, @Nullable Object buffer) throws Exception {
    taps.show(holder, buffer);
  }

  @Override
  protected Object part(Object buffer, @Nullable Object channel) throws Exception {
    taps.show(channel, buffer);
    return buffer;
  }

  @Override
  protected @Nullable Object rejected(Object listener, Object result, Lookup lookup)
      throws Exception {
    return coming.isEmpty() ? null : complete(listener, result, lookup);
  }

  @Override
  protected @Nullable Object writing(
      @Nullable Object request, Object callback, @Nullable Object connection) throws Exception {
    Decided known = decided.remove(request);
    return request == null || known == null ? null : write(request, known, callback, connection);
  }

  @Override
  protected void aborted(@Nullable Object request, @Nullable Throwable failure) throws Exception {
    giveUp(request);
    headed(request, null); // if the application did so before the head was whole
    taps.end(request, failure);
    ended(request, failure);
  }

  @Override
  protected void completed(@Nullable Object request, @Nullable Throwable failure) throws Exception {
    headed(request, null); // if the connection ended before
    taps.end(request, failure);
    ended(request, failure);
  }

  @Override
  protected Object headers(Object fields, @Nullable Object request) throws Exception {
    InFlightRequest sent = inFlight.get(request);
    return sent == null ? fields : Fields.of(fields, sent.headers);
  }

  @Override
  protected @Nullable Object path(@Nullable Object path, @Nullable Object request) {
    InFlightRequest sent = inFlight.get(request);
    int query = sent == null ? -1 : sent.target.indexOf('?');
    return sent == null ? path : query < 0 ? sent.target : sent.target.substring(0, query);
  }

  @Override
  protected @Nullable Object query(@Nullable Object before, @Nullable Object request) {
    InFlightRequest sent = inFlight.get(request);
    int query = sent == null ? -1 : sent.target.indexOf('?');
    return sent == null ? before : query < 0 ? null : sent.target.substring(query + 1);
  }

  @Override
  protected Object provider(Object content, @Nullable Object request) {
    Decided known = decided.get(request);
    return known == null || known.body == null ? content : edited(content, request);
  }

  @Override
  protected Object body(Object content, @Nullable Object request) {
    return bytesOf(request) == null ? content : edited(content, request);
  }

  @Override
  protected Object firstPart(Object buffer, @Nullable Object request) {
    byte[] bytes = bytesOf(request);
    return bytes == null ? buffer : ByteBuffer.wrap(bytes);
  }

  private Object edited(Object content, @Nullable Object request) {
    return Content.with(
        content,
        new Content.Bytes() {
          @Override
          public byte @Nullable [] get() {
            return bytesOf(request);
          }
        });
  }

  private byte @Nullable [] bytesOf(@Nullable Object request) {
    InFlightRequest sent = inFlight.get(request);
    return sent == null ? null : sent.body();
  }

  /** True if the request is not sent now but later. */
  private @Nullable Object send(SendCall sending) throws ReflectiveOperationException {
    Object request = sending.request();
    boolean hasWaited = waited.remove(request) != null;
    inFlight.remove(request); // each sending is decided anew
    decided.remove(request);
    RouteInjection injection = match(sending);
    if (injection == null) {
      return null;
    }
    PlannedResend plan = resends.get(request);
    GatheredBody body = injection.gathersBody(sending.target()) ? gathered(request, plan) : null;
    if (plan != null && plan.isFor(injection)) {
      decided.put(request, new Decided(injection, sending, plan, body));
      return null;
    }
    if (!hasWaited && waits(request, injection, sending)) {
      return true;
    }
    decided.put(request, new Decided(injection, sending, null, body));
    return null;
  }

  /**
   * Its token can come at any time once it waits, and the answer and the wait for another token
   * with it. So what waits is known before, and only this wait is ended here.
   */
  private boolean waits(Object request, RouteInjection injection, SendCall sending)
      throws ReflectiveOperationException {
    HeaderList headers = Fields.headers(request);
    if (!injection.mayHaveToWait(headers)) {
      return false;
    }
    DeferredSend wait = new DeferredSend(this, sending);
    defer(request, wait);
    if (!injection.defer(headers, wait)) {
      waitsNoMore(request);
      return false;
    }
    if (!sending.isAlive()) {
      wait.giveUp(); // before it was known that it waits; or all is over, and there is no wait
    }
    return true;
  }

  /** True if the head is not written. */
  private @Nullable Object write(
      Object request, Decided known, Object callback, @Nullable Object connection)
      throws ReflectiveOperationException {
    Head head = new Head(callback, connection);
    RouteInjection proven = proven(known, head.engine());
    if (proven == null) {
      return null;
    }
    try {
      if (proven != known.injection) {
        proven.editNow(Fields.headers(request), known.target, known.bytesOf(request), null);
        return null;
      }
      if (known.plan != null) {
        inFlight.put(request, known.plan.write(known, request));
        return null;
      }
      WireEdit edit =
          known.injection.editNow(
              Fields.headers(request), known.target, known.bytesOf(request), null);
      if (edit != null) {
        inFlight.put(
            request,
            new InFlightRequest(known, edit, edit.headers(), edit.target(), System.nanoTime()));
      }
      return null;
    } catch (RequestRefusedException e) {
      head.fail(new IOException(e.getMessage()));
      return true;
    }
  }

  private @Nullable RouteInjection proven(Decided known, @Nullable SSLEngine engine) {
    if (engine == null && known.isEncrypted && !known.injection.onlyLooks()) {
      known.injection.leaveAlone(
          "no token goes on a request to "
              + known.host
              + " because its connection is not one of Jetty's own with TLS. Use the client's "
              + "SslContextFactory.");
      return injector.guard(known.host);
    }
    // The session under a plain request is that of a proxy, which proves no more than its socket.
    SSLEngine proof = known.isEncrypted ? engine : null;
    return injector.proven(known.injection, known.host, proof == null ? null : proof.getPeerHost());
  }

  void defer(Object request, Deferred wait) {
    deferred.put(request, new WeakReference<>(wait));
  }

  void waitsNoMore(Object request) {
    deferred.remove(request);
  }

  private void giveUp(@Nullable Object request) {
    WeakReference<Deferred> known = deferred.remove(request);
    Deferred wait = known == null ? null : known.get();
    if (wait != null) {
      wait.giveUp();
    }
  }

  /** A request that stands for a rejected one has an answer of its own. */
  private void begun(Object request, Object response) throws ReflectiveOperationException {
    if (!kept.isEmpty() && Fields.status(response) >= FIRST_FINAL_STATUS) {
      kept.remove(request);
    }
  }

  private void ended(@Nullable Object request, @Nullable Object failure)
      throws ReflectiveOperationException {
    HeldAnswer held = kept.remove(request);
    if (held != null && failure != null) {
      held.failed();
    }
  }

  /** Until the request that stands for the rejected one has an answer. */
  void keep(Object request, HeldAnswer held) {
    kept.put(request, held);
  }

  /** The request is one that stands for a rejected one. */
  void plan(Object request, PlannedResend plan) {
    resends.put(request, plan);
  }

  /** The request, which has waited, is to be sent now. */
  void pass(Object request) {
    waited.put(request, true);
  }

  private @Nullable RouteInjection match(SendCall sending) {
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

  /** Anew for each sending, of which a request that waits has two. */
  private @Nullable GatheredBody gathered(Object request, @Nullable PlannedResend plan)
      throws ReflectiveOperationException {
    GatheredBody now = GatheredBody.of(request);
    if (now == null) {
      return null;
    }
    GatheredBody body = now.after(plan == null ? streams.get(request) : plan.body());
    if (body.isOfStream()) {
      streams.put(request, body);
    }
    return body;
  }

  private void useUp(Object request, int status) throws ReflectiveOperationException {
    GatheredBody stream = streams.isEmpty() ? null : streams.get(request);
    if (stream != null && status >= FIRST_REDIRECT && status < FIRST_ERROR) {
      streams.remove(request);
      stream.useUp(request);
    }
  }

  /** The handler that takes the answer over; null for the application. */
  private @Nullable Object answered(@Nullable Object handler, Object request, Object response)
      throws ReflectiveOperationException {
    InFlightRequest sent = inFlight.get(request);
    int status = sent == null ? 0 : Fields.status(response);
    if (sent == null || status < FIRST_FINAL_STATUS) {
      return handler;
    }
    inFlight.remove(request);
    WireEdit edit = sent.edit;
    if (edit == null || !edit.answered(status)) {
      return handler;
    }
    boolean isClients = handler != null && handler.getClass().getName().equals(HeldAnswer.HANDLER);
    if ((handler == null || isClients)
        && edit.mayBeResentAfter(status)
        && Bodies.mayBeRepeatable(request)) {
      Object client = sent.client();
      Object taker = isClients ? handler : handlerOf(client);
      coming.put(request, new ComingRejection(sent, edit, status, !isClients, client));
      return taker;
    }
    rejections.put(request, new ComingHead(edit, status, response));
    return handler;
  }

  /** As the client makes its own. */
  private static Object handlerOf(Object client) throws ReflectiveOperationException {
    Class<?> at = client.getClass();
    while (!at.getName().equals("org.eclipse.jetty.client.HttpClient")) {
      at = at.getSuperclass();
    }
    return Class.forName(HeldAnswer.HANDLER, false, at.getClassLoader())
        .getConstructor(at, int.class)
        .newInstance(client, MOST_BYTES);
  }

  /** True if the handler is to leave the answer alone. */
  private @Nullable Object complete(Object listener, Object result, Lookup lookup)
      throws ReflectiveOperationException {
    Object request = REQUEST.get(result);
    ComingRejection rejection = request == null ? null : coming.remove(request);
    return request == null || rejection == null
        ? null
        : new HeldAnswer(this, rejection, request, listener, result, lookup).begin();
  }

  static AnswerHeaders headersOf(@Nullable Object response) throws ReflectiveOperationException {
    HeaderList headers = response == null ? new HeaderList() : Fields.headers(response);
    return new AnswerHeaders() {
      @Override
      public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (int i = 0; i < headers.size(); i++) {
          if (headers.isNamed(i, name)) {
            values.add(headers.value(i));
          }
        }
        return values;
      }
    };
  }
}
