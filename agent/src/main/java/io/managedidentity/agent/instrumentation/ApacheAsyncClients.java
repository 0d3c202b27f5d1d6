package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.config.ClientNames;
import io.managedidentity.agent.instrumentation.WovenMethod.Value;

/** The asynchronous client of Apache HttpClient 5, where it has a pool of connections. */
final class ApacheAsyncClients {
  private static final String BOOLEAN = "java/lang/Boolean";
  private static final String CLIENT = "org/apache/hc/client5/http/impl/async/";
  private static final String EXCHANGE = "org/apache/hc/core5/http/nio/AsyncClientExchangeHandler";
  private static final String PUSH = "Lorg/apache/hc/core5/http/nio/HandlerFactory;";
  private static final String CONTEXT = "Lorg/apache/hc/core5/http/protocol/HttpContext;";
  private static final CoveredClient HTTP_CLIENT_5_ASYNC =
      new CoveredClient(
          ClientNames.APACHE_HTTP_CLIENT_5_ASYNC,
          "apacheasync5.ApacheAsync5Hook",
          chain("AsyncConnectExec"),
          WovenMethod.replaceArgument(
                  1,
                  "org/apache/hc/client5/http/impl/nio/PoolingAsyncClientConnectionManager$InternalConnectionEndpoint",
                  "execute",
                  "(Ljava/lang/String;L" + EXCHANGE + ";" + PUSH + CONTEXT + ")V",
                  2,
                  EXCHANGE)
              .with(Value.field("poolEntryRef", "Ljava/util/concurrent/atomic/AtomicReference;"))
              .build());

  static final CoveredClient[] ALL = {HTTP_CLIENT_5_ASYNC};

  private ApacheAsyncClients() {}

  private static WovenMethod chain(String type) {
    return WovenMethod.answerAtEntry(
            0,
            CLIENT + type,
            "execute",
            "(Lorg/apache/hc/core5/http/HttpRequest;Lorg/apache/hc/core5/http/nio/AsyncEntityProducer;"
                + "Lorg/apache/hc/client5/http/async/AsyncExecChain$Scope;"
                + "Lorg/apache/hc/client5/http/async/AsyncExecChain;"
                + "Lorg/apache/hc/client5/http/async/AsyncExecCallback;)V",
            BOOLEAN)
        .with(Value.arguments())
        .build();
  }
}
