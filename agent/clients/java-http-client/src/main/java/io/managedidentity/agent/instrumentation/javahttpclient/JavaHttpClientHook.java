package io.managedidentity.agent.instrumentation.javahttpclient;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.Faults;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.TokenQuestion;
import io.managedidentity.agent.injection.TokenReply;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.Ledger;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import java.io.IOException;
import java.lang.invoke.MethodHandles.Lookup;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides once for each request object that the client makes for the wire (a redirect and an
 * authentication retry are new ones) and answers the writers of HTTP/1.1, HTTP/2 and HTTP/3 with
 * the edited headers and target. The request that the application made and sees is never touched; a
 * CONNECT is never decided on.
 */
public final class JavaHttpClientHook extends JavaHttpClientHandlers {
  static {
    ClientInjector wanted = wanted();
    if (wanted != null) {
      offer(new JavaHttpClientHook(wanted));
    }
  }

  private final ClientInjector injector;

  /** Before their exchanges begin; both by the request object that the client made for the wire. */
  private final WeakIdentityMap<Decided> decided = new WeakIdentityMap<>();

  private final Ledger<InFlightRequest, Void> ledger = new Ledger<>();

  /** What waits, by exchange, since that is what the client cancels. */
  private final WeakIdentityMap<Waiting> deferred = new WeakIdentityMap<>();

  /**
   * What is to see the bodies of answers that refuse a token and are the application's, by
   * exchange, until they are read; the client reads none of an answer whose request it sends again.
   */
  private final WeakIdentityMap<Function<Faults, @Nullable AnswerTap>> refused =
      new WeakIdentityMap<>();

  private volatile @Nullable Exchanges exchanges;
  private volatile @Nullable TlsPeers peers;

  /** Made with the first request that is answered inside the JVM. */
  private volatile @Nullable Answers answers;

  public JavaHttpClientHook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected Object made(Object publisher, HttpRequest application) {
    Object body = ((Optional<?>) publisher).orElse(null);
    Object editable =
        body == null ? null : EditableBody.of(body, application.method(), application.uri());
    return editable == body ? publisher : Optional.ofNullable(editable);
  }

  @Override
  protected Object remade(Object publisher, HttpRequest request) {
    return EditableBody.of(publisher, request.method(), request.uri());
  }

  @Override
  protected void prepare(HttpRequest request, Map<?, ?> system) throws Exception {
    @SuppressWarnings("unchecked") // HttpHeadersBuilder.map() in all versions
    Map<String, List<String>> headers = (Map<String, List<String>>) system;
    decide(request, headers);
  }

  @Override
  protected void cancelled(Object exchange) {
    giveUp(exchange, null);
  }

  @Override
  protected void cancelledBy(Object exchange, @Nullable IOException cause) {
    giveUp(exchange, cause);
  }

  @Override
  protected @Nullable Object again(@Nullable HttpRequest request, AtomicInteger attempts)
      throws Exception {
    Resend resend = ledger.takeResend(request);
    return request == null || resend == null ? null : again(request, resend, attempts);
  }

  @Override
  protected @Nullable CompletableFuture<?> begin(
      @Nullable HttpRequest request, Object exchange, Lookup lookup) throws Exception {
    Decided known = decided.get(request);
    return request == null || known == null ? null : begin(request, known, exchange, lookup);
  }

  @Override
  protected Object answered(
      Object answer, @Nullable HttpRequest request, Object exchange, Lookup lookup)
      throws Exception {
    InFlightRequest sent = ledger.inFlight(request);
    return request == null || sent == null
        ? answer
        : exchanges(exchange, lookup).answered(answer, request, sent, exchange);
  }

  @Override
  protected void goesOver(@Nullable HttpRequest request, @Nullable Object connection, Lookup lookup)
      throws Exception {
    writtenOver("", request, connection, lookup);
  }

  @Override
  protected Object writtenOver(
      Object line, @Nullable HttpRequest request, @Nullable Object connection, Lookup lookup)
      throws Exception {
    InFlightRequest sent = ledger.inFlight(request);
    return request != null && sent != null && isProven(request, sent, connection, lookup)
        ? sent.edited(line)
        : line;
  }

  @Override
  protected Object written(Object headers, @Nullable HttpRequest request) {
    InFlightRequest sent = ledger.inFlight(request);
    return sent == null ? headers : sent.edited(headers);
  }

  /**
   * The second lock: whether the TLS session of the connection that writes was made for the host
   * that decided. If not, the edit is undone.
   *
   * @param connection null if it is not known at this place
   */
  private boolean isProven(
      HttpRequest request, InFlightRequest sent, @Nullable Object connection, Lookup lookup)
      throws ReflectiveOperationException, Deliberate {
    if (connection == null || !request.uri().getScheme().equalsIgnoreCase("https")) {
      return true;
    }
    TlsPeers known = peers;
    if (known == null) {
      known = new TlsPeers(connection, lookup);
      peers = known;
    }
    RouteInjection proven =
        injector.proven(sent.injection, bare(request.uri().getHost()), known.of(connection));
    if (proven == sent.injection) {
      return true;
    }
    ledger.sent(request, null);
    sent.undo();
    try {
      if (proven != null) {
        sent.letLeave(request, proven);
      }
      return false;
    } catch (RequestRefusedException e) {
      throw new Deliberate(new IOException(e.getMessage()));
    }
  }

