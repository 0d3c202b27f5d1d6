package io.managedidentity.agent.instrumentation;

/** OkHttp 2 to 5. */
final class OkHttpClients {
  static final CoveredClient[] ALL = {};

  private OkHttpClients() {}
}
