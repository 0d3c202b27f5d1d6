package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.instrumentation.WovenMethod.Value;

/** The blocking clients on httpcore 4 and 5. */
final class ApacheClients {
  static final int APACHE_4_EXECUTE = 0;
  static final int APACHE_5_EXECUTE = 0;
  static final int APACHE_4_ANSWERED = 1;
  static final int APACHE_5_ANSWERED = 1;

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
              .build());

  static final CoveredClient[] ALL = {APACHE_4, APACHE_5};

  private ApacheClients() {}
}
