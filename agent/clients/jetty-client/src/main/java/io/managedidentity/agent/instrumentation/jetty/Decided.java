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

  /** Null if the mapping edits no body, or this one cannot be had. */
  final @Nullable GatheredBody body;

  final WeakReference<Object> channel;

  Decided(
      RouteInjection injection,
      SendCall sending,
      @Nullable PlannedResend plan,
      @Nullable GatheredBody body) {
    this.body = body;
    this.injection = injection;
    this.host = sending.host();
    this.isEncrypted = sending.scheme().equalsIgnoreCase("https");
    this.target = plan == null ? sending.target() : plan.target();
    this.plan = plan;
    this.channel = new WeakReference<>(sending.channel());
  }

  byte @Nullable [] bytesOf(Object request) throws ReflectiveOperationException {
    return body == null ? null : body.bytesOf(request);
  }
}