  /** Without the brackets of an IPv6 address. */
  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  @Override
  protected @Nullable CompletableFuture<?> readBody(
      Object exchange, HttpResponse.BodyHandler<?> handler) {
    Answers made = answers;
    return made == null ? null : made.body(exchange, handler);
  }

  @Override
  protected HttpResponse.BodyHandler<?> reading(
      HttpResponse.BodyHandler<?> handler, Object exchange) {
    Function<Faults, @Nullable AnswerTap> tap = refused.remove(exchange);
    Exchanges made = exchanges;
    return tap == null || made == null ? handler : made.tapping(handler, tap);
  }

  private synchronized Answers answers(Object exchange, Lookup lookup)
      throws ReflectiveOperationException {
    Answers made = answers;
    if (made == null) {
      made = new Answers(exchange.getClass(), lookup);
      answers = made;
    }
    return made;
  }

  private Exchanges exchanges(Object exchange, Lookup lookup) throws ReflectiveOperationException {
    Exchanges made = exchanges;
    if (made == null) {
      made = new Exchanges(exchange, lookup, this, ledger, deferred, refused);
      exchanges = made; // two of them would do no harm: the state is kept here
    }
    return made;
  }

  /** The exchange is cancelled, so whoever waits for it is told at once. */
  private void giveUp(Object exchange, @Nullable IOException cause) {
    Waiting wait = deferred.remove(exchange);
    if (wait != null) {
      wait.end(cause);
    }
  }

  /**
   * If the token is there by now, the request goes out at once; else the answer is a future that
   * goes on when it is.
   */
  private @Nullable CompletableFuture<?> begin(
      HttpRequest request, Decided known, Object exchange, Lookup lookup) throws Exception {
    GatheredBody body = gathered(request, known.injection, known.target);
    if (body != null && !known.isGathered) {
      known.isGathered = true;
      CompletableFuture<?> gathering = exchanges(exchange, lookup).gather(exchange, body);
      if (gathering != null) {
        return gathering;
      }
    }
    HeaderList headers = Heads.headers(request, known.system);
    TokenQuestion question =
        known.injection.answers()
            ? known.injection.question(
                request.method(), headers, known.target, body == null ? null : body.whole())
            : null;
    if (!known.hasWaited) {
      CompletableFuture<?> waiting =
          exchanges(exchange, lookup).defer(exchange, known, headers, question);
      if (waiting != null) {
        return waiting;
      }
    }
    decided.remove(request);
    try {
      TokenReply reply = question == null ? null : question.answer(null);
      if (reply != null) {
        return answers(exchange, lookup).give(request, exchange, reply);
      }
      WireEdit edit =
          known.injection.editNow(headers, known.target, body == null ? null : body.whole(), null);
      if (edit != null) {
        ledger.sent(request, new InFlightRequest(request, known, edit));
      }
      return null;
    } catch (RequestRefusedException e) {
      CompletableFuture<Object> failed = new CompletableFuture<>();
      failed.completeExceptionally(new IOException(e.getMessage()));
      return failed;
    }
  }

  private @Nullable Object again(HttpRequest request, Resend resend, AtomicInteger attempts)
      throws Exception {
    Exchanges made = exchanges;
    // One attempt too many fails the request, and the application would lose the answer.
    if (made == null
        || attempts.get() >= Integer.getInteger("jdk.httpclient.redirects.retrylimit", 5)) {
      resend.notSent();
      return null;
    }
    Object again = made.again(request);
    ledger.plan(again, resend);
    return again;
  }

  private void decide(HttpRequest request, Map<String, List<String>> system) throws Deliberate {
    URI uri = request.uri();
    String method = request.method();
    if (uri == null
        || uri.getHost() == null
        || uri.getScheme() == null
        || method.equals("CONNECT")) {
      return;
    }
    String target = Heads.target(uri);
    RouteInjection injection =
        injector.match(uri.getScheme(), uri.getHost(), uri.getPort(), method, target);
    if (injection == null) {
      return;
    }
    Decided now = new Decided(injection, system, target);
    Resend resend = ledger.takeResend(request);
    if (resend == null || !resend.isFor(injection)) {
      ledger.sent(request, null);
      decided.put(request, now);
      return;
    }
    try {
      GatheredBody body = gathered(request, injection, target);
      WireEdit edit =
          injection.editNow(
              Heads.headers(request, system), target, body == null ? null : body.whole(), resend);
      if (edit != null) {
        ledger.sent(request, new InFlightRequest(request, now, edit));
      }
    } catch (RequestRefusedException e) {
      throw new Deliberate(new IOException(e.getMessage()));
    }
  }

  /** Null if the mapping edits no body. */
  private static @Nullable GatheredBody gathered(
      HttpRequest request, RouteInjection injection, String target) {
    EditableBody body = injection.editsBody(target) ? EditableBody.of(request) : null;
    boolean isStreamed = body != null && body.contentLength() < 0;
    return body == null || (isStreamed && !injection.gathersBody(target)) ? null : body.gathered();
  }
}
