package io.managedidentity.agent.instrumentation.apacheasync5;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.Faults;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import java.io.IOException;
import java.lang.reflect.Method;
import javax.net.ssl.SSLSession;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.http2.H2Error;
import org.apache.hc.core5.http2.H2StreamResetException;
import org.jspecify.annotations.Nullable;

/** Matches requests of the client, and writes edited copies of them. Thread-safe. */
final class RequestEditor {
  private static final @Nullable Method SET_REQUEST = setRequest();

  private final ClientInjector injector;
  private final ApacheAsync5Hook hook;

  RequestEditor(ClientInjector injector, ApacheAsync5Hook hook) {
    this.injector = injector;
    this.hook = hook;
  }

  /** By where the request is to go, as far as that is known without a connection. */
  @Nullable RouteInjection matchBefore(HttpHost host, HttpRequest request) {
    if (request.getMethod().equalsIgnoreCase("CONNECT")) {
      return null;
    }
    try {
      return injector.matchBefore(
          host.getSchemeName(),
          host.getHostName(),
          host.getPort(),
          request.getMethod(),
          request.getRequestUri());
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
      return null;
    }
  }

  /**
   * By the connection that the request is written to.
   *
   * @param route that the connection was made for
   * @param session what TLS has agreed on; null without. A TLS strategy may be the application's
   *     own, so only the connection knows the outcome
   */
  @Nullable RouteInjection match(
      HttpRoute route, @Nullable SSLSession session, HttpRequest request) {
    // TLS that ends at a proxy proves nothing about the target, and lets the proxy read all.
    boolean isToProxy = route.getProxyHost() != null && !(route.isTunnelled() && route.isLayered());
    HttpHost host = route.getTargetHost();
    return session == null || isToProxy
        ? match(host, "http", null, request)
        : match(host, host.getSchemeName(), session.getPeerHost(), request);
  }

  private @Nullable RouteInjection match(
      HttpHost host, String scheme, @Nullable String peer, HttpRequest request) {
    if (request.getMethod().equalsIgnoreCase("CONNECT")) {
      return null;
    }
    try {
      return injector.match(
          scheme,
          host.getHostName(),
          host.getPort(),
          peer,
          request.getMethod(),
          request.getRequestUri());
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
      return null;
    }
  }

  Faults faults() {
    return hook;
  }

  /** Whether the request must wait; then it continues through that. */
  boolean defer(RouteInjection injection, HttpRequest request, Deferred wait) {
    try {
      return injection.defer(WireHeaders.list(request.getHeaders()), wait, wait.mostMillis());
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
      return false;
    }
  }

  private static @Nullable Sending sending(HttpRequest request) {
    return request instanceof MappedRequest ? ((MappedRequest) request).sending() : null;
  }

  /**
   * If a request is refused, only its own stream ends.
   *
   * @param body of a request that was mapped only on its connection, or null
   */
  @Nullable WireEdit edit(
      RouteInjection injection, HttpRequest request, @Nullable GatheredBody body, boolean isHttp2)
      throws HttpException, IOException {
    Sending sending = sending(request);
    Resend again = sending == null ? null : sending.resend();
    GatheredBody gathered = sending == null ? body : sending.body();
    RouteInjection decided = sending == null ? injection : injection.after(sending.decided());
    try {
      WireEdit edit =
          decided.editNow(
              WireHeaders.list(request.getHeaders()),
              request.getRequestUri(),
              gathered == null ? null : gathered.whole(),
              again);
      if (sending != null) {
        sending.written(edit);
      }
      return edit;
    } catch (RequestRefusedException e) {
      HttpException refusal = new HttpException(e.getMessage());
      if (sending != null) {
        sending.refused(refusal);
      }
      if (isHttp2) {
        throw new H2StreamResetException(H2Error.CANCEL, e.getMessage());
      }
      throw refusal;
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
      return null;
    }
  }

  /**
   * @param body as above
   */
  void send(
      HttpRequest request,
      @Nullable WireEdit edit,
      @Nullable GatheredBody body,
      @Nullable EntityDetails details,
      RequestChannel channel,
      HttpContext context)
      throws HttpException, IOException {
    Sending sending = sending(request);
    GatheredBody gathered = sending == null ? body : sending.body();
    HttpRequest original = MappedRequest.originalOf(request);
    EditedRequest copy = edit == null ? null : edited(original, edit);
    byte[] bytes = edit == null || copy == null || gathered == null ? null : edit.body();
    if (gathered != null) {
      gathered.edit(bytes);
    }
    if (copy == null) {
      channel.sendRequest(original, details, context);
      return;
    }
    channel.sendRequest(
        copy,
        details == null || bytes == null
            ? details
            : new GatheredEntity.Edited(details, bytes.length),
        context);
    hide(context, original);
  }

  private @Nullable EditedRequest edited(HttpRequest original, WireEdit edit) {
    try {
      return new EditedRequest(original, edit);
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
      return null;
    }
  }

  /** The writer puts what it writes into the context, where the application may look. */
  static void hide(@Nullable HttpContext context, HttpRequest original) {
    if (context == null) {
      return;
    }
    if (context.getAttribute(HttpCoreContext.HTTP_REQUEST) instanceof EditedRequest) {
      context.setAttribute(HttpCoreContext.HTTP_REQUEST, original);
    }
    if (SET_REQUEST != null && context instanceof HttpCoreContext) {
      try {
        if (((HttpCoreContext) context).getRequest() instanceof EditedRequest) {
          SET_REQUEST.invoke(context, original);
        }
      } catch (ReflectiveOperationException | RuntimeException e) {
        context.removeAttribute(HttpCoreContext.HTTP_REQUEST);
      }
    }
  }

  /** Versions from 5.3 hold the request in a field, and have a method to set it. */
  private static @Nullable Method setRequest() {
    try {
      return HttpCoreContext.class.getMethod("setRequest", HttpRequest.class);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  /**
   * What is to see the answer's body, or null.
   *
   * @param details null if it has none
   */
  @Nullable AnswerTap noteRejection(
      @Nullable WireEdit edit, HttpResponse response, @Nullable EntityDetails details) {
    try {
      if (edit != null && edit.answered(response.getCode())) {
        edit.judge(response.getCode(), WireHeaders.answer(response), false);
        return details == null ? null : edit.tap(hook);
      }
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
    }
    return null;
  }
}
