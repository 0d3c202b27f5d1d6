package io.managedidentity.agent.instrumentation.apachehttp4;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import java.io.IOException;
import org.apache.http.HttpClientConnection;
import org.apache.http.HttpEntity;
import org.apache.http.HttpException;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.impl.DefaultConnectionReuseStrategy;
import org.apache.http.protocol.HttpContext;
import org.apache.http.protocol.HttpRequestExecutor;

/**
 * Sends a rejected request once more over the connection that it was rejected on, so that leases of
 * the pool and everything above see one exchange. Loaded with the first rejection. Its twin for
 * Apache HttpClient 5 uses that client's types.
 *
 * <p>It does not if the connection ends with the answer, which only the client could replace, and
 * never with a body that can be read only once.
 */
final class Resending {
  private final ApacheHttp4Hook hook;
  private final HttpRequestExecutor executor;
  private final HttpClientConnection connection;
  private final HttpContext context;

  Resending(
      ApacheHttp4Hook hook,
      HttpRequestExecutor executor,
      HttpClientConnection connection,
      HttpContext context) {
    this.hook = hook;
    this.executor = executor;
    this.connection = connection;
    this.context = context;
  }

  /**
   * @return the answer for the application, whose body is whole
   */
  HttpResponse answer(EditedRequest request, WireEdit edit, HttpResponse response)
      throws Exception {
    int status = response.getStatusLine().getStatusCode();
    boolean isRepeatable =
        isRepeatable(request) && new DefaultConnectionReuseStrategy().keepAlive(response, context);
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
    HttpRequest original = request.original();
    RouteInjection injection = hook.match(original, connection);
    if (injection == null || !resend.isFor(injection)) {
      return notSent(response, edit, resend);
    }
    HeaderList headers = WireHeaders.list(original.getAllHeaders());
    HttpEntity entity =
        injection.editsBody(original.getRequestLine().getUri())
            ? EditedRequests.entity(original)
            : null;
    byte[] body = entity == null ? null : ReadRequestBody.of(entity).content();
    WireEdit again = injection.editNow(headers, original.getRequestLine().getUri(), body, resend);
    EditedRequest next =
        again == null
            ? EditedRequests.asMade(original, headers)
            : EditedRequests.of(original, again);
    try {
      return executor.execute(next, connection, context);
    } catch (IOException | HttpException e) {
      resend.failed();
      return response; // read whole: the application has its answer, as without a resend
    } catch (RuntimeException e) {
      throw ApacheHttp4Hook.forApplication(e); // the client's way to report that it was given up
    }
  }

  private HttpResponse notSent(HttpResponse response, WireEdit edit, Resend resend) {
    if (connection.isOpen()) { // else given up
      edit.notSent(resend);
      tap(response, edit);
    }
    return response;
  }

  private void tap(HttpResponse response, WireEdit edit) {
    HttpEntity entity = response.getEntity();
    AnswerTap tap = entity == null ? null : edit.tap(hook);
    if (entity != null && tap != null) {
      response.setEntity(new TappedEntity(entity, tap));
    }
  }

  private static boolean isRepeatable(HttpRequest request) {
    HttpEntity entity = EditedRequests.entity(request);
    return entity == null || entity.isRepeatable();
  }

  /** Whether the connection is free for another request; the body can be read from memory then. */
  private static boolean hasRead(HttpResponse response, HttpClientConnection connection)
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
