package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.config.ClientNames;
import io.managedidentity.agent.instrumentation.WovenMethod.Place;
import io.managedidentity.agent.instrumentation.WovenMethod.Value;

/** Apache HttpAsyncClient 4 and the asynchronous clients of Apache HttpClient 5. */
final class ApacheAsyncClients {
  private static final String NIO = "org/apache/http/impl/nio/client/";
  private static final String STATE = "(L" + NIO + "InternalState;";
  private static final String HANDLER_TYPE = "L" + NIO + "AbstractClientExchangeHandler;";
  private static final String HANDLER = STATE + HANDLER_TYPE + ")";
  private static final String MANAGER = STATE + "L" + NIO + "InternalConnManager;)";
  private static final String REQUEST = "org/apache/http/HttpRequest";
  private static final String BOOLEAN = "java/lang/Boolean";

  private static final int GENERATE = 0;
  private static final int CONNECT = 1;
  private static final int ANSWER = 2;
  private static final int COMPLETED = 3;
  private static final int MINIMAL_ANSWER = 4;
  private static final int RECEIVED = 5;
  private static final int CONTENT = 6;

  // 4.0 keeps the route in its state, and its minimal client shares the default one's handler; from
  // 4.1 each kind of client has a handler of its own.
  private static final CoveredClient HTTP_ASYNC_CLIENT_4 =
      new CoveredClient(
          ClientNames.APACHE_ASYNC_CLIENT_4,
          "apacheasync4.ApacheAsync4Hook",
          generate("MainClientExec", HANDLER),
          generate("MainClientExec", MANAGER),
          generate("MinimalClientExec", MANAGER),
          generate("MinimalClientExchangeHandlerImpl", "()"),
          generate("PipeliningClientExchangeHandlerImpl", "()"),
          requestConnection("AbstractClientExchangeHandler"),
          requestConnection("DefaultClientExchangeHandlerImpl"),
          received(STATE + "Lorg/apache/http/HttpResponse;)"),
          received("(Lorg/apache/http/HttpResponse;" + STATE.substring(1) + HANDLER_TYPE + ")"),
          consumeContent(),
          handleResponse(HANDLER),
          handleResponse(STATE + ")"),
          responseCompleted(HANDLER),
          responseCompleted(MANAGER),
          responseReceived("MinimalClientExchangeHandlerImpl"),
          responseReceived("PipeliningClientExchangeHandlerImpl"));

  private static final String CLIENT = "org/apache/hc/client5/http/impl/async/";
  private static final String EXCHANGE = "org/apache/hc/core5/http/nio/AsyncClientExchangeHandler";
  private static final String PUSH = "Lorg/apache/hc/core5/http/nio/HandlerFactory;";
  private static final String CONTEXT = "Lorg/apache/hc/core5/http/protocol/HttpContext;";
  private static final String IO_SESSION = "org/apache/hc/core5/reactor/IOSession";
  private static final String MINIMAL_EXECUTE =
      "(L" + EXCHANGE + ";" + PUSH + CONTEXT + ")Lorg/apache/hc/core5/concurrent/Cancellable;";

  private static final CoveredClient HTTP_CLIENT_5_ASYNC =
      new CoveredClient(
          ClientNames.APACHE_HTTP_CLIENT_5_ASYNC,
          "apacheasync5.ApacheAsync5Hook",
          chain(0, "AsyncConnectExec"),
          chain(6, "H2AsyncMainClientExec"),
          WovenMethod.replaceArgument(
                  1,
                  "org/apache/hc/client5/http/impl/nio/PoolingAsyncClientConnectionManager$InternalConnectionEndpoint",
                  "execute",
                  "(Ljava/lang/String;L" + EXCHANGE + ";" + PUSH + CONTEXT + ")V",
                  2,
                  EXCHANGE)
              .with(Value.field("poolEntryRef", "Ljava/util/concurrent/atomic/AtomicReference;"))
              .build(),
          WovenMethod.replaceArgument(
                  2,
                  CLIENT + "InternalH2AsyncExecRuntime",
                  "execute",
                  "(Ljava/lang/String;L"
                      + EXCHANGE
                      + ";Lorg/apache/hc/client5/http/protocol/HttpClientContext;)"
                      + "Lorg/apache/hc/core5/concurrent/Cancellable;",
                  2,
                  EXCHANGE)
              .with(Value.field("sessionRef", "Ljava/util/concurrent/atomic/AtomicReference;"))
              .with(Value.lookup())
              .build(),
          minimal(3, "MinimalHttpAsyncClient"),
          started("MinimalHttpAsyncClient"),
          minimal(4, "MinimalH2AsyncClient"),
          started("MinimalH2AsyncClient"),
          session("MinimalH2AsyncClient$3$1"),
          session("MinimalH2AsyncClient$1")); // from 5.4 on

