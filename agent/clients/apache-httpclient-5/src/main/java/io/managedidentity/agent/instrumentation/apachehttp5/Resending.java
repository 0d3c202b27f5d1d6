package io.managedidentity.agent.instrumentation.apachehttp5;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import java.io.IOException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends a rejected request once more over the connection that it was rejected on, so that leases of
 * the pool and everything above see one exchange. Loaded with the first rejection. Its twin for
 * Apache HttpClient 4 uses that client's types.
 *
 * <p>It does not if the connection ends with the answer, which only the client could replace, and
 * never with a body that can be read only once.
 */
final class Resending {
  private final ApacheHttp5Hook hook;
  private final HttpRequestExecutor executor;
  private final HttpClientConnection connection;
  private final @Nullable HttpResponseInformationCallback callback;
  private final HttpContext context;

  Resending(
      ApacheHttp5Hook hook,
      HttpRequestExecutor executor,
      HttpClientConnection connection,
      @Nullable HttpResponseInformationCallback callback,
      HttpContext context) {
    this.hook = hook;
    this.executor = executor;
    this.connection = connection;
    this.callback = callback;
    this.context = context;
  }

  /**
   * @return the answer for the application, whose body is whole
   */
  ClassicHttpResponse answer(EditedRequest request, WireEdit edit, ClassicHttpResponse response)
      throws Exception {
    int status = response.getCode();
    boolean isRepeatable =
        isRepeatable(request.getEntity()) && staysOpen(request, response, connection, context);
    Resend resend =
        edit.awaitResend(
            status, WireHeaders.answer(response), isRepeatable, new ClosedConnection(connection));
    if (resend == null) {
      tap(response, edit);
      return response;
    }
    if (!hasRead(response, connection) || connection.isStale()) {
      return notSent(response, edit, resend);
    }
    ClassicHttpRequest original = request.original();
    RouteInjection injection = hook.match(original, connection);
    if (injection == null || !resend.isFor(injection)) {
      return notSent(response, edit, resend);
    }
    HeaderList headers = WireHeaders.list(original.getHeaders());
    HttpEntity entity = injection.editsBody(original.getRequestUri()) ? original.getEntity() : null;
    byte[] body = entity == null ? null : ReadRequestBody.of(entity).content();
    WireEdit again = injection.editNow(headers, original.getRequestUri(), body, resend);
    EditedRequest next =
        again == null ? new EditedRequest(original, headers) : new EditedRequest(original, again);
    try {
      return executor.execute(next, connection, callback, context);
    } catch (IOException | HttpException e) {
      resend.failed();
      return response; // read whole: the application has its answer, as without a resend
    } catch (RuntimeException e) {
      throw ApacheHttp5Hook.forApplication(e); // the client's way to report that it was given up
    }
  }

  private ClassicHttpResponse notSent(ClassicHttpResponse response, WireEdit edit, Resend resend) {
    if (connection.isOpen()) { // else given up
      edit.notSent(resend);
      tap(response, edit);
    }
    return response;
  }

  private void tap(ClassicHttpResponse response, WireEdit edit) {
    HttpEntity entity = response.getEntity();
    boolean isReadAlong = entity != null && !response.containsHeader("Trailer");
    AnswerTap tap = isReadAlong ? edit.tap(hook) : null; // trailers come by the client's own stream
    if (entity != null && tap != null) {
      response.setEntity(new TappedEntity(entity, tap));
    }
  }

  private static boolean isRepeatable(@Nullable HttpEntity entity) {
    return entity == null || entity.isRepeatable();
  }

  private static boolean staysOpen(
      EditedRequest request,
      ClassicHttpResponse response,
      HttpClientConnection connection,
      HttpContext context) {
    return connection.isConsistent()
        && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context);
  }

  /** Whether the connection is free for another request; the body can be read from memory then. */
  private static boolean hasRead(ClassicHttpResponse response, HttpClientConnection connection)
      throws ReflectiveOperationException {
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      return true;
    }
    try {
      ReadEntity read = ReadEntity.of(entity, connection);
      response.setEntity(read);
      return read.isWhole();
    } catch (IOException | IllegalStateException e) {
      return false; // its connection was given up meanwhile, which the client itself reports
    }
  }
}
