package io.managedidentity.agent.instrumentation;

/** Vert.x 3 to 5. */
final class VertxClients {
  static final CoveredClient[] ALL = {};

  private VertxClients() {}
}
