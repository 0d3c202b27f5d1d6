package io.managedidentity.agent.instrumentation.apacheasync5;

import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * One mapped request on its way through the stages that find a connection and write: starts when
 * its token is there, and hands the answer on, or, if the service refused the token, sends once
 * more before the application learns of an answer.
 */
final class Flight implements AsyncExecCallback, Sending {
  private final ApacheAsync5Hook hook;
  private final AsyncExecChainHandler stage;
  private final HttpRequest request;
  private final @Nullable AsyncEntityProducer body;
  private final AsyncExecChain.Scope scope;
  private final AsyncExecChain chain;
  private final AsyncExecCallback client;
  private final Header[] headers;
  private final @Nullable Timeout timeout;

  private volatile @Nullable WireEdit edit;
  private volatile @Nullable HttpException refusal;
  private volatile @Nullable Resend resend;
  private volatile @Nullable RouteInjection decided;
  private volatile @Nullable HeldAnswer held;
  private volatile boolean isWaiting;
  private volatile boolean isSentAgain;

  /**
   * @param hasTimeout whether the client of this stage ends a request that gets no answer
   */
  Flight(
      ApacheAsync5Hook hook,
      boolean hasTimeout,
      AsyncExecChainHandler stage,
      HttpRequest request,
      @Nullable AsyncEntityProducer body,
      AsyncExecChain.Scope scope,
      AsyncExecChain chain,
      AsyncExecCallback client) {
    this.hook = hook;
    this.stage = stage;
    this.request = request;
    this.body = body;
    this.scope = scope;
    this.chain = chain;
    this.client = client;
    this.headers = request.getHeaders();
    this.timeout = hasTimeout ? Deferred.timeoutOf(scope.clientContext.getRequestConfig()) : null;
  }

  /** Starts when its token is there, or will not be; at once if there is nothing to wait for. */
  void begin(RequestEditor editor, RouteInjection injection) throws HttpException, IOException {
    decided = injection;
    Deferred wait =
        new DeferredFlight() {
          @Override
          void proceed() {
            SocketTimeoutException late = timedOut();
            if (late != null) {
              client.failed(late);
            } else {
              go();
            }
          }
        };
    if (editor.defer(injection, request, wait)) {
      wait.endWith(scope.cancellableDependency);
    } else {
      start();
    }
  }

  private void start() throws HttpException, IOException {
    stage.execute(new MappedRequest(request, this), body, scope, chain, this);
  }

  @Override
  public @Nullable RouteInjection decided() {
    return decided;
  }

  private void go() {
    try {
      start();
    } catch (Exception e) {
      client.failed(e); // the client's own
    }
  }

  /** Ends with the call of the application. */
  private abstract class DeferredFlight extends Deferred {
    DeferredFlight() {
      super(hook, timeout);
    }

    @Override
    final void giveUp() {
      client.failed(new InterruptedIOException());
    }

    @Override
    protected final void failed(Throwable e) {
      client.failed(asException(e));
    }
  }

  @Override
  public void written(@Nullable WireEdit edit) {
    this.edit = edit;
  }

  @Override
  public void refused(HttpException refusal) {
    this.refusal = refusal;
  }

  @Override
  public HttpRoute route() {
    return scope.route;
  }

  @Override
  public @Nullable GatheredBody body() {
    return body instanceof GatheredEntity ? ((GatheredEntity) body).body : null;
  }

  @Override
  public @Nullable Resend resend() {
    return resend;
  }

  @Override
  public @Nullable AsyncDataConsumer handleResponse(
      HttpResponse response, @Nullable EntityDetails details) throws HttpException, IOException {
    WireEdit sent = edit;
    edit = null;
    held = null;
    int status = response.getCode();
    if (sent == null || !sent.answered(status)) {
      return client.handleResponse(response, details);
    }
    Resend again = rejected(sent, response);
    if (again == null) {
      AsyncDataConsumer consumer = client.handleResponse(response, details);
      return consumer == null ? null : TappedConsumer.of(consumer, sent.tap(hook));
    }
    resend = again;
    HeldAnswer answer = new HeldAnswer(hook, again, client, response, details);
    held = answer;
    return details == null ? null : answer;
  }

  private @Nullable Resend rejected(WireEdit sent, HttpResponse response) {
    try {
      return sent.judge(
          response.getCode(), WireHeaders.answer(response), body == null || body.isRepeatable());
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
      return null;
    }
  }

  @Override
  public void handleInformationResponse(HttpResponse response) throws HttpException, IOException {
    client.handleInformationResponse(response);
  }

  @Override
  public void completed() {
    HeldAnswer answer = held;
    Resend again = resend;
    if (answer == null || again == null || answer.isHandedOn()) {
      client.completed();
      return;
    }
    Deferred wait =
        new DeferredFlight() {
          @Override
          void proceed() {
            decide(answer, again);
          }
        };
    isWaiting = true; // before it waits, since it can be over at any time
    if (defers(again, wait)) {
      wait.endWith(scope.cancellableDependency);
    } else {
      decide(answer, again);
    }
  }

  private boolean defers(Resend again, Deferred wait) {
    try {
      return again.defer(wait, wait.mostMillis());
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
      return false;
    }
  }

  private void decide(HeldAnswer answer, Resend again) {
    isWaiting = false;
    try {
      if (!again.isWorthwhile()) {
        held = null;
        answer.handOn();
        client.completed();
        return;
      }
      // As the client does before it sends again: later versions add headers on the way.
      request.setHeaders(headers);
      if (body != null) {
        body.releaseResources();
      }
    } catch (Exception e) {
      client.failed(e);
      return;
    }
    isSentAgain = true;
    go();
  }

  /** An answer that is held goes to the application, whatever happened to the resend. */
  @Override
  public void failed(Exception cause) {
    if (isWaiting) {
      return; // of the connection whose answer was whole: the wait has an end of its own
    }
    HeldAnswer answer = held;
    Resend again = resend;
    held = null;
    if (answer == null || answer.isHandedOn() || scope.cancellableDependency.isCancelled()) {
      HttpException deliberate = refusal;
      client.failed(deliberate == null ? cause : deliberate);
      return;
    }
    try {
      if (again != null && isSentAgain) {
        again.failed();
      }
      if (answer.handOn()) {
        client.completed();
      } else {
        client.failed(cause);
      }
    } catch (Exception e) {
      client.failed(e);
    }
  }
}
