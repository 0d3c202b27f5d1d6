package io.managedidentity.agent.instrumentation.apacheasync5;

import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import java.io.IOException;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.ProtocolVersion;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** The exchange on one connection of the pool. */
final class WireHandler extends HandlerWrapper {
  private final RequestEditor editor;
  private final HttpRoute route;
  private final HttpConnection connection;
  private volatile @Nullable WireEdit edit;

  WireHandler(
      RequestEditor editor,
      AsyncClientExchangeHandler handler,
      HttpRoute route,
      HttpConnection connection) {
    super(handler);
    this.editor = editor;
    this.route = route;
    this.connection = connection;
  }

  @Override
  void send(
      HttpRequest request,
      @Nullable EntityDetails details,
      RequestChannel channel,
      HttpContext context)
      throws HttpException, IOException {
    RouteInjection injection = editor.match(route, connection.getSSLSession(), request);
    if (injection == null) {
      editor.send(request, null, null, details, channel, context);
      return;
    }
    // A leased connection can wait only here. One over HTTP/2 must not: its streams open in the
    // order of their numbers.
    boolean isMapped = request instanceof MappedRequest;
    boolean mayWait = !isMapped && !isHttp2();
    if (!isMapped) {
      gather(injection, request, details);
    }
    if (!mayWait || !isLater(editor, injection, request, details, channel, context)) {
      write(injection, request, details, channel, context);
    }
  }

  private boolean isHttp2() {
    ProtocolVersion version = connection.getProtocolVersion();
    return version != null && version.greaterEquals(HttpVersion.HTTP_2);
  }

  @Override
  void write(
      RouteInjection injection,
      HttpRequest request,
      @Nullable EntityDetails details,
      RequestChannel channel,
      HttpContext context)
      throws HttpException, IOException {
    WireEdit made = editor.edit(injection, request, body(), isHttp2());
    if (!(request instanceof MappedRequest)) {
      edit = made;
    }
    editor.send(request, made, body(), details, channel, context);
  }

  @Override
  public void consumeResponse(
      HttpResponse response, @Nullable EntityDetails details, HttpContext context)
      throws HttpException, IOException {
    tap(editor.noteRejection(edit, response, details));
    edit = null;
    super.consumeResponse(response, details, context);
  }
}
