package io.managedidentity.agent.instrumentation.javahttpclient;

import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * An exchange whose body is not there yet: the client has been handed {@link #answer}, which is
 * open. It continues on the client's executor, whatever thread the application publishes on.
 */
final class Gathering implements Waiting, Runnable {
  final CompletableFuture<Object> answer = new CompletableFuture<>();
  private final Exchanges exchanges;
  private final WeakIdentityMap<Waiting> waiting;
  private final Object exchange;
  private final GatheredBody body;
  private final Executor executor;

  /**
   * @param waiting by exchange
   */
  Gathering(
      Exchanges exchanges,
      WeakIdentityMap<Waiting> waiting,
      Object exchange,
      GatheredBody body,
      Executor executor) {
    this.exchanges = exchanges;
    this.waiting = waiting;
    this.exchange = exchange;
    this.body = body;
    this.executor = executor;
  }

  /** Null if nothing more of the body is to come. */
  @Nullable CompletableFuture<?> begin() {
    waiting.put(exchange, this);
    boolean isOver =
        body.gather(
            new Runnable() {
              @Override
              public void run() {
                handOver();
              }
            });
    if (!isOver) {
      return answer;
    }
    waiting.remove(exchange);
    return null;
  }

  private void handOver() {
    try {
      executor.execute(this);
    } catch (RejectedExecutionException e) {
      waiting.remove(exchange);
      answer.completeExceptionally(e); // as a shut-down executor ends it without us
    }
  }

  @Override
  public void run() {
    waiting.remove(exchange);
    if (!answer.isDone()) { // else cancelled or timed out meanwhile, and not sent
      exchanges.pass(exchange, answer);
    }
  }

  @Override
  public void end(@Nullable IOException cause) {
    body.cancel();
    answer.completeExceptionally(cause == null ? new IOException("Request cancelled") : cause);
  }
}
