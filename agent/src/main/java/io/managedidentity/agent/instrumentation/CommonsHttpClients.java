package io.managedidentity.agent.instrumentation;

/** commons-httpclient 3, and Axis 1 with its own sender. */
final class CommonsHttpClients {
  static final CoveredClient[] ALL = {};

  private CommonsHttpClients() {}
}
