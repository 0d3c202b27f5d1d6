package io.managedidentity.agent.instrumentation.javahttpclient;

import io.managedidentity.agent.injection.TokenReply;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.reflect.Constructor;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Token requests that are answered inside the JVM: the client gets a response of its own kind, and
 * the body when it asks for it. Its filters, timers and handlers do with both as ever. Loaded with
 * the first of them. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // whatever goes wrong ends in the client's future
final class Answers {
  private static final int RESPONSE_PARAMETERS = 6;

  private final MethodHandle response;
  private final ClientExecutor executor;

  /** By exchange, until its body is read. */
  private final WeakIdentityMap<TokenReply> replies = new WeakIdentityMap<>();

  /**
   * @param lookup of the client's package, whose members nobody else may name
   */
  Answers(Class<?> exchange, Lookup lookup) throws ReflectiveOperationException {
    executor = new ClientExecutor(exchange, lookup);
    MethodHandle found = null;
    Class<?> type =
        Class.forName(
            exchange.getPackage().getName() + ".Response", false, exchange.getClassLoader());
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (constructor.getParameterCount() == RESPONSE_PARAMETERS) {
        found = lookup.unreflectConstructor(constructor);
      }
    }
    if (found == null) {
      throw new NoSuchMethodException(type.getName());
    }
    response = found;
  }

  /** What the client takes for the response of this exchange. */
  CompletableFuture<?> give(HttpRequest request, Object exchange, TokenReply reply) {
    CompletableFuture<Object> answer = new CompletableFuture<>();
    try {
      Object made =
          response.invoke(
              request,
              exchange,
              headers(reply),
              null, // there is no connection
              TokenReply.STATUS,
              HttpClient.Version.HTTP_1_1);
      replies.put(exchange, reply);
      answer.complete(made);
    } catch (Throwable e) {
      answer.completeExceptionally(e);
    }
    return answer;
  }

  private static HttpHeaders headers(TokenReply reply) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    String[] made = reply.headers();
    for (int i = 0; i < made.length; i += 2) {
      headers.put(made[i], Collections.singletonList(made[i + 1]));
    }
    return HttpHeaders.of(headers, (name, value) -> true);
  }

  /**
   * @return null if the exchange was not answered here
   */
  @Nullable CompletableFuture<?> body(Object exchange, HttpResponse.BodyHandler<?> handler) {
    TokenReply reply = replies.remove(exchange);
    if (reply == null) {
      return null;
    }
    CompletableFuture<Object> body = new CompletableFuture<>();
    Executor own = executor.of(exchange);
    try {
      own.execute(() -> handle(handler, reply, body));
    } catch (RejectedExecutionException e) {
      body.completeExceptionally(e); // as a shut-down executor ends it without us
    }
    return body;
  }

  private static void handle(
      HttpResponse.BodyHandler<?> handler, TokenReply reply, CompletableFuture<Object> body) {
    try {
      HttpResponse.BodySubscriber<?> subscriber = handler.apply(new Info(headers(reply)));
      subscriber.onSubscribe(new Content(subscriber, reply.body()));
      subscriber
          .getBody()
          .whenComplete(
              (value, failure) -> {
                if (failure == null) {
                  body.complete(value);
                } else {
                  body.completeExceptionally(failure);
                }
              });
    } catch (Throwable e) { // of the application, whose future gets it from the client too
      body.completeExceptionally(e);
    }
  }

  private static final class Info implements HttpResponse.ResponseInfo {
    private final HttpHeaders headers;

    Info(HttpHeaders headers) {
      this.headers = headers;
    }

    @Override
    public int statusCode() {
      return TokenReply.STATUS;
    }

    @Override
    public HttpHeaders headers() {
      return headers;
    }

    @Override
    public HttpClient.Version version() {
      return HttpClient.Version.HTTP_1_1;
    }
  }

  /** All of it with the first demand. */
  private static final class Content implements Flow.Subscription {
    private final Flow.Subscriber<? super List<ByteBuffer>> subscriber;
    private final byte[] bytes;
    private boolean isOver;

    Content(Flow.Subscriber<? super List<ByteBuffer>> subscriber, byte[] bytes) {
      this.subscriber = subscriber;
      this.bytes = bytes;
    }

    @Override
    public void request(long count) {
      if (!isOver && count > 0) {
        isOver = true;
        subscriber.onNext(Collections.singletonList(ByteBuffer.wrap(bytes).asReadOnlyBuffer()));
        subscriber.onComplete();
      }
    }

    @Override
    public void cancel() {
      isOver = true;
    }
  }
}
