package io.managedidentity.agent.instrumentation.apachehttp5;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.ConnectionRoute;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * Hands a copy of the request to {@code HttpRequestExecutor.execute}; the original, from which
 * redirects are made and which the minimal client shares with the application, is never touched. A
 * token on the original would also stop redirects, which the client refuses to follow to another
 * authority with an {@code Authorization} header.
 *
 * <p>The target is that of the connection's route, as known to the endpoint that has the
 * connection; never the request's own authority ({@code execute(target, request)} dials {@code
 * target}), nor that of the context, which belongs to the application and which its threads may
 * share.
 */
public final class ApacheHttp5Hook extends ApacheHttp5Handlers {
  private final ClientInjector injector;

  public ApacheHttp5Hook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected ClassicHttpRequest write(
      ClassicHttpRequest request, @Nullable HttpClientConnection connection) throws Exception {
    if (request instanceof EditedRequest // sent again, and decided on already
        || connection == null) {
      return request;
    }
    RouteInjection injection = match(request, connection);
    return injection == null ? request : edited(request, injection, connection);
  }

  @Override
  protected @Nullable ClassicHttpResponse connecting(ClassicHttpRequest request, Object execution)
      throws Exception {
    try {
      return injector.hasAnswers() ? Answers.of(injector, request, execution) : null;
    } catch (RequestRefusedException e) {
      throw new Deliberate(new HttpException(e.getMessage()));
    }
  }

  @Override
  protected Object pooled(Object entry) throws Exception {
    Leases.note(notes(), entry, null);
    return entry;
  }

  @Override
  protected Object leased(Object connection, @Nullable Object route) throws Exception {
    Leases.note(notes(), connection, route);
    return connection;
  }

  /** What to do with the request on this connection, or null to leave it alone. */
  @Nullable RouteInjection match(ClassicHttpRequest request, HttpClientConnection connection) {
    if (request.getMethod().equalsIgnoreCase("CONNECT")) {
      return null;
    }
    Object route = notes().get(connection);
    if (route == null) {
      // A direct use of httpcore, or a connection of the application's own manager.
      Header named = request.getFirstHeader("Host");
      injector.undecidable(named == null ? null : named.getValue());
      return null;
    }
    return ((ConnectionRoute) route)
        .match(injector, connection.getSSLSession(), request.getMethod(), request.getRequestUri());
  }

  @Override
  protected ClassicHttpResponse answered(
      ClassicHttpResponse response,
      Object executor,
      ClassicHttpRequest written,
      HttpClientConnection connection,
      @Nullable HttpResponseInformationCallback callback,
      HttpContext context)
      throws Exception {
    WireEdit edit = written instanceof EditedRequest ? ((EditedRequest) written).edit() : null;
    return edit == null || !edit.answered(response.getCode())
        ? response
        : new Resending(this, (HttpRequestExecutor) executor, connection, callback, context)
            .answer((EditedRequest) written, edit, response);
  }

  private static ClassicHttpRequest edited(
      ClassicHttpRequest original, RouteInjection injection, HttpClientConnection connection)
      throws Exception {
    String target = original.getRequestUri();
    HttpEntity entity = injection.editsBody(target) ? original.getEntity() : null;
    boolean isRead =
        entity != null && (injection.gathersBody(target) || ReadRequestBody.isAtHand(entity));
    ReadRequestBody read = entity != null && isRead ? ReadRequestBody.of(entity) : null;
    ClassicHttpRequest request =
        read == null || read.entity() == entity
            ? original
            : new EditedRequest(original, read.entity());
    try {
      // If the request was given up, it goes to a connection that is closed: the client fails
      // as it does without us.
      WireEdit edit =
          injection.edit(
              WireHeaders.list(request.getHeaders()),
              request.getRequestUri(),
              read == null ? null : read.content(),
              null,
              new ClosedConnection(connection));
      return edit == null ? request : new EditedRequest(request, edit);
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
