package io.managedidentity.agent.instrumentation;

/** reactor-netty 1. */
final class ReactorNettyClients {
  static final CoveredClient[] ALL = {};

  private ReactorNettyClients() {}
}
