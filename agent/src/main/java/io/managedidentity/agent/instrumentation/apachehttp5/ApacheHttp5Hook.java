package io.managedidentity.agent.instrumentation.apachehttp5;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.ClientHook;
import io.managedidentity.agent.instrumentation.ConnectionRoute;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.jspecify.annotations.Nullable;

/**
 * Hands a copy of the request to {@code HttpRequestExecutor.execute}; the original, from which
 * redirects are made and which the minimal client shares with the application, is never touched. A
 * token on the original would also stop redirects, which the client refuses to follow to another
 * authority with an {@code Authorization} header.
 *
 * <p>The target is that of the connection's route, as the endpoint knows it that has the
 * connection; never the request's own authority ({@code execute(target, request)} dials {@code
 * target}), nor that of the context, which is the application's and which its threads may share.
 */
public final class ApacheHttp5Hook extends ClientHook {
  private static final int LEASED = OF_CONNECTION;

  private final ClientInjector injector;

  public ApacheHttp5Hook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected @Nullable Object on(
      int hook, @Nullable Object subject, @Nullable Object first, @Nullable Object second)
      throws Exception {
    if (hook == LEASED) {
      return Leases.note(notes(), subject, first);
    }
    if (subject instanceof ClassicHttpResponse) {
      return first == null ? subject : answered((ClassicHttpResponse) subject, (Object[]) first);
    }
    if (!(subject instanceof ClassicHttpRequest)
        || subject instanceof EditedRequest // sent again, and decided on already
        || !(first instanceof HttpClientConnection)) {
      return subject;
    }
    ClassicHttpRequest request = (ClassicHttpRequest) subject;
    HttpClientConnection connection = (HttpClientConnection) first;
    RouteInjection injection = match(request, connection);
    return injection == null ? request : edited(request, injection, connection);
  }

  /** What to do with the request on this connection, or null to leave it alone. */
  @Nullable RouteInjection match(ClassicHttpRequest request, HttpClientConnection connection) {
    if (request.getMethod().equalsIgnoreCase("CONNECT")) {
      return null;
    }
    Object route = notes().isEmpty() ? null : notes().get(connection);
    if (route == null) {
      // A direct use of httpcore, or a connection of a manager that is the application's own.
      Header named = request.getFirstHeader("Host");
      injector.undecidable(named == null ? null : named.getValue());
      return null;
    }
    return ((ConnectionRoute) route)
        .match(injector, connection.getSSLSession(), request.getMethod(), request.getRequestUri());
  }

  /**
   * @param call executor, request as it was written, connection, callback, context
   */
  private ClassicHttpResponse answered(ClassicHttpResponse response, Object[] call)
      throws Exception {
    if (!(call[1] instanceof EditedRequest) || !WireEdit.isRejection(response.getCode())) {
      return response;
    }
    EditedRequest request = (EditedRequest) call[1];
    WireEdit edit = request.edit();
    return edit == null ? response : Rejection.answer(this, request, edit, response, call);
  }

  private static ClassicHttpRequest edited(
      ClassicHttpRequest request, RouteInjection injection, HttpClientConnection connection)
      throws Deliberate {
    try {
      // Where the request was given up, it goes to a connection that is closed: the client fails
      // as it does without us.
      WireEdit edit =
          injection.edit(
              headers(request), request.getRequestUri(), new ClosedConnection(connection));
      return edit == null ? request : new EditedRequest(request, edit);
    } catch (RequestRefusedException e) {
      // Not an IOException: the client would try again. It becomes a ClientProtocolException for
      // the application.
      throw new Deliberate(new HttpException(e.getMessage()));
    }
  }

  static HeaderList headers(ClassicHttpRequest request) {
    return WireHeaders.list(request.getHeaders());
  }

  /** What the client is to see as its own failure. */
  static Exception forApplication(Exception e) {
    return new Deliberate(e);
  }
}
