package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.config.ClientNames;
import io.managedidentity.agent.instrumentation.WovenMethod.Value;

/** reactor-netty 1. */
final class ReactorNettyClients {
  private static final int REQUEST = 0;

  private static final String CLIENT = "reactor/netty/http/client/";
  private static final String ENDPOINT = CLIENT + "UriEndpoint";
  private static final String HANDLER = CLIENT + "HttpClientConnect$HttpClientHandler";

  private static final CoveredClient REACTOR_NETTY =
      new CoveredClient(
          ClientNames.REACTOR_NETTY,
          "netty.ReactorNettyHook",
          // Called for each request on each connection: first sending, redirect, retry.
          WovenMethod.replaceResult(
                  REQUEST,
                  HANDLER,
                  "requestWithBody",
                  "(L" + CLIENT + "HttpClientOperations;)Lorg/reactivestreams/Publisher;",
                  "org/reactivestreams/Publisher")
              .with(Value.arguments())
              .with(
                  Value.all(
                      ofTarget("getRemoteAddress", "()Ljava/net/SocketAddress;"),
                      ofTarget("isSecure", "()Z"),
                      Value.anyField("responseTimeout", "Ljava/time/Duration;")))
              .build());

  static final CoveredClient[] ALL = {REACTOR_NETTY};

  private ReactorNettyClients() {}

  private static Value ofTarget(String method, String descriptor) {
    return Value.fieldCalls("toURI", "L" + ENDPOINT + ";", ENDPOINT, method, descriptor);
  }
}
