package io.managedidentity.agent.instrumentation.apacheasync5;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.RouteInjection;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.pool.PoolEntry;
import org.apache.hc.core5.reactor.IOSession;
import org.jspecify.annotations.Nullable;

/**
 * Decides where the request is handed to the connection, by the connection's own route and whether
 * its socket is encrypted; a copy is written, and the request from which redirects and retries are
 * made is never touched.
 *
 * <p>What may take time comes earlier, before the client has chosen a connection: a request without
 * a token, and one that is sent again, go through the stage that finds a connection once the token
 * is there. On an HTTP/2 connection it could not be later, since streams must open in the order of
 * their numbers.
 */
public final class ApacheAsync5Hook extends ApacheAsync5Handlers {
  private final RequestEditor editor;
  private volatile @Nullable MethodHandle sessionOfEndpoint;

  public ApacheAsync5Hook(ClientInjector injector) {
    this.editor = new RequestEditor(injector, this);
  }

  @Override
  protected @Nullable Object chain(
      Object exec,
      HttpRequest request,
      @Nullable AsyncEntityProducer body,
      AsyncExecChain.Scope scope,
      AsyncExecChain chain,
      AsyncExecCallback callback)
      throws Deliberate {
    return chain(exec, request, body, scope, chain, callback, false);
  }

  @Override
  protected @Nullable Object chainOfHttp2(
      Object exec,
      HttpRequest request,
      @Nullable AsyncEntityProducer body,
      AsyncExecChain.Scope scope,
      AsyncExecChain chain,
      AsyncExecCallback callback)
      throws Deliberate {
    return chain(exec, request, body, scope, chain, callback, true);
  }

  @Override
  protected AsyncClientExchangeHandler minimal(AsyncClientExchangeHandler handler) {
    return new MinimalHandler(editor, handler, false);
  }

  @Override
  protected AsyncClientExchangeHandler minimalOfHttp2(AsyncClientExchangeHandler handler) {
    return new MinimalHandler(editor, handler, true);
  }

  @Override
  protected Cancellable started(Cancellable dependency, @Nullable Object handler) {
    if (handler instanceof MinimalHandler && dependency instanceof CancellableDependency) {
      ((MinimalHandler) handler).started((CancellableDependency) dependency);
    }
    return dependency;
  }

  @Override
  protected IOSession minimalSession(IOSession session, @Nullable Object request) {
    return request instanceof MappedRequest ? HandedSession.of(editor, session) : session;
  }

  /** True if the request continues by another call, at once or when its token is there. */
  private @Nullable Object chain(
      Object exec,
      HttpRequest request,
      @Nullable AsyncEntityProducer body,
      AsyncExecChain.Scope scope,
      AsyncExecChain chain,
      AsyncExecCallback callback,
      boolean isHttp2Only)
      throws Deliberate {
    if (request instanceof MappedRequest) {
      return null;
    }
    RouteInjection injection = editor.matchBefore(scope.route.getTargetHost(), request);
    if (injection == null || (injection.onlyLooks() && !isHttp2Only)) {
      return null; // the connection's own hook looks, at every request
    }
    AsyncEntityProducer entity =
        body != null && isToBeGathered(injection, request, body.getContentLength())
            ? new GatheredEntity(body)
            : body;
    Flight flight =
        new Flight(
            this,
            !isHttp2Only,
            (AsyncExecChainHandler) exec,
            request,
            entity,
            scope,
            chain,
            callback);
    try {
      flight.begin(editor, injection);
    } catch (Exception e) {
      throw new Deliberate(e); // the client's own
    }
    return true;
  }

  @Override
  protected Object overConnection(Object handler, @Nullable Object entryRef) {
    Object entry =
        entryRef instanceof AtomicReference ? ((AtomicReference<?>) entryRef).get() : null;
    if (!(handler instanceof AsyncClientExchangeHandler) || !(entry instanceof PoolEntry)) {
      return handler;
    }
    Object route = ((PoolEntry<?, ?>) entry).getRoute();
    Object connection = ((PoolEntry<?, ?>) entry).getConnection();
    return route instanceof HttpRoute && connection instanceof HttpConnection
        ? new WireHandler(
            editor,
            (AsyncClientExchangeHandler) handler,
            (HttpRoute) route,
            (HttpConnection) connection)
        : handler;
  }

  @Override
  protected Object overSession(
      Object handler, @Nullable Object sessionRef, MethodHandles.Lookup lookup) throws Exception {
    Object endpoint =
        sessionRef instanceof AtomicReference ? ((AtomicReference<?>) sessionRef).get() : null;
    if (!(handler instanceof AsyncClientExchangeHandler) || endpoint == null) {
      return handler;
    }
    MethodHandle getter = sessionOfEndpoint;
    if (getter == null) {
      getter = lookup.findGetter(endpoint.getClass(), "session", IOSession.class);
      sessionOfEndpoint = getter;
    }
    IOSession session;
    try {
      session = (IOSession) getter.invoke(endpoint);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    return new SessionHandler(editor, (AsyncClientExchangeHandler) handler, session);
  }

  /** A body of unknown length that is only looked at would have other chunks on the wire. */
  static boolean isToBeGathered(RouteInjection injection, HttpRequest request, long length) {
    String target = request.getRequestUri();
    return injection.gathersBody(target) || (length >= 0 && injection.editsBody(target));
  }
}
