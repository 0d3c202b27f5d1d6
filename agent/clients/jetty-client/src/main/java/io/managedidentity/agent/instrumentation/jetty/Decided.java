package io.managedidentity.agent.instrumentation.jetty;

import io.managedidentity.agent.injection.RouteInjection;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * A mapped request that its connection has taken on, and whose headers are still the application's:
 * its listeners may change them until they are written. Immutable. Kept beside the request, which
 * must not be held by it.
 */
final class Decided {
  final RouteInjection injection;
  final String host;
  final boolean isEncrypted;

  /** The target before any edit. */
  final String target;

  /** Null for a first sending. */
  final @Nullable PlannedResend plan;

  final WeakReference<Object> channel;

  Decided(RouteInjection injection, SendCall sending, @Nullable PlannedResend plan) {
    this.injection = injection;
    this.host = sending.host();
    this.isEncrypted = sending.scheme().equalsIgnoreCase("https");
    this.target = plan == null ? sending.target() : plan.target();
    this.plan = plan;
    this.channel = new WeakReference<>(sending.channel());
  }
}
