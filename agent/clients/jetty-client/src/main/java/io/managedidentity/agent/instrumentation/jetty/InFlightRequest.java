package io.managedidentity.agent.instrumentation.jetty;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.WireEdit;
import org.jspecify.annotations.Nullable;

/**
 * A mapped request that is on the wire. Immutable. Kept beside the request, which must not be held
 * by it: not every request has an answer.
 */
final class InFlightRequest {
  /** Null if it goes out as the application made it. */
  final @Nullable WireEdit edit;

  final HeaderList headers;
  final String target;
  final Decided decided;

  /** When the call was first sent, by {@link System#nanoTime}. */
  final long firstNanos;

  InFlightRequest(
      Decided decided,
      @Nullable WireEdit edit,
      HeaderList headers,
      String target,
      long firstNanos) {
    this.decided = decided;
    this.edit = edit;
    this.headers = headers;
    this.target = target;
    this.firstNanos = firstNanos;
  }

  /** Null if the body stays. */
  byte @Nullable [] body() {
    return edit == null ? null : edit.body();
  }

  /** The client of the connection that the request was sent over. */
  Object client() throws ReflectiveOperationException {
    Object known = decided.channel.get();
    if (known == null) {
      throw new IllegalStateException("the connection is gone");
    }
    return SendCall.clientOf(known);
  }

  /**
   * The request that the application made.
   *
   * @param request the one that was written
   * @return null if that is gone
   */
  @Nullable Object original(Object request) {
    return decided.plan == null ? request : decided.plan.original();
  }
}
