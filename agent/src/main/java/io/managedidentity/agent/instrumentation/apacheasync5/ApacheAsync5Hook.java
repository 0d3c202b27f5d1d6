package io.managedidentity.agent.instrumentation.apacheasync5;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.instrumentation.ClientHook;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
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
 * <p>What may take time comes before that, where the client has not chosen a connection yet: a
 * request whose token is not there, and one that is sent again, go through the stage that finds a
 * connection when the token is. On an HTTP/2 connection it could not be later, since streams must
 * open in the order of their numbers.
 */
public final class ApacheAsync5Hook extends ClientHook {
  /** {@code AsyncConnectExec.execute}. */
  private static final int CHAIN = 0;

  /** The pool's connection, for all but clients of HTTP/2 alone. */
  private static final int CONNECTION = 1;

  /** The session of a client of HTTP/2 alone. */
  private static final int SESSION = 2;

  /** {@code MinimalHttpAsyncClient}. */
  private static final int MINIMAL = 3;

  /** {@code MinimalH2AsyncClient}. */
  private static final int MINIMAL_HTTP_2 = 4;

  /** What the two answer. */
  private static final int STARTED = 5;

  /** {@code H2AsyncMainClientExec.execute}. */
  private static final int CHAIN_HTTP_2 = 6;

  /** {@code MinimalH2AsyncClient} has a session for its request. */
  private static final int MINIMAL_SESSION = 7;

  private final RequestEditor editor;
  private volatile @Nullable MethodHandle sessionOfEndpoint;

  public ApacheAsync5Hook(ClientInjector injector) {
    this.editor = new RequestEditor(injector, this);
  }

  @Override
  protected @Nullable Object on(
      int hook, @Nullable Object subject, @Nullable Object first, @Nullable Object second)
      throws Exception {
    switch (hook) {
      case CHAIN:
      case CHAIN_HTTP_2:
        return first instanceof Object[] ? chain((Object[]) first, hook == CHAIN) : null;
      case CONNECTION:
        return onConnection(subject, first);
      case SESSION:
        return onSession(subject, first, second);
      case MINIMAL:
      case MINIMAL_HTTP_2:
        return subject instanceof AsyncClientExchangeHandler
            ? new MinimalHandler(
                editor, (AsyncClientExchangeHandler) subject, hook == MINIMAL_HTTP_2)
            : subject;
      case MINIMAL_SESSION:
        return first instanceof InFlightRequest && subject instanceof IOSession
            ? HandedSession.of(editor, (IOSession) subject)
            : subject;
      case STARTED:
        if (first instanceof MinimalHandler && subject instanceof CancellableDependency) {
          ((MinimalHandler) first).started((CancellableDependency) subject);
        }
        return subject;
      default:
        return subject;
    }
  }

  /** True where the request goes on by another call, at once or when its token is there. */
  private @Nullable Object chain(Object[] call, boolean hasTimeout) throws Deliberate {
    HttpRequest request = (HttpRequest) call[1];
    if (request instanceof InFlightRequest) {
      return null;
    }
    AsyncExecChain.Scope scope = (AsyncExecChain.Scope) call[3];
    RouteInjection injection = editor.matchBefore(scope.route.getTargetHost(), request);
    if (injection == null) {
      return null;
    }
    Flight flight =
        new Flight(
            this,
            hasTimeout,
            (AsyncExecChainHandler) call[0],
            request,
            (AsyncEntityProducer) call[2],
            scope,
            (AsyncExecChain) call[4],
            (AsyncExecCallback) call[5]);
    try {
      flight.begin(editor, injection);
    } catch (Exception e) {
      throw new Deliberate(e); // the client's own
    }
    return true;
  }

  private @Nullable Object onConnection(@Nullable Object handler, @Nullable Object entryRef) {
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

  private @Nullable Object onSession(
      @Nullable Object handler, @Nullable Object sessionRef, @Nullable Object lookup)
      throws Exception {
    Object endpoint =
        sessionRef instanceof AtomicReference ? ((AtomicReference<?>) sessionRef).get() : null;
    if (!(handler instanceof AsyncClientExchangeHandler)
        || endpoint == null
        || !(lookup instanceof MethodHandles.Lookup)) {
      return handler;
    }
    MethodHandle getter = sessionOfEndpoint;
    if (getter == null) {
      getter =
          ((MethodHandles.Lookup) lookup)
              .findGetter(endpoint.getClass(), "session", IOSession.class);
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
}
