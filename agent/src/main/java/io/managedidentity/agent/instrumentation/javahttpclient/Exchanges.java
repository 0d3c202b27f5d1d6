package io.managedidentity.agent.instrumentation.javahttpclient;

import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges that wait for a token, without a thread: the client is handed a future. What goes on
 * does so on the client's own executor, and never on a thread of the agent, since the application's
 * code (body publishers, a same-thread executor) runs with it. Loaded with the first request that
 * is injected. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what goes wrong ends in the client's future
final class Exchanges {
  private final WeakIdentityMap<Object> states;
  private final MethodHandle begin;
  private final MethodHandle client;
  private final MethodHandle clientExecutor;
  private final MethodHandle delegate;
  private final Lookup lookup;
  private volatile @Nullable MethodHandle status;
  private volatile @Nullable MethodHandle headers;

  /** Futures that the client got, by exchange, while they are open. */
  private final WeakIdentityMap<CompletableFuture<Object>> open = new WeakIdentityMap<>();

  /**
   * @param lookup of the client's package, whose members nobody else may name
   */
  Exchanges(Object exchange, Lookup lookup, WeakIdentityMap<Object> states)
      throws ReflectiveOperationException {
    this.lookup = lookup;
    this.states = states;
    begin = method(exchange.getClass(), "responseAsync");
    client = method(exchange.getClass(), "client");
    clientExecutor = method(client.type().returnType(), "theExecutor");
    delegate = method(clientExecutor.type().returnType(), "delegate");
  }

  private MethodHandle method(Class<?> type, String name) throws ReflectiveOperationException {
    return lookup.unreflect(type.getDeclaredMethod(name));
  }

  /** The future of an exchange that is to begin when {@code ready} is done. */
  CompletableFuture<?> postpone(Object exchange, CompletableFuture<Void> ready) {
    CompletableFuture<Object> answer = new CompletableFuture<>();
    open.put(exchange, answer);
    Runnable beginning =
        new Runnable() {
          @Override
          public void run() {
            open.remove(exchange);
            if (!answer.isDone()) { // else cancelled or timed out meanwhile, and not sent
              begin(exchange, answer);
            }
          }
        };
    ready.thenRun(onExecutor(exchange, beginning));
    return answer;
  }

  /** Passes the woven method again, which finds the token this time. */
  private void begin(Object exchange, CompletableFuture<Object> answer) {
    try {
      ((CompletableFuture<?>) begin.invoke(exchange))
          .whenComplete(
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
    } catch (Throwable e) { // of the client, which would have met its caller
      answer.completeExceptionally(e);
    }
  }

  /** The exchange is cancelled, so whoever waits for it is told at once. */
  void abandon(Object exchange, @Nullable IOException cause) {
    CompletableFuture<Object> answer = open.isEmpty() ? null : open.remove(exchange);
    if (answer != null) {
      answer.completeExceptionally(cause == null ? new IOException("Request cancelled") : cause);
    }
  }

  /** A new request object for the wire, as the client makes them for its own second sendings. */
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
  Object answered(Object future, HttpRequest request, Prepared prepared, Object values) {
    Object exchange = ((Object[]) values)[0];
    @SuppressWarnings("unchecked") // whatever a response is
    CompletableFuture<Object> responses = (CompletableFuture<Object>) future;
    return responses.thenCompose(
        new Function<Object, CompletableFuture<Object>>() {
          @Override
          public CompletableFuture<Object> apply(Object response) {
            return looked(exchange, request, prepared.edit, response);
          }
        });
  }

  private CompletableFuture<Object> looked(
      Object exchange, HttpRequest request, WireEdit edit, Object response) {
    Resend resend = resend(request, edit, response);
    if (resend == null) {
      return CompletableFuture.completedFuture(response);
    }
    CompletableFuture<Object> answer = new CompletableFuture<>();
    Runnable decision =
        new Runnable() {
          @Override
          public void run() {
            open.remove(exchange);
            try {
              if (!answer.isDone() && resend.isWorthwhile()) {
                states.remove(request); // a second entry would not take the first one's place
                states.put(request, resend);
              }
            } finally {
              answer.complete(response); // whatever happens, nobody waits for ever
            }
          }
        };
    open.put(exchange, answer);
    if (!resend.defer(onExecutor(exchange, decision))) {
      decision.run();
    }
    return answer;
  }

  private @Nullable Resend resend(HttpRequest request, WireEdit edit, Object response) {
    try {
      MethodHandle read = status;
      if (read == null) {
        read = method(response.getClass(), "statusCode");
        status = read;
      }
      int code = (int) read.invoke(response);
      if (!WireEdit.isRejection(code)) {
        return null;
      }
      List<String> challenges = challenges(response);
      if (Bodies.canBeSentAgain(request)) {
        return edit.resendAfter(code, challenges);
      }
      edit.noteRejection(code, challenges);
      return null;
    } catch (Throwable e) {
      return null; // the answer is the application's
    }
  }

  private List<String> challenges(Object response) throws Throwable {
    MethodHandle read = headers;
    if (read == null) {
      read = method(response.getClass(), "headers");
      headers = read;
    }
    List<String> values = ((HttpHeaders) read.invoke(response)).map().get("WWW-Authenticate");
    return values == null ? Collections.<String>emptyList() : values;
  }

  private Runnable onExecutor(Object exchange, Runnable task) {
    return new Runnable() {
      @Override
      public void run() {
        // First off this thread, which may be one of ours: a same-thread executor would stay on it.
        CompletableFuture.runAsync(
            new Runnable() {
              @Override
              public void run() {
                execute(exchange, task);
              }
            });
      }
    };
  }

  private void execute(Object exchange, Runnable task) {
    Executor executor;
    try {
      executor = (Executor) delegate.invoke(clientExecutor.invoke(client.invoke(exchange)));
    } catch (Throwable e) {
      executor = null;
    }
    if (executor != null) {
      try {
        executor.execute(task);
        return;
      } catch (RejectedExecutionException e) {
        executor = null; // shut down: the client itself goes on without it
      }
    }
    task.run();
  }
}
