package io.managedidentity.agent.instrumentation;

/** Apache HttpAsyncClient 4 and the asynchronous clients of Apache HttpClient 5. */
final class ApacheAsyncClients {
  static final CoveredClient[] ALL = {};

  private ApacheAsyncClients() {}
}
