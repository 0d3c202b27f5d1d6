package io.managedidentity.agent.instrumentation.javahttpclient;

import io.managedidentity.agent.injection.RouteInjection;
import java.util.List;
import java.util.Map;

/** A mapped request object between its creation and the start of its exchange, which may wait. */
final class Decided {
  final RouteInjection injection;
  final Map<String, List<String>> system;
  final String target;

  /** Its body was asked for, which is done once. */
  volatile boolean isGathered;

  /** It has waited for its token, and does so once. */
  volatile boolean hasWaited;

  /**
   * @param system the request object's system headers, which the client writes; not a copy
   */
  Decided(RouteInjection injection, Map<String, List<String>> system, String target) {
    this.injection = injection;
    this.system = system;
    this.target = target;
  }
}
