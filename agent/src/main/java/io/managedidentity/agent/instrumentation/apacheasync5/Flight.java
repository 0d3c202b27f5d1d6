package io.managedidentity.agent.instrumentation.apacheasync5;

import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.WireEdit;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.jspecify.annotations.Nullable;

/**
 * One mapped request on its way through the stages that find a connection and write: starts when
 * its token is there, and hands the answer on, or, where the service refused the token, sends once
 * more before the application learns of an answer.
 */
final class Flight implements AsyncExecCallback, Sending, Runnable {
  private final ApacheAsync5Hook hook;
  private final AsyncExecChainHandler stage;
  private final HttpRequest request;
  private final @Nullable AsyncEntityProducer body;
  private final AsyncExecChain.Scope scope;
  private final AsyncExecChain chain;
  private final AsyncExecCallback client;
  private final Header[] headers;

  private volatile @Nullable WireEdit edit;
  private volatile @Nullable HttpException refusal;
  private volatile @Nullable Resend resend;
  private volatile @Nullable HeldAnswer held;

  Flight(
      ApacheAsync5Hook hook,
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
  }

  void start() throws HttpException, IOException {
    stage.execute(new InFlightRequest(request, this), body, scope, chain, this);
  }

  /** The token is there, or will not be: goes on as the client's own code would have. */
  @Override
  public void run() {
    try {
      if (scope.cancellableDependency.isCancelled()) {
        client.failed(new InterruptedIOException());
      } else {
        start();
      }
    } catch (Exception e) {
      client.failed(e);
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

  /** Where the request goes, by its route. */
  HttpHost host() {
    return scope.route.getTargetHost();
  }

  static boolean isSecure(HttpHost host) {
    return host.getSchemeName().equalsIgnoreCase("https");
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
    int status = response.getCode();
    if (sent == null || !WireEdit.isRejection(status)) {
      return client.handleResponse(response, details);
    }
    Resend again = resendAfter(sent, response);
    if (again == null) {
      return client.handleResponse(response, details);
    }
    resend = again;
    HeldAnswer answer = new HeldAnswer(client, response, details);
    held = answer;
    return details == null ? null : answer;
  }

  private @Nullable Resend resendAfter(WireEdit sent, HttpResponse response) {
    try {
      List<String> challenges = challenges(response);
      if (body == null || body.isRepeatable()) {
        return sent.resendAfter(response.getCode(), challenges);
      }
      sent.noteRejection(response.getCode(), challenges);
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
    }
    return null;
  }

  static List<String> challenges(HttpResponse response) {
    List<String> values = new ArrayList<>(1);
    for (Header header : response.getHeaders("WWW-Authenticate")) {
      String value = header.getValue();
      if (value != null) {
        values.add(value);
      }
    }
    return values;
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
    held = null;
    Runnable decide =
        new Runnable() {
          @Override
          public void run() {
            decide(answer, again);
          }
        };
    if (!defers(again, decide)) {
      decide.run();
    }
  }

  private boolean defers(Resend again, Runnable decide) {
    try {
      return again.defer(decide);
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
      return false;
    }
  }

  private void decide(HeldAnswer answer, Resend again) {
    try {
      if (!again.isWorthwhile()) {
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
    run();
  }

  @Override
  public void failed(Exception cause) {
    HttpException deliberate = refusal;
    client.failed(deliberate == null ? cause : deliberate);
  }
}
