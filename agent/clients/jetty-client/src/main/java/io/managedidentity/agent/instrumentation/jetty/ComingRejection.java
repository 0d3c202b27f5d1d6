package io.managedidentity.agent.instrumentation.jetty;

import io.managedidentity.agent.injection.WireEdit;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * A rejected request whose answer is on its way to the client's handler for authentication.
 * Immutable. Kept beside the request, which must not be held by it.
 */
final class ComingRejection {
  final InFlightRequest sent;
  final WireEdit edit;
  final int status;

  /** Whether the answer would have gone to the application without the agent. */
  final boolean isTakenOver;

  private final WeakReference<Object> client;

  ComingRejection(
      InFlightRequest sent, WireEdit edit, int status, boolean isTakenOver, Object client) {
    this.sent = sent;
    this.edit = edit;
    this.status = status;
    this.isTakenOver = isTakenOver;
    this.client = new WeakReference<>(client);
  }

  @Nullable Object client() {
    return client.get();
  }
}
