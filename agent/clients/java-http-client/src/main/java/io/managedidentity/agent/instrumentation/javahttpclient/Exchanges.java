package io.managedidentity.agent.instrumentation.javahttpclient;

import io.managedidentity.agent.injection.AnswerHeaders;
import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.Faults;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.TokenQuestion;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.Ledger;
import io.managedidentity.agent.instrumentation.Privileged;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges that wait for a token, without a thread: the client is handed a future. They continue
 * on the client's own executor, and never on a thread of the agent, since application code (body
 * publishers, a same-thread executor) runs with them. Loaded with the first request that is
 * injected. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // whatever goes wrong ends in the client's future
final class Exchanges {
  private final Faults faults;
  private final Ledger<InFlightRequest, Void> ledger;
  private final WeakIdentityMap<Waiting> deferred;
  private final WeakIdentityMap<Function<Faults, @Nullable AnswerTap>> refused;
  private final MethodHandle begin;
  private final ClientExecutor executor;
  private final Lookup lookup;
  private volatile @Nullable MethodHandle status;
  private volatile @Nullable MethodHandle headers;

  /**
   * @param lookup of the client's package, whose members nobody else may name
   * @param ledger by request object
   * @param deferred by exchange
   * @param refused by exchange
   */
  Exchanges(
      Object exchange,
      Lookup lookup,
      Faults faults,
      Ledger<InFlightRequest, Void> ledger,
      WeakIdentityMap<Waiting> deferred,
      WeakIdentityMap<Function<Faults, @Nullable AnswerTap>> refused)
      throws ReflectiveOperationException {
    this.lookup = lookup;
    this.faults = faults;
    this.ledger = ledger;
    this.deferred = deferred;
    this.refused = refused;
    begin = method(exchange.getClass(), "responseAsync");
    executor = new ClientExecutor(exchange.getClass(), lookup);
  }

  private MethodHandle method(Class<?> type, String name) throws ReflectiveOperationException {
    return lookup.unreflect(type.getDeclaredMethod(name));
  }

  /**
   * The future of an exchange that begins when its token is there, or there will be none in time;
   * null if it can begin at once.
   *
   * @param question if it may be answered inside the JVM
   */
  @Nullable CompletableFuture<?> defer(
      Object exchange,
      Decided decided,
      HeaderList requestHeaders,
      @Nullable TokenQuestion question) {
    if (question == null && !decided.injection.mayHaveToWait(requestHeaders)) {
      return null;
    }
    Deferred wait =
        new Deferred(faults, executor.of(exchange)) {
          @Override
          protected void goOn() {
            deferred.remove(exchange);
            decided.hasWaited = true;
            if (!answer.isDone()) { // else cancelled or timed out meanwhile, and not sent
              pass(exchange, answer);
            }
          }

          @Override
          protected void abandoned(RejectedExecutionException e) {
            deferred.remove(exchange);
            answer.completeExceptionally(e); // as a shut-down executor ends it without us
          }

          @Override
          protected void failed(Throwable e) {
            answer.completeExceptionally(e);
          }
        };
    // Known before it waits: it can be over at any time, and the exchange wait for something else.
    deferred.put(exchange, wait);
    if (question == null ? !decided.injection.defer(requestHeaders, wait) : !question.defer(wait)) {
      deferred.remove(exchange);
      return null;
    }
    return wait.answer;
  }

  /** The same for an exchange whose body is not there yet. */
  @Nullable CompletableFuture<?> gather(Object exchange, GatheredBody body) {
    return new Gathering(this, deferred, exchange, body, executor.of(exchange)).begin();
  }

  /** Passes the woven method again, which does not wait for the same this time. */
  void pass(Object exchange, CompletableFuture<Object> answer) {
    CompletableFuture<?> begun;
    try {
      begun = (CompletableFuture<?>) begin.invoke(exchange);
    } catch (Throwable e) { // of the client, which would have met its caller
      answer.completeExceptionally(e);
      return;
    }
    begun.whenComplete(
        new BiConsumer<@Nullable Object, @Nullable Throwable>() {
          @Override
          public void accept(@Nullable Object response, @Nullable Throwable failure) {
            if (failure == null) {
              answer.complete(response);
            } else {
              answer.completeExceptionally(failure);
            }
          }
        });
  }

