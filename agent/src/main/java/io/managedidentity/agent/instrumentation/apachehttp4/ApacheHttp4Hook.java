package io.managedidentity.agent.instrumentation.apachehttp4;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RequestTarget;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.ClientHook;
import io.managedidentity.agent.instrumentation.PublicGetter;
import org.apache.http.Header;
import org.apache.http.HttpException;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.RequestLine;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * Hands a copy of the request to {@code HttpRequestExecutor.execute}; the original, from which
 * redirects are made and which the minimal client shares with the application, is never touched.
 *
 * <p>The target is that of the connection's route, never of a Host header or {@code
 * http.target_host}, which is the virtual host where one is set. 4.0 to 4.2 know the route only
 * through the connection.
 */
public final class ApacheHttp4Hook extends ClientHook {
  private final ClientInjector injector;
  private final PublicGetter connectionRoute = new PublicGetter("getRoute");
  private final PublicGetter targetHost = new PublicGetter("getTargetHost");
  private final PublicGetter tlsSession = new PublicGetter("getSSLSession");

  public ApacheHttp4Hook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected @Nullable Object on(
      int hook, @Nullable Object subject, @Nullable Object first, @Nullable Object second)
      throws Exception {
    if (subject instanceof HttpResponse) {
      return first == null ? subject : answered((HttpResponse) subject, (Object[]) first);
    }
    if (!(subject instanceof HttpRequest) || subject instanceof EditedRequest) {
      return subject; // edited: sent again, and decided on already
    }
    HttpRequest request = (HttpRequest) subject;
    RouteInjection injection = match(request, first, second);
    return injection == null ? request : edited(request, injection);
  }

  /** What to do with the request on this connection, or null to leave it alone. */
  @Nullable RouteInjection match(
      HttpRequest request, @Nullable Object first, @Nullable Object second)
      throws ReflectiveOperationException {
    RequestLine line = request.getRequestLine();
    if (line.getMethod().equalsIgnoreCase("CONNECT")) {
      return null;
    }
    Object route =
        second instanceof HttpContext ? ((HttpContext) second).getAttribute("http.route") : null;
    route = route == null ? connectionRoute.get(first) : route;
    Object target = targetHost.get(route);
    if (!(target instanceof HttpHost)) {
      // A direct use of httpcore, of which nobody knows where it goes.
      Header named = request.getFirstHeader("Host");
      injector.undecidable(named == null ? null : named.getValue());
      return null;
    }
    HttpHost host = (HttpHost) target;
    // A scheme may be registered under any name; only the connection knows whether its socket is
    // encrypted.
    boolean isEncrypted = tlsSession.get(first) != null;
    return injector.match(
        isEncrypted ? host.getSchemeName() : "http",
        host.getHostName(),
        host.getPort(),
        line.getMethod(),
        RequestTarget.originForm(line.getUri()));
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

  private static HttpRequest edited(HttpRequest request, RouteInjection injection)
      throws Deliberate {
    try {
      WireEdit edit = injection.edit(headers(request), request.getRequestLine().getUri());
      return edit == null ? request : EditedRequests.of(request, edit);
    } catch (RequestRefusedException e) {
      // Not an IOException: the client would try again. It becomes a ClientProtocolException for
      // the application.
      throw new Deliberate(new HttpException(e.getMessage()));
    }
  }

  static HeaderList headers(HttpRequest request) {
    HeaderList headers = new HeaderList();
    for (Header header : request.getAllHeaders()) {
      String value = header.getValue();
      headers.add(header.getName(), value == null ? "" : value);
    }
    return headers;
  }

  /** What the client is to see as its own failure. */
  static Exception forApplication(Exception e) {
    return new Deliberate(e);
  }
}
