package io.managedidentity.agent.instrumentation.okhttp;

import io.managedidentity.agent.injection.RouteInjection;
import org.jspecify.annotations.Nullable;

/** What was decided of a request before it is written. It knows nothing of the request itself. */
final class Decided {
  /** Null if nothing is done to the request. */
  final @Nullable RouteInjection injection;

  /** Null if the head is written at once. */
  final @Nullable LateHead head;

  Decided(@Nullable RouteInjection injection, @Nullable LateHead head) {
    this.injection = injection;
    this.head = head;
  }
}
