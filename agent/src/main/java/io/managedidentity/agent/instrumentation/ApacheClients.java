package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.instrumentation.WovenMethod.Value;

/** The blocking clients on httpcore 4 and 5. */
final class ApacheClients {
  static final int APACHE_4_EXECUTE = 0;
  static final int APACHE_5_EXECUTE = 0;
  static final int APACHE_4_ANSWERED = 1;
  static final int APACHE_5_ANSWERED = 1;

  /** A connection is handed out for a route; while the agent is off too, since it stays. */
  static final int APACHE_4_LEASED = ClientHook.OF_CONNECTION;

  static final int APACHE_5_LEASED = ClientHook.OF_CONNECTION;

  private static final String EXECUTOR_4 = "org/apache/http/protocol/HttpRequestExecutor";
  private static final String EXECUTE_4 =
      "(Lorg/apache/http/HttpRequest;Lorg/apache/http/HttpClientConnection;"
          + "Lorg/apache/http/protocol/HttpContext;)Lorg/apache/http/HttpResponse;";
  private static final String EXECUTOR_5 = "org/apache/hc/core5/http/impl/io/HttpRequestExecutor";
  private static final String EXECUTE_5 =
      "(Lorg/apache/hc/core5/http/ClassicHttpRequest;Lorg/apache/hc/core5/http/io/HttpClientConnection;"
          + "Lorg/apache/hc/core5/http/io/HttpResponseInformationCallback;"
          + "Lorg/apache/hc/core5/http/protocol/HttpContext;)"
          + "Lorg/apache/hc/core5/http/ClassicHttpResponse;";

  private static final String MANAGERS_4 = "org/apache/http/impl/conn/";
  private static final String POOL_ENTRY_4 = MANAGERS_4 + "CPoolEntry";
  private static final String CONNECTION_4 = "org/apache/http/HttpClientConnection";
  private static final String MANAGERS_5 = "org/apache/hc/client5/http/impl/io/";
  private static final String POOLED_5 =
      MANAGERS_5 + "PoolingHttpClientConnectionManager$InternalConnectionEndpoint";
  private static final String SINGLE_5 =
      MANAGERS_5 + "BasicHttpClientConnectionManager$InternalConnectionEndpoint";
  private static final String POOL_ENTRY_5 = "org/apache/hc/core5/pool/PoolEntry";
  private static final String CONNECTION_5 =
      "org/apache/hc/client5/http/io/ManagedHttpClientConnection";
  private static final String EXECUTOR_UNTIL_5_3 = EXECUTOR_5;
  private static final String EXECUTOR_FROM_5_4 =
      "org/apache/hc/client5/http/io/ConnectionEndpoint$RequestExecutor";

  // The one funnel of all blocking clients on httpcore 4: DefaultRequestDirector, MainClientExec,
  // MinimalClientExec.
  private static final CoveredClient APACHE_4 =
      new CoveredClient(
          "apache-httpclient-4",
          "apachehttp4.ApacheHttp4Hook",
          WovenMethod.replaceArgument(
                  APACHE_4_EXECUTE,
                  EXECUTOR_4,
                  "execute",
                  EXECUTE_4,
                  1,
                  "org/apache/http/HttpRequest")
              .with(Value.slot(2))
              .with(Value.slot(3))
              .build(),
          WovenMethod.replaceResult(
                  APACHE_4_ANSWERED,
                  EXECUTOR_4,
                  "execute",
                  EXECUTE_4,
                  "org/apache/http/HttpResponse")
              .with(Value.arguments())
              .build(),
          // 4.3 and later; earlier connections know their route. In both managers it is what the
          // connection is dialled for, whatever the request's context says.
          WovenMethod.replaceResult(
                  APACHE_4_LEASED,
                  MANAGERS_4 + "CPoolProxy",
                  "newProxy",
                  "(L" + POOL_ENTRY_4 + ";)L" + CONNECTION_4 + ";",
                  CONNECTION_4)
              .with(Value.calls(0, POOL_ENTRY_4, "getRoute", "()Ljava/lang/Object;"))
              .build(),
          WovenMethod.replaceResult(
                  APACHE_4_LEASED,
                  MANAGERS_4 + "BasicHttpClientConnectionManager",
                  "getConnection",
                  "(Lorg/apache/http/conn/routing/HttpRoute;Ljava/lang/Object;)L"
                      + CONNECTION_4
                      + ";",
                  CONNECTION_4)
              .with(Value.slot(1))
              .build());

  // The shorter overload of execute calls this one.
  private static final CoveredClient APACHE_5 =
      new CoveredClient(
          "apache-httpclient-5",
          "apachehttp5.ApacheHttp5Hook",
          WovenMethod.replaceArgument(
                  APACHE_5_EXECUTE,
                  EXECUTOR_5,
                  "execute",
                  EXECUTE_5,
                  1,
                  "org/apache/hc/core5/http/ClassicHttpRequest")
              .with(Value.slot(2))
              .with(Value.slot(4))
              .build(),
          WovenMethod.replaceResult(
                  APACHE_5_ANSWERED,
                  EXECUTOR_5,
                  "execute",
                  EXECUTE_5,
                  "org/apache/hc/core5/http/ClassicHttpResponse")
              .with(Value.arguments())
              .build(),
          pooled5(EXECUTOR_UNTIL_5_3).build(),
          pooled5(EXECUTOR_FROM_5_4).optional().build(),
          single5(EXECUTOR_UNTIL_5_3).build(),
          single5(EXECUTOR_FROM_5_4).optional().build());

  static final CoveredClient[] ALL = {APACHE_4, APACHE_5};

  /** A pool's endpoint is about to have a request written to the connection of its entry. */
  private static WovenMethod.Builder pooled5(String executor) {
    return WovenMethod.replaceCalled(
        APACHE_5_LEASED,
        POOLED_5,
        "execute",
        endpointExecute5(executor),
        "getValidatedPoolEntry()L" + POOL_ENTRY_5 + ";",
        POOL_ENTRY_5);
  }

  private static WovenMethod.Builder single5(String executor) {
    return WovenMethod.replaceCalled(
            APACHE_5_LEASED,
            SINGLE_5,
            "execute",
            endpointExecute5(executor),
            "getValidatedConnection()L" + CONNECTION_5 + ";",
            CONNECTION_5)
        .with(Value.calls(0, SINGLE_5, "getRoute", "()Lorg/apache/hc/client5/http/HttpRoute;"));
  }

  private static String endpointExecute5(String executor) {
    return "(Ljava/lang/String;Lorg/apache/hc/core5/http/ClassicHttpRequest;L"
        + executor
        + ";Lorg/apache/hc/core5/http/protocol/HttpContext;)"
        + "Lorg/apache/hc/core5/http/ClassicHttpResponse;";
  }

  private ApacheClients() {}
}
