package io.managedidentity.agent.instrumentation.apacheasync5;

import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import java.io.IOException;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.Configurable;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The application's exchange with a minimal client, which dials the request's own scheme and
 * authority. Waits before the client has a connection, and is decided on that connection.
 */
final class MinimalHandler extends HandlerWrapper implements Sending {
  private final RequestEditor editor;
  private final boolean isHttp2;
  private volatile @Nullable WireEdit edit;
  private volatile @Nullable HttpRoute route;
  private volatile @Nullable RouteInjection decided;
  private volatile @Nullable HttpException refusal;
  private volatile @Nullable CancellableDependency call;

  MinimalHandler(RequestEditor editor, AsyncClientExchangeHandler handler, boolean isHttp2) {
    super(handler);
    this.editor = editor;
    this.isHttp2 = isHttp2;
  }

  @Override
  void send(
      HttpRequest request,
      @Nullable EntityDetails details,
      RequestChannel channel,
      HttpContext context)
      throws HttpException, IOException {
    RouteInjection injection = match(request);
    if (injection == null) {
      channel.sendRequest(request, details, context);
      return;
    }
    gather(injection, request, details);
    if (!isLater(editor, injection, request, details, channel, context)) {
      write(injection, request, details, channel, context);
    }
  }

  /** The client's own, by which the application cancels. */
  void started(CancellableDependency call) {
    this.call = call;
    Deferred wait = waiting();
    if (wait != null) {
      wait.endWith(call);
    }
  }

  @Override
  boolean isOver() {
    CancellableDependency known = call;
    return super.isOver() || (known != null && known.isCancelled());
  }

  private @Nullable RouteInjection match(HttpRequest request) {
    String scheme = request.getScheme();
    if (scheme == null || request.getAuthority() == null) {
      return null;
    }
    HttpHost host = new HttpHost(scheme, request.getAuthority());
    RouteInjection found = editor.matchBefore(host, request);
    decided = found;
    route = found == null ? null : new HttpRoute(host);
    return found;
  }

  @Override
  @Nullable Timeout timeout(HttpRequest request, HttpContext context) {
    if (isHttp2) {
      return null; // that client has no such time
    }
    RequestConfig own =
        request instanceof Configurable ? ((Configurable) request).getConfig() : null;
    return own == null && context instanceof HttpClientContext
        ? Deferred.timeoutOf(((HttpClientContext) context).getRequestConfig())
        : Deferred.timeoutOf(own);
  }

  @Override
  void write(
      RouteInjection injection,
      HttpRequest request,
      @Nullable EntityDetails details,
      RequestChannel channel,
      HttpContext context)
      throws HttpException, IOException {
    channel.sendRequest(new MappedRequest(request, this), details, context);
  }

  @Override
  public void consumeResponse(
      HttpResponse response, @Nullable EntityDetails details, HttpContext context)
      throws HttpException, IOException {
    tap(editor.noteRejection(edit, response, details));
    edit = null;
    super.consumeResponse(response, details, context);
  }

  @Override
  public HttpRoute route() {
    HttpRoute decidedOn = route;
    if (decidedOn == null) {
      throw new IllegalStateException("asked of a request that was not mapped");
    }
    return decidedOn;
  }

  @Override
  public @Nullable RouteInjection decided() {
    return decided;
  }

  @Override
  public @Nullable Resend resend() {
    return null; // a minimal client does not send again
  }

  @Override
  public void written(@Nullable WireEdit written) {
    edit = written;
  }

  @Override
  public void refused(HttpException refusal) {
    this.refusal = refusal;
  }

  @Override
  public void failed(Exception cause) {
    HttpException deliberate = refusal;
    super.failed(deliberate == null ? cause : deliberate);
  }
}
