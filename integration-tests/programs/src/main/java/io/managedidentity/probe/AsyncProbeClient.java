package io.managedidentity.probe;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A client whose calls are answered later, on threads of its own. Where the number of these threads
 * (event loops, selectors, workers) can be chosen, the probe's client has one, so that a thread
 * that is held up is noticed at once.
 */
public interface AsyncProbeClient extends ProbeClient {
  /**
   * Starts the call, in the way that a program does which must not wait. The future is completed on
   * the thread on which the client calls back, with what {@link ProbeClient#call} answers or the
   * exception that the client gives; what the client throws at once is thrown. Cancelling the
   * future cancels the client's call.
   */
  CompletableFuture<Message> start(Message call) throws Exception;

  @Override
  default Message call(Message call) throws Exception {
    try {
      return start(call).get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception) {
        throw (Exception) e.getCause();
      }
      throw e;
    }
  }
}
