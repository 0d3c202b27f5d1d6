package io.managedidentity.agent.instrumentation.javahttpclient;

import io.managedidentity.agent.injection.RouteInjection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A request object whose token is not there yet. Run when it is, or when there will be none. */
final class Postponed implements Runnable {
  final RouteInjection injection;
  final Map<String, List<String>> system;
  final String target;
  final CompletableFuture<Void> ready = new CompletableFuture<>();

  /**
   * @param system the request object's system headers, which the client writes; not a copy
   */
  Postponed(RouteInjection injection, Map<String, List<String>> system, String target) {
    this.injection = injection;
    this.system = system;
    this.target = target;
  }

  @Override
  public void run() {
    ready.complete(null);
  }
}
