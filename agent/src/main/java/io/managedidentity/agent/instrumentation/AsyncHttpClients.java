package io.managedidentity.agent.instrumentation;

/** AsyncHttpClient 1.9 to 3. */
final class AsyncHttpClients {
  static final CoveredClient[] ALL = {};

  private AsyncHttpClients() {}
}
