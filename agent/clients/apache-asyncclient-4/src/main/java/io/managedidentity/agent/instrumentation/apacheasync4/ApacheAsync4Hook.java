package io.managedidentity.agent.instrumentation.apacheasync4;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.CertificateNames;
import io.managedidentity.agent.instrumentation.PublicGetter;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSession;
import org.apache.http.HttpConnection;
import org.apache.http.HttpException;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.RequestLine;
import org.apache.http.conn.routing.HttpRoute;
import org.apache.http.nio.ContentDecoder;
import org.apache.http.nio.protocol.HttpAsyncRequestProducer;
import org.jspecify.annotations.Nullable;

/**
 * Edits a copy of the request that an exchange generates for its connection, on a thread of the I/O
 * reactor and without waiting. A wait, for a first token or for a fresh one after a rejection,
 * comes before the exchange asks the pool for a connection, and holds none.
 */
public final class ApacheAsync4Hook extends ApacheAsync4Handlers {
  static final int FIRST_FINAL_STATUS = 200;

  private final ClientInjector injector;
  private final PublicGetter tlsSession = new PublicGetter("getSSLSession");

  /** By {@code InternalState}, or by handler if there is none. */
  private final WeakIdentityMap<ExchangeState> exchanges = new WeakIdentityMap<>();

  private final Rejections rejections = new Rejections(exchanges, tlsSession, this);

  public ApacheAsync4Hook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected @Nullable Object received(Object[] call) throws Exception {
    return rejections.received(call);
  }

  @Override
  protected @Nullable Boolean answered(Object state) {
    return rejections.answered(state);
  }

  @Override
  protected HttpRequest generated(HttpRequest request, Object[] call) throws Exception {
    boolean hasState = call.length > 2;
    Object handler = hasState ? call[2] : call[0];
    Object key = hasState ? call[1] : handler;
    ExchangeState exchange = exchanges.get(key);
    HttpRoute route = route(handler, hasState ? call[1] : null);
    Object connection = Internals.call(handler, "getConnection");
    RouteInjection injection = matchOn(route, connection, request);
    if (injection == null) {
      if (exchange != null) {
        exchange.sent(null, !hasState);
        exchange.resend(null);
        exchange.body(null);
      }
      return request;
    }
    if (exchange == null) {
      exchange = newExchange(key);
    }
    exchange.over(connection);
    exchange.body(
        isToBeGathered(injection, request)
            ? Bodies.gather(request, handler, hasState ? call[1] : null, connection)
            : null);
    return edited(request, injection, exchange, hasState ? null : handler);
  }

  /** A body of unknown length that is only looked at would have other chunks on the wire. */
  private static boolean isToBeGathered(RouteInjection injection, HttpRequest request) {
    boolean isStreamed = request.getFirstHeader("Content-Length") == null;
    String target = request.getRequestLine().getUri();
    return injection.gathersBody(target) || (!isStreamed && injection.editsBody(target));
  }

  /**
   * @param minimal handler of a minimal client, which sends no request again
   */
  private static HttpRequest edited(
      HttpRequest request,
      RouteInjection injection,
      ExchangeState exchange,
      @Nullable Object minimal)
      throws Deliberate, IllegalAccessException {
    Resend again = exchange.resend();
    exchange.resend(null);
    String target = request.getRequestLine().getUri();
    GatheredBody body = exchange.body();
    RouteInjection decided = injection.after(exchange.takeAwaited());
    try {
      boolean isAgain = again != null && again.isFor(injection) && again.isWorthwhile();
      WireEdit edit =
          decided.editNow(
              WireHeaders.list(request.getAllHeaders()),
              target,
              body == null ? null : body.whole(),
              isAgain ? again : null);
      if (body != null) {
        body.edit(edit == null ? null : edit.body());
      }
      // Sent again although there was nothing better: the application gets the answer.
      exchange.sent(again == null || isAgain ? edit : null, minimal != null);
      return edit == null ? request : EditedRequest.of(request, edit);
    } catch (RequestRefusedException e) {
      HttpException refusal = new HttpException(e.getMessage());
      Object result = minimal == null ? null : Internals.field(minimal, "resultFuture");
      if (result != null) {
        Internals.fail(result, refusal); // which the minimal client of 4.1 forgets
      }
      throw new Deliberate(refusal);
    }
  }

  /** True if the body, or a part of it, was written here. */
  @Override
  protected @Nullable Object producing(Object[] call) throws Exception {
    Object key = Bodies.keyOf(call);
    ExchangeState exchange = exchanges.get(key);
    GatheredBody body = exchange == null ? null : exchange.body();
    if (exchange == null || body == null) {
      return null;
    }
    try {
      if (Bodies.produce(body, key, call)) {
        return true;
      }
    } catch (IOException e) {
      throw new Deliberate(e); // of the connection or the application
    }
    exchange.body(null);
    return null;
  }

