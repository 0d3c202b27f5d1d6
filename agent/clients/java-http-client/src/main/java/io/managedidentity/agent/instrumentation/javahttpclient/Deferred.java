package io.managedidentity.agent.instrumentation.javahttpclient;

import io.managedidentity.agent.injection.Continuation;
import io.managedidentity.agent.injection.Faults;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that waits for a token: the client has been handed {@link #answer}, which is open.
 */
abstract class Deferred extends Continuation implements Waiting {
  final CompletableFuture<Object> answer = new CompletableFuture<>();

  Deferred(Faults faults, Executor executor) {
    super(faults, executor);
  }

  @Override
  public final void end(@Nullable IOException cause) {
    cancel();
    answer.completeExceptionally(cause == null ? new IOException("Request cancelled") : cause);
  }
}
