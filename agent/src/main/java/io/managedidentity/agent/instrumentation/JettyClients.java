package io.managedidentity.agent.instrumentation;

/** Jetty client 9.4 to 12. */
final class JettyClients {
  static final CoveredClient[] ALL = {};

  private JettyClients() {}
}
