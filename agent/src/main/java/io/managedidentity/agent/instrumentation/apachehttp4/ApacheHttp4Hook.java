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
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpException;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.RequestLine;
import org.apache.http.message.BasicHttpEntityEnclosingRequest;
import org.apache.http.message.BasicHttpRequest;
import org.apache.http.message.BasicRequestLine;
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
    if (!(subject instanceof HttpRequest)) {
      return subject;
    }
    HttpRequest request = (HttpRequest) subject;
    RequestLine line = request.getRequestLine();
    if (line.getMethod().equalsIgnoreCase("CONNECT")) {
      return request;
    }
    Object route =
        second instanceof HttpContext ? ((HttpContext) second).getAttribute("http.route") : null;
    route = route == null ? connectionRoute.get(first) : route;
    Object target = targetHost.get(route);
    if (!(target instanceof HttpHost)) {
      return request; // no route: a direct use of httpcore, of which nobody knows where it goes
    }
    HttpHost host = (HttpHost) target;
    // A scheme may be registered under any name; only the connection knows whether its socket is
    // encrypted.
    boolean isEncrypted = tlsSession.get(first) != null;
    RouteInjection injection =
        injector.match(
            isEncrypted ? host.getSchemeName() : "http",
            host.getHostName(),
            host.getPort(),
            line.getMethod(),
            RequestTarget.originForm(line.getUri()));
    return injection == null ? request : edited(request, line, injection);
  }

  private static HttpRequest edited(HttpRequest request, RequestLine line, RouteInjection injection)
      throws Deliberate {
    HeaderList headers = new HeaderList();
    for (Header header : request.getAllHeaders()) {
      String value = header.getValue();
      headers.add(header.getName(), value == null ? "" : value);
    }
    try {
      WireEdit edit = injection.edit(headers, line.getUri());
      return edit == null ? request : copy(request, line, edit);
    } catch (RequestRefusedException e) {
      // Not an IOException: the client would try again. It becomes a ClientProtocolException for
      // the application.
      throw new Deliberate(new HttpException(e.getMessage()));
    }
  }

  private static HttpRequest copy(HttpRequest request, RequestLine line, WireEdit edit) {
    RequestLine editedLine =
        new BasicRequestLine(line.getMethod(), edit.target(), line.getProtocolVersion());
    BasicHttpRequest copy;
    if (request instanceof HttpEntityEnclosingRequest) {
      BasicHttpEntityEnclosingRequest enclosing = new BasicHttpEntityEnclosingRequest(editedLine);
      enclosing.setEntity(((HttpEntityEnclosingRequest) request).getEntity());
      copy = enclosing;
    } else {
      copy = new BasicHttpRequest(editedLine);
    }
    copy.setParams(request.getParams());
    HeaderList headers = edit.headers();
    for (int i = 0; i < headers.size(); i++) {
      copy.addHeader(headers.name(i), headers.value(i));
    }
    return copy;
  }
}