  /** True if the exchange continues when its token is there. */
  @Override
  protected @Nullable Object connecting(Object handler) throws Exception {
    Object state = Internals.field(handler, "state");
    Object key = state == null ? handler : state;
    ExchangeState exchange = exchanges.get(key);
    if (exchange != null && exchange.takePass()) {
      return null;
    }
    HttpRequest request = next(handler, state);
    HttpRoute route = request == null ? null : route(handler, state);
    if (request == null || route == null) {
      return null;
    }
    RouteInjection injection = matchBefore(route, request);
    if (injection == null) {
      return null;
    }
    ExchangeState waiting = exchange == null ? newExchange(key) : exchange;
    DeferredConnect wait =
        new DeferredConnect(this, DeferredConnect.timeoutOf(context(handler, state))) {
          @Override
          void proceed() {
            waiting.pass();
            connect(handler, timedOut());
          }

          @Override
          protected void failed(Throwable e) {
            fail(handler, e);
          }
        };
    Resend again = waiting.resend();
    waiting.await(injection);
    boolean isDeferred =
        again == null
            ? injection.defer(WireHeaders.list(request.getAllHeaders()), wait, wait.mostMillis())
            : again.defer(wait, wait.mostMillis());
    if (isDeferred) {
      wait.endWith(Internals.field(handler, "connectionFutureRef"));
      return true;
    }
    return null;
  }

  private static @Nullable Object context(Object handler, @Nullable Object state)
      throws ReflectiveOperationException {
    return state != null && Internals.has(state, "getLocalContext")
        ? Internals.call(state, "getLocalContext")
        : Internals.field(handler, "localContext");
  }

  /** Whether it was cancelled, as far as each version records that. */
  private static boolean isOver(Object handler) throws ReflectiveOperationException {
    Object closed = Internals.field(handler, "closed");
    Object result = Internals.field(handler, "resultFuture");
    return Boolean.TRUE.equals(Internals.call(handler, "isDone"))
        || (closed instanceof AtomicBoolean && ((AtomicBoolean) closed).get())
        || (result instanceof Future && ((Future<?>) result).isDone());
  }

  /**
   * @param late set if the client's time for an answer is up
   */
  private void connect(Object handler, @Nullable Exception late) {
    try {
      if (isOver(handler)) {
        return;
      }
      if (late != null) {
        Internals.fail(handler, late);
      } else {
        Internals.call(handler, "requestConnection");
        if (isOver(handler)) {
          cancelConnection(handler);
        }
      }
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      Internals.fail(handler, cause instanceof Exception ? (Exception) cause : e);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      failed(e);
      fail(handler, e);
    }
  }

  /**
   * The exchange was cancelled while it asked, before there was a connection request that the
   * client could cancel with it. If an exchange that is over got the connection, the pool would
   * list it as in use for ever.
   */
  private static void cancelConnection(Object handler) throws ReflectiveOperationException {
    Object reference = Internals.field(handler, "connectionFutureRef");
    Object request =
        reference instanceof AtomicReference
            ? ((AtomicReference<?>) reference).getAndSet(null)
            : null;
    if (request instanceof Future) {
      ((Future<?>) request).cancel(true);
    }
  }

  private static void fail(Object handler, Throwable cause) {
    Internals.fail(handler, new HttpException(cause.getClass().getName(), cause));
  }

  @Override
  protected @Nullable Object content(Object state) throws Exception {
    try {
      return rejections.content(state);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      throw new Deliberate(cause instanceof Exception ? (Exception) cause : e); // the client's own
    }
  }

  /**
   * Gives the connection back to the pool if the exchange may have to wait before its next request:
   * it then asks for another, and waits there.
   */
  @Override
  protected void completed(Object state, Object handler) throws Exception {
    if (Internals.call(state, "getFinalResponse") != null) {
      return;
    }
    HttpRequest request = next(handler, state);
    HttpRoute route = request == null ? null : route(handler, state);
    if (request == null || route == null) {
      return;
    }
    RouteInjection injection = matchBefore(route, request);
    if (injection == null) {
      return;
    }
    ExchangeState exchange = exchanges.get(state);
    boolean isResent = exchange != null && exchange.resend() != null;
    if (isResent || injection.mayHaveToWait(WireHeaders.list(request.getAllHeaders()))) {
      Internals.call(handler, "releaseConnection");
    }
  }

