package io.managedidentity.agent.instrumentation.javahttpclient;

import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The edit of one request object. */
final class Prepared {
  final RouteInjection injection;

  /** The application's headers without those that were replaced or removed. */
  final HttpHeaders headers;

  final String fromTarget;
  final String toTarget;
  final WireEdit edit;
  private final Map<String, List<String>> system;
  private final Map<String, List<String>> before;

  /**
   * @param system the request object's system headers, before they are edited; not a copy
   */
  Prepared(
      HttpHeaders headers, Map<String, List<String>> system, Postponed decided, WireEdit edit) {
    this.injection = decided.injection;
    this.headers = headers;
    this.fromTarget = decided.target;
    this.toTarget = edit.target();
    this.edit = edit;
    this.system = system;
    this.before = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    before.putAll(system);
  }

  /** The request is as the application and the client made it. */
  void undo() {
    system.clear();
    system.putAll(before);
  }
}