  /** A new request object for the wire, as the client makes them to send again on its own. */
  Object again(HttpRequest request) throws ReflectiveOperationException {
    MethodHandle copy =
        lookup.unreflect(
            request
                .getClass()
                .getDeclaredMethod("newInstanceForAuthentication", request.getClass()));
    try {
      return copy.invoke(request);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * @param future of the exchange's response
   * @return a future that is open until it is known whether the request goes out once more
   */
  Object answered(Object future, HttpRequest request, InFlightRequest sent, Object exchange) {
    @SuppressWarnings("unchecked") // whatever a response is
    CompletableFuture<Object> responses = (CompletableFuture<Object>) future;
    return responses.thenCompose(
        new Function<Object, CompletableFuture<Object>>() {
          @Override
          public CompletableFuture<Object> apply(Object response) {
            return looked(exchange, request, sent, response);
          }
        });
  }

  private CompletableFuture<Object> looked(
      Object exchange, HttpRequest request, InFlightRequest sent, Object response) {
    Resend resend;
    try {
      // the client's own code calls this, not what is woven into it
      resend =
          Privileged.isNeeded()
              ? Privileged.call(() -> resend(exchange, request, sent.edit, response))
              : resend(exchange, request, sent.edit, response);
    } catch (Throwable e) { // the answer is the application's
      faults.failed(e);
      resend = null;
    }
    ledger.answered(request);
    sent.over();
    if (resend == null) {
      return CompletableFuture.completedFuture(response);
    }
    HeldAnswer held = new HeldAnswer(exchange, request, resend, response);
    deferred.put(exchange, held);
    try {
      if (!resend.defer(held)) {
        held.goOn();
      }
    } catch (RuntimeException | LinkageError e) {
      faults.failed(e);
      held.failed(e);
    }
    return held.answer;
  }

  private @Nullable Resend resend(
      Object exchange, HttpRequest request, WireEdit edit, Object response) throws Exception {
    MethodHandle read = status;
    if (read == null) {
      read = method(response.getClass(), "statusCode");
      status = read;
    }
    int code = (int) got(read, response);
    if (!edit.answered(code)) {
      return null;
    }
    Resend resend = edit.judge(code, headersOf(response), Bodies.isRepeatable(request));
    if (resend == null && WireEdit.isRejection(code)) {
      keep(exchange, request, edit::tap);
    }
    return resend;
  }

  /**
   * The answer is the application's: if it reads the body, that is read along.
   *
   * @param tap must not lead to the exchange, which would stay if its body is never read
   */
  private void keep(
      Object exchange, HttpRequest request, Function<Faults, @Nullable AnswerTap> tap) {
    if (!request.method().equals("HEAD")) {
      refused.put(exchange, tap);
    }
  }

  /** The application's handler, for a body that is read along. */
  BodyHandler<?> tapping(BodyHandler<?> handler, Function<Faults, @Nullable AnswerTap> tap) {
    return new TappedHandler<>(handler, tap, lookup, faults);
  }

  private static Object got(MethodHandle getter, Object response) throws Exception {
    try {
      return getter.invoke(response);
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private AnswerHeaders headersOf(Object response) throws Exception {
    MethodHandle read = headers;
    if (read == null) {
      read = method(response.getClass(), "headers");
      headers = read;
    }
    HttpHeaders all = (HttpHeaders) got(read, response);
    return new AnswerHeaders() {
      @Override
      public List<String> all(String name) {
        List<String> values = all.map().get(name); // in any case
        return values == null ? Collections.<String>emptyList() : values;
      }
    };
  }

  /** A rejected request, whose answer is held until it is known whether it goes out once more. */
  private final class HeldAnswer extends Deferred {
    private final Object exchange;
    private final HttpRequest request;
    private final Resend resend;
    private final Object response;

    HeldAnswer(Object exchange, HttpRequest request, Resend resend, Object response) {
      super(faults, executor.of(exchange));
      this.exchange = exchange;
      this.request = request;
      this.resend = resend;
      this.response = response;
    }

    @Override
    protected void goOn() {
      deferred.remove(exchange);
      if (!answer.isDone()) {
        if (resend.isWorthwhile()) {
          ledger.plan(request, resend);
        } else {
          keep(exchange, request, resend::tap);
        }
      }
      answer.complete(response);
    }

    @Override
    protected void abandoned(RejectedExecutionException e) {
      deliver();
    }

    @Override
    protected void failed(Throwable e) {
      deliver();
    }

    private void deliver() {
      deferred.remove(exchange);
      try {
        resend.notSent();
      } finally {
        answer.complete(response); // whatever happens, nothing waits for ever
      }
    }
  }
}
