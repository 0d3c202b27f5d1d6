package io.managedidentity.agent.instrumentation.apacheasync5;

import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import java.io.IOException;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/** Where a client of HTTP/2 alone writes, on a session that was opened for the request's route. */
final class SessionChannel implements RequestChannel {
  private final RequestEditor editor;
  private final RequestChannel channel;

  SessionChannel(RequestEditor editor, RequestChannel channel) {
    this.editor = editor;
    this.channel = channel;
  }

  @Override
  public void sendRequest(HttpRequest request, @Nullable EntityDetails details, HttpContext context)
      throws HttpException, IOException {
    Sending sending =
        request instanceof InFlightRequest ? ((InFlightRequest) request).sending() : null;
    if (!(sending instanceof Flight)) {
      channel.sendRequest(request, details, context);
      return;
    }
    // A strategy for TLS may be the application's own; only the session knows what came of it.
    boolean isEncrypted =
        context instanceof HttpCoreContext && ((HttpCoreContext) context).getSSLSession() != null;
    RouteInjection injection = editor.match(((Flight) sending).host(), isEncrypted, request);
    WireEdit edit = injection == null ? null : editor.edit(injection, request, true);
    editor.send(request, edit, details, channel, context);
  }
}