  static final CoveredClient[] ALL = {HTTP_ASYNC_CLIENT_4, HTTP_CLIENT_5_ASYNC};

  private ApacheAsyncClients() {}

  private static WovenMethod generate(String type, String arguments) {
    return WovenMethod.replaceResult(
            GENERATE, NIO + type, "generateRequest", arguments + "L" + REQUEST + ";", REQUEST)
        .with(Value.arguments())
        .optional()
        .build();
  }

  private static WovenMethod requestConnection(String type) {
    return WovenMethod.answerAtEntry(CONNECT, NIO + type, "requestConnection", "()V", BOOLEAN)
        .with(Value.arguments())
        .optional()
        .build();
  }

  private static WovenMethod received(String arguments) {
    return WovenMethod.answerAtEntry(
            RECEIVED, NIO + "MainClientExec", "responseReceived", arguments + "V", BOOLEAN)
        .with(Value.arguments())
        .alternative()
        .build();
  }

  private static WovenMethod consumeContent() {
    return WovenMethod.answerAtEntry(
            CONTENT,
            NIO + "MainClientExec",
            "consumeContent",
            STATE + "Lorg/apache/http/nio/ContentDecoder;Lorg/apache/http/nio/IOControl;)V",
            BOOLEAN)
        .with(Value.arguments())
        .build();
  }

  private static WovenMethod handleResponse(String arguments) {
    return WovenMethod.answerAtEntry(
            ANSWER, NIO + "MainClientExec", "handleResponse", arguments + "Z", BOOLEAN)
        .with(Value.arguments())
        .alternative()
        .build();
  }

  private static WovenMethod responseCompleted(String arguments) {
    return WovenMethod.announce(
            COMPLETED,
            Place.ANNOUNCE_RETURN,
            NIO + "MainClientExec",
            "responseCompleted",
            arguments + "V")
        .with(Value.arguments())
        .alternative()
        .build();
  }

  private static WovenMethod responseReceived(String type) {
    return WovenMethod.announce(
            MINIMAL_ANSWER,
            Place.ANNOUNCE_ENTRY,
            NIO + type,
            "responseReceived",
            "(Lorg/apache/http/HttpResponse;)V")
        .with(Value.arguments())
        .build();
  }

  private static WovenMethod chain(int hook, String type) {
    return WovenMethod.answerAtEntry(
            hook,
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

  private static WovenMethod started(String type) {
    String result = "org/apache/hc/core5/concurrent/Cancellable";
    return WovenMethod.replaceResult(5, CLIENT + type, "execute", MINIMAL_EXECUTE, result)
        .with(Value.slot(1))
        .build();
  }

  /** Optional, since an older version has another class of the same name. */
  private static WovenMethod session(String type) {
    return WovenMethod.replaceArgument(
            7, CLIENT + type, "completed", "(L" + IO_SESSION + ";)V", 1, IO_SESSION)
        .with(Value.field("val$request", "Lorg/apache/hc/core5/http/HttpRequest;"))
        .optional()
        .build();
  }

  private static WovenMethod minimal(int hook, String type) {
    return WovenMethod.replaceArgument(hook, CLIENT + type, "execute", MINIMAL_EXECUTE, 1, EXCHANGE)
        .build();
  }
}
