package io.managedidentity.agent.instrumentation.jetty;

import io.managedidentity.agent.injection.WireEdit;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** An answer that refuses a token, whose headers are still to come. Immutable. */
final class ComingHead {
  final WireEdit edit;
  final int status;

  private final WeakReference<Object> response;

  /**
   * @param response of the client, which leads to its request and is not held
   */
  ComingHead(WireEdit edit, int status, Object response) {
    this.edit = edit;
    this.status = status;
    this.response = new WeakReference<>(response);
  }

  /** What there is of it. */
  @Nullable Object response() {
    return response.get();
  }
}
