package io.managedidentity.agent.instrumentation.apachehttp4;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.ClientHook;
import io.managedidentity.agent.instrumentation.ConnectionRoute;
import io.managedidentity.agent.instrumentation.PublicGetter;
import java.io.InterruptedIOException;
import java.lang.reflect.InvocationTargetException;
import javax.net.ssl.SSLSession;
import org.apache.http.Header;
import org.apache.http.HttpClientConnection;
import org.apache.http.HttpException;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.RequestLine;
import org.jspecify.annotations.Nullable;

/**
 * Hands a copy of the request to {@code HttpRequestExecutor.execute}; the original, from which
 * redirects are made and which the minimal client shares with the application, is never touched.
 *
 * <p>The target is that of the connection's route, as the pool knows it that handed the connection
 * out; never of a Host header, nor of the context, which is the application's and which its threads
 * may share. Connections up to 4.2, and of that interface later, know their route by themselves.
 */
public final class ApacheHttp4Hook extends ClientHook {
  private static final int LEASED = OF_CONNECTION;

  private final ClientInjector injector;
  private final OwnRoute ownRoute = new OwnRoute();
  private final PublicGetter tlsSession = new PublicGetter("getSSLSession");

  public ApacheHttp4Hook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected @Nullable Object on(
      int hook, @Nullable Object subject, @Nullable Object first, @Nullable Object second)
      throws Exception {
    if (hook == LEASED) {
      return Leases.note(notes(), subject, first);
    }
    if (subject instanceof HttpResponse) {
      return first == null ? subject : answered((HttpResponse) subject, (Object[]) first);
    }
    if (!(subject instanceof HttpRequest)
        || subject instanceof EditedRequest // sent again, and decided on already
        || !(first instanceof HttpClientConnection)) {
      return subject;
    }
    HttpRequest request = (HttpRequest) subject;
    HttpClientConnection connection = (HttpClientConnection) first;
    RouteInjection injection = match(request, connection);
    return injection == null ? request : edited(request, injection, connection);
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
        // A direct use of httpcore, or a connection of a manager that is the application's own.
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
    Object noted = notes().isEmpty() ? null : notes().get(connection);
    return noted == null ? ownRoute.of(connection) : (ConnectionRoute) noted;
  }

  /**
   * @param call executor, request as it was written, connection, context
   */
  private HttpResponse answered(HttpResponse response, Object[] call) throws Exception {
    if (!(call[1] instanceof EditedRequest)
        || !WireEdit.isRejection(response.getStatusLine().getStatusCode())) {
      return response;
    }
    EditedRequest request = (EditedRequest) call[1];
    WireEdit edit = request.edit();
    return edit == null ? response : Rejection.answer(this, request, edit, response, call);
  }

  private static HttpRequest edited(
      HttpRequest request, RouteInjection injection, HttpClientConnection connection)
      throws Deliberate {
    try {
      WireEdit edit =
          injection.edit(
              headers(request),
              request.getRequestLine().getUri(),
              new ClosedConnection(connection));
      if (edit == null && !connection.isOpen()) {
        // Given up while it waited. In these words, as the client itself says it; some versions
        // and managers would call it an illegal state.
        throw new Deliberate(new InterruptedIOException("Connection has been shut down"));
      }
      return edit == null ? request : EditedRequests.of(request, edit);
    } catch (RequestRefusedException e) {
      // Not an IOException: the client would try again. It becomes a ClientProtocolException for
      // the application.
      throw new Deliberate(new HttpException(e.getMessage()));
    }
  }

  static HeaderList headers(HttpRequest request) {
    return WireHeaders.list(request.getAllHeaders());
  }

  /** What the client is to see as its own failure. */
  static Exception forApplication(Exception e) {
    return new Deliberate(e);
  }
}
