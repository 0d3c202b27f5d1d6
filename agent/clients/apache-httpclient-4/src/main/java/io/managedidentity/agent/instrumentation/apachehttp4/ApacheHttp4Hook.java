package io.managedidentity.agent.instrumentation.apachehttp4;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.ConnectionRoute;
import io.managedidentity.agent.instrumentation.PublicGetter;
import java.io.InterruptedIOException;
import java.lang.reflect.InvocationTargetException;
import javax.net.ssl.SSLSession;
import org.apache.http.Header;
import org.apache.http.HttpClientConnection;
import org.apache.http.HttpEntity;
import org.apache.http.HttpException;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.RequestLine;
import org.apache.http.protocol.HttpContext;
import org.apache.http.protocol.HttpRequestExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Hands a copy of the request to {@code HttpRequestExecutor.execute}; the original, from which
 * redirects are made and which the minimal client shares with the application, is never touched.
 *
 * <p>The target is that of the connection's route, as known to the pool that handed out the
 * connection; never that of a Host header, nor of the context, which belongs to the application and
 * which its threads may share. Connections up to 4.2, and later ones with that interface, know
 * their own route.
 */
public final class ApacheHttp4Hook extends ApacheHttp4Handlers {
  private final ClientInjector injector;
  private final OwnRoute ownRoute = new OwnRoute();
  private final PublicGetter tlsSession = new PublicGetter("getSSLSession");

  public ApacheHttp4Hook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected HttpRequest write(HttpRequest request, @Nullable HttpClientConnection connection)
      throws Exception {
    if (request instanceof EditedRequest // sent again, and decided on already
        || connection == null) {
      return request;
    }
    RouteInjection injection = match(request, connection);
    return injection == null ? request : edited(request, injection, connection);
  }

  @Override
  protected @Nullable HttpResponse executing(@Nullable HttpHost target, HttpRequest request)
      throws Exception {
    return target == null || !injector.hasAnswers() ? null : answer(target, request, request);
  }

  @Override
  protected @Nullable Object connecting(
      Object route, HttpRequest request, @Nullable Object execution) throws Exception {
    if (!injector.hasAnswers()) {
      return null;
    }
    HttpResponse answer = answer(Answers.target(route), request, execution);
    return answer == null ? null : Answers.closeable(answer, route.getClass().getClassLoader());
  }

  private @Nullable HttpResponse answer(
      HttpHost target, HttpRequest request, @Nullable Object execution) throws Exception {
    try {
      return Answers.of(injector, target, request, execution);
    } catch (RequestRefusedException e) {
      throw new Deliberate(new HttpException(e.getMessage()));
    }
  }

  @Override
  protected Object leased(Object connection, @Nullable Object route) throws Exception {
    Leases.note(notes(), connection, route);
    return connection;
  }

  /** What to do with the request on this connection, or null to leave it alone. */
  @Nullable RouteInjection match(HttpRequest request, HttpClientConnection connection)
      throws ReflectiveOperationException {
    RequestLine line = request.getRequestLine();
    if (line.getMethod().equalsIgnoreCase("CONNECT")) {
      return null;
    }
    try {
      ConnectionRoute route = routeOf(connection);
      if (route == null) {
        // A direct use of httpcore, or a connection of the application's own manager.
        Header named = request.getFirstHeader("Host");
        injector.undecidable(named == null ? null : named.getValue());
        return null;
      }
      return route.match(
          injector, (SSLSession) tlsSession.get(connection), line.getMethod(), line.getUri());
    } catch (InvocationTargetException e) {
      if (connection.isOpen()) {
        throw e;
      }
      return null; // given up meanwhile: the client says so when it writes
    }
  }

  private @Nullable ConnectionRoute routeOf(HttpClientConnection connection)
      throws ReflectiveOperationException {
    Object noted = notes().get(connection);
    return noted == null ? ownRoute.of(connection) : (ConnectionRoute) noted;
  }

  @Override
  protected HttpResponse answered(
      HttpResponse response,
      Object executor,
      HttpRequest written,
      HttpClientConnection connection,
      HttpContext context)
      throws Exception {
    WireEdit edit = written instanceof EditedRequest ? ((EditedRequest) written).edit() : null;
    return edit == null || !edit.answered(response.getStatusLine().getStatusCode())
        ? response
        : new Resending(this, (HttpRequestExecutor) executor, connection, context)
            .answer((EditedRequest) written, edit, response);
  }

  private static HttpRequest edited(
      HttpRequest original, RouteInjection injection, HttpClientConnection connection)
      throws Exception {
    String target = original.getRequestLine().getUri();
    HttpEntity entity = injection.editsBody(target) ? EditedRequests.entity(original) : null;
    boolean isRead =
        entity != null && (injection.gathersBody(target) || ReadRequestBody.isAtHand(entity));
    ReadRequestBody read = entity != null && isRead ? ReadRequestBody.of(entity) : null;
    HttpRequest request =
        read == null || read.entity() == entity
            ? original
            : EditedRequests.read(original, read.entity());
    try {
      WireEdit edit =
          injection.edit(
              WireHeaders.list(request.getAllHeaders()),
              request.getRequestLine().getUri(),
              read == null ? null : read.content(),
              null,
              new ClosedConnection(connection));
      if (edit == null && !connection.isOpen()) {
        // Given up while it waited. These are the client's own words; some versions and managers
        // would call it an illegal state.
        throw new Deliberate(new InterruptedIOException("Connection has been shut down"));
      }
      return edit == null ? request : EditedRequests.of(request, edit);
    } catch (RequestRefusedException e) {
      // Not an IOException: the client would try again. It becomes a ClientProtocolException for
      // the application.
      throw new Deliberate(new HttpException(e.getMessage()));
    }
  }

  /** What the client must see as its own failure. */
  static Exception forApplication(Exception e) {
    return new Deliberate(e);
  }
}
