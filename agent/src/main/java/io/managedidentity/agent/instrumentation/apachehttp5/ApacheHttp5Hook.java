package io.managedidentity.agent.instrumentation.apachehttp5;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RequestTarget;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.ClientHook;
import io.managedidentity.agent.instrumentation.PublicGetter;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.jspecify.annotations.Nullable;

/**
 * Hands a copy of the request to {@code HttpRequestExecutor.execute}; the original, from which
 * redirects are made and which the minimal client shares with the application, is never touched. A
 * token on the original would also stop redirects, which the client refuses to follow to another
 * authority with an {@code Authorization} header.
 *
 * <p>The target is that of the connection's route, never the request's own authority: {@code
 * execute(target, request)} dials {@code target}.
 */
public final class ApacheHttp5Hook extends ClientHook {
  private final ClientInjector injector;
  private final PublicGetter contextRoute = new PublicGetter("getHttpRoute");
  private final PublicGetter targetHost = new PublicGetter("getTargetHost");

  public ApacheHttp5Hook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected @Nullable Object on(
      int hook, @Nullable Object subject, @Nullable Object first, @Nullable Object second)
      throws Exception {
    if (subject instanceof ClassicHttpResponse) {
      return first == null ? subject : answered((ClassicHttpResponse) subject, (Object[]) first);
    }
    if (!(subject instanceof ClassicHttpRequest) || subject instanceof EditedRequest) {
      return subject; // edited: sent again, and decided on already
    }
    ClassicHttpRequest request = (ClassicHttpRequest) subject;
    RouteInjection injection = match(request, first, second);
    return injection == null ? request : edited(request, injection);
  }

  /** What to do with the request on this connection, or null to leave it alone. */
  @Nullable RouteInjection match(
      ClassicHttpRequest request, @Nullable Object first, @Nullable Object second)
      throws ReflectiveOperationException {
    if (request.getMethod().equalsIgnoreCase("CONNECT")
        || !(first instanceof HttpClientConnection)) {
      return null;
    }
    Object route = contextRoute.get(second);
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
    boolean isEncrypted = ((HttpClientConnection) first).getSSLSession() != null;
    return injector.match(
        isEncrypted ? host.getSchemeName() : "http",
        host.getHostName(),
        host.getPort(),
        request.getMethod(),
        RequestTarget.originForm(request.getRequestUri()));
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

  private static ClassicHttpRequest edited(ClassicHttpRequest request, RouteInjection injection)
      throws Deliberate {
    try {
      WireEdit edit = injection.edit(headers(request), request.getRequestUri());
      return edit == null ? request : new EditedRequest(request, edit);
    } catch (RequestRefusedException e) {
      // Not an IOException: the client would try again. It becomes a ClientProtocolException for
      // the application.
      throw new Deliberate(new HttpException(e.getMessage()));
    }
  }

  static HeaderList headers(ClassicHttpRequest request) {
    HeaderList headers = new HeaderList();
    for (Header header : request.getHeaders()) {
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