  @Override
  protected void minimalAnswered(Object handler, HttpResponse response) {
    ExchangeState exchange = exchanges.get(handler);
    int status = response.getStatusLine().getStatusCode();
    if (exchange == null || status < FIRST_FINAL_STATUS) {
      return;
    }
    WireEdit edit = exchange.answered();
    if (edit != null && edit.answered(status)) {
      edit.judge(status, WireHeaders.answer(response), false);
      exchange.tap(Rejections.hasContent(response) ? edit.tap(this) : null);
    }
  }

  @Override
  protected ContentDecoder read(ContentDecoder decoder, Object key) throws Exception {
    ExchangeState exchange = exchanges.get(key);
    AnswerTap tap = exchange == null ? null : exchange.tap();
    if (exchange == null || tap == null || tap.room() == 0) {
      return decoder;
    }
    try {
      return TappedDecoder.of(decoder, tap);
    } catch (LinkageError e) { // in a bundle that does not import all packages of the core
      exchange.tap(null);
      return decoder;
    }
  }

  private ExchangeState newExchange(Object key) {
    ExchangeState exchange = new ExchangeState();
    exchanges.put(key, exchange);
    return exchange;
  }

  /** The request that the exchange will send next, as far as it is known. */
  private static @Nullable HttpRequest next(Object handler, @Nullable Object state)
      throws ReflectiveOperationException {
    Object holder = state != null && Internals.has(state, "getCurrentRequest") ? state : handler;
    Object current = Internals.call(holder, "getCurrentRequest");
    if (current == null && state == null) {
      // Pipelined requests are generated later; those of the client's own producers can be looked
      // at.
      Object queue = Internals.field(handler, "requestProducerQueue");
      Object producer = queue instanceof Queue ? ((Queue<?>) queue).peek() : null;
      if (producer instanceof HttpAsyncRequestProducer
          && producer.getClass().getName().startsWith("org.apache.http.")) {
        try {
          current = ((HttpAsyncRequestProducer) producer).generateRequest();
        } catch (IOException | HttpException e) {
          return null; // the client will meet it itself
        }
      }
    }
    return current instanceof HttpRequest ? (HttpRequest) current : null;
  }

  private static @Nullable HttpRoute route(Object handler, @Nullable Object state)
      throws ReflectiveOperationException {
    Object holder = state != null && Internals.has(state, "getRoute") ? state : handler;
    return (HttpRoute) Internals.call(holder, "getRoute");
  }

  /** By where the exchange is to connect to, as far as that is known without a connection. */
  private @Nullable RouteInjection matchBefore(@Nullable HttpRoute route, HttpRequest request) {
    return route == null
        ? null
        : match(route, route.getTargetHost().getSchemeName(), null, request, false);
  }

  /**
   * By the connection that is written to. A strategy may be registered under any scheme; only the
   * connection knows whether its socket is encrypted, and for which host.
   */
  private @Nullable RouteInjection matchOn(
      @Nullable HttpRoute route, @Nullable Object connection, HttpRequest request)
      throws ReflectiveOperationException {
    if (route == null) {
      return null;
    }
    // TLS that ends at a proxy proves nothing about the target, and lets the proxy read all.
    boolean isToProxy = route.getProxyHost() != null && !(route.isTunnelled() && route.isLayered());
    Object session;
    try {
      session = isToProxy ? null : tlsSession.get(connection);
    } catch (InvocationTargetException e) {
      if (connection instanceof HttpConnection && ((HttpConnection) connection).isOpen()) {
        throw e;
      }
      return null; // given up meanwhile: the client says so when it writes
    }
    return session instanceof SSLSession
        ? match(
            route,
            route.getTargetHost().getSchemeName(),
            peer(route, (SSLSession) session),
            request,
            true)
        : match(route, "http", null, request, true);
  }

  /**
   * 4.0 names the session by the dialled address, which in a tunnel is the proxy's, and by the name
   * that the system knows for it.
   */
  private static @Nullable String peer(HttpRoute route, SSLSession session) {
    String host = route.getTargetHost().getHostName();
    boolean isProven =
        (route.getProxyHost() != null || isAddress(host)) && CertificateNames.cover(session, host);
    return isProven ? null : session.getPeerHost();
  }

  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || Character.isDigit(host.charAt(host.length() - 1));
  }

  private @Nullable RouteInjection match(
      HttpRoute route,
      String scheme,
      @Nullable String peer,
      HttpRequest request,
      boolean isOnConnection) {
    RequestLine line = request.getRequestLine();
    if (line.getMethod().equalsIgnoreCase("CONNECT")) {
      return null;
    }
    HttpHost host = route.getTargetHost();
    return isOnConnection
        ? injector.match(
            scheme, host.getHostName(), host.getPort(), peer, line.getMethod(), line.getUri())
        : injector.matchBefore(
            scheme, host.getHostName(), host.getPort(), line.getMethod(), line.getUri());
  }
}
