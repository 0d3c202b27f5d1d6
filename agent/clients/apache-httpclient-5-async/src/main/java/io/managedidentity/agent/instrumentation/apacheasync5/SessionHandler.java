package io.managedidentity.agent.instrumentation.apacheasync5;

import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import java.io.IOException;
import javax.net.ssl.SSLSession;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ssl.TlsDetails;
import org.apache.hc.core5.reactor.ssl.TransportSecurityLayer;
import org.jspecify.annotations.Nullable;

/**
 * The exchange of an HTTP/2-only client, on the session that the client took for its route. That
 * session says what TLS proved; a context may be shared by the application's threads.
 */
final class SessionHandler extends HandlerWrapper {
  private final RequestEditor editor;
  private final IOSession session;

  SessionHandler(RequestEditor editor, AsyncClientExchangeHandler handler, IOSession session) {
    super(handler);
    this.editor = editor;
    this.session = session;
  }

  @Override
  void send(
      HttpRequest request,
      @Nullable EntityDetails details,
      RequestChannel channel,
      HttpContext context)
      throws HttpException, IOException {
    Sending sending = request instanceof MappedRequest ? ((MappedRequest) request).sending() : null;
    if (sending == null) {
      channel.sendRequest(request, details, context);
      return;
    }
    RouteInjection injection = editor.match(sending.route(), tls(), request);
    if (injection == null) {
      editor.send(request, null, null, details, channel, context);
    } else {
      write(injection, request, details, channel, context);
    }
  }

  @Override
  void write(
      RouteInjection injection,
      HttpRequest request,
      @Nullable EntityDetails details,
      RequestChannel channel,
      HttpContext context)
      throws HttpException, IOException {
    WireEdit edit = editor.edit(injection, request, null, true);
    editor.send(request, edit, null, details, channel, context);
  }

  private @Nullable SSLSession tls() {
    TlsDetails details =
        session instanceof TransportSecurityLayer
            ? ((TransportSecurityLayer) session).getTlsDetails()
            : null;
    return details == null ? null : details.getSSLSession();
  }
}
