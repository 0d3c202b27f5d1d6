package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.config.ClientNames;
import io.managedidentity.agent.instrumentation.WovenMethod.Place;
import io.managedidentity.agent.instrumentation.WovenMethod.Value;
import io.managedidentity.agent.instrumentation.javahttpclient.JavaHttpClientHook;

/** The clients of the JDK itself. Loaded with the first of them. */
final class JdkClients {
  static final int URL_CONNECTION_CONNECT = 0;
  static final int URL_CONNECTION_WRITE = 1;
  static final int URL_CONNECTION_ANSWERED = 2;
  static final int URL_CONNECTION_ABANDONED = 3;
  static final int URL_CONNECTION_FAILED = 4;
  static final int JAVA_HTTP_PREPARE = 0;
  static final int JAVA_HTTP_HEADERS = 1;
  static final int JAVA_HTTP_PSEUDO_HEADERS = 3;

  private static final String CONNECTION = "sun/net/www/protocol/http/HttpURLConnection";
  private static final Value CONNECTION_REQUESTS =
      Value.field("requests", "Lsun/net/www/MessageHeader;");
  private static final Value CONNECTION_RESPONSES =
      Value.field("responses", "Lsun/net/www/MessageHeader;");

  static final CoveredClient URL_CONNECTION =
      new CoveredClient(
          "http-url-connection",
          "urlconnection.UrlConnectionHook",
          // Before the dial: a cold token is fetched while the connection is made.
          WovenMethod.announce(
                  URL_CONNECTION_CONNECT, Place.ANNOUNCE_ENTRY, CONNECTION, "plainConnect", "()V")
              .with(Value.slot(0))
              .with(CONNECTION_REQUESTS)
              .build(),
          // sendCONNECTRequest() uses the overload with two arguments, so a CONNECT never passes
          // here.
          WovenMethod.replaceArgument(
                  URL_CONNECTION_WRITE,
                  "sun/net/www/http/HttpClient",
                  "writeRequests",
                  "(Lsun/net/www/MessageHeader;Lsun/net/www/http/PosterOutputStream;Z)V",
                  1,
                  "sun/net/www/MessageHeader")
              .with(Value.field("url", "Ljava/net/URL;"))
              .with(Value.field("serverSocket", "Ljava/net/Socket;"))
              .build(),
          // Whatever the settings for redirects, every answer passes here, after the JDK's own
          // authentication: only a 401 in streaming mode does not.
          WovenMethod.answerAtEntry(
                  URL_CONNECTION_ANSWERED, CONNECTION, "followRedirect", "()Z", "java/lang/Boolean")
              .with(Value.slot(0))
              .with(
                  Value.all(
                      CONNECTION_REQUESTS,
                      CONNECTION_RESPONSES,
                      Value.calls(0, CONNECTION, "streaming", "()Z")))
              .build(),
          // The whole exchange, redirects and second sendings included.
          WovenMethod.replaceThrown(
                  URL_CONNECTION_FAILED,
                  CONNECTION,
                  "getInputStream0",
                  "()Ljava/io/InputStream;",
                  "java/io/InputStream")
              .with(Value.slot(0))
              .optional()
              .build(),
          WovenMethod.announce(
                  URL_CONNECTION_ABANDONED,
                  Place.ANNOUNCE_ENTRY,
                  CONNECTION,
                  "disconnectInternal",
                  "()V")
              .with(CONNECTION_REQUESTS)
              .with(CONNECTION_RESPONSES)
              .build());

  private static final String TEXT = "()Ljava/lang/String;";

  /** The JDK's TLS. Its sockets know their peer's name by a field, its engines tell it. */
  static final CoveredClient TLS =
      new CoveredClient(
          ClientNames.UNSEEN_CONNECTIONS,
          "connections.ConnectionsHook",
          handshake("()V"),
          handshake("(Z)V"),
          WovenMethod.announce(
                  0,
                  Place.ANNOUNCE_ENTRY,
                  "sun/security/ssl/SSLEngineImpl",
                  "beginHandshake",
                  "()V")
              .with(
                  Value.all(
                      Value.calls(0, "javax/net/ssl/SSLEngine", "getPeerHost", TEXT),
                      Value.calls(0, "javax/net/ssl/SSLEngine", "getPeerPort", "()I"),
                      Value.calls(0, "javax/net/ssl/SSLEngine", "getUseClientMode", "()Z")))
              .build());

  private static final String REQUEST_IMPL = "jdk/internal/net/http/HttpRequestImpl";
  private static final String RESPONSE = "jdk/internal/net/http/Response";
  private static final String EXCHANGE = "jdk/internal/net/http/Exchange";
  private static final String FUTURE = "java/util/concurrent/CompletableFuture";
  private static final String RESPONSE_ASYNC = "()L" + FUTURE + ";";
  private static final Value EXCHANGE_REQUEST = Value.field("request", "L" + REQUEST_IMPL + ";");
  private static final Value EXCHANGE_ACCESS = Value.all(Value.slot(0), Value.lookup());
  private static final Value CONNECTION_ACCESS =
      Value.all(
          Value.field("connection", "Ljdk/internal/net/http/HttpConnection;"), Value.lookup());
  private static final String HEADERS_BUILDER = "jdk/internal/net/http/common/HttpHeadersBuilder";
  private static final String PSEUDO_HEADERS =
      "(Ljava/net/http/HttpRequest;)Ljava/net/http/HttpHeaders;";

  private static final CoveredClient JAVA_HTTP =
      new CoveredClient(
          "java-http-client",
          "javahttpclient.JavaHttpClientHook",
          // The answer is there: to be sent again is decided before the client's own filters, whose
          // Authenticator would ask for other credentials.
          WovenMethod.answerAtEntry(
                  JavaHttpClientHook.AGAIN,
                  "jdk/internal/net/http/MultiExchange",
                  "responseFilters",
                  "(L" + RESPONSE + ";)L" + REQUEST_IMPL + ";",
                  REQUEST_IMPL)
              .with(Value.calls(1, RESPONSE, "request", "()L" + REQUEST_IMPL + ";"))
              .with(Value.field("attempts", "Ljava/util/concurrent/atomic/AtomicInteger;"))
              .build(),
          // The one way to a response, whatever the protocol version; neither a CONNECT nor a retry
          // within passes here. It answers a future, so a request can wait here without a thread.
          WovenMethod.answerAtEntry(
                  JavaHttpClientHook.BEGIN, EXCHANGE, "responseAsync", RESPONSE_ASYNC, FUTURE)
              .with(EXCHANGE_REQUEST)
              .with(EXCHANGE_ACCESS)
              .build(),
          WovenMethod.replaceResult(
                  JavaHttpClientHook.ANSWER, EXCHANGE, "responseAsync", RESPONSE_ASYNC, FUTURE)
              .with(EXCHANGE_REQUEST)
              .with(EXCHANGE_ACCESS)
              .build(),
          // The end of a wait that the client's own timers and cancelled futures come to.
          WovenMethod.announce(
                  JavaHttpClientHook.ABANDON, Place.ANNOUNCE_ENTRY, EXCHANGE, "cancel", "()V")
              .with(Value.slot(0))
              .build(),
          WovenMethod.announce(
                  JavaHttpClientHook.ABANDON,
                  Place.ANNOUNCE_ENTRY,
                  EXCHANGE,
                  "cancel",
                  "(Ljava/io/IOException;)V")
              .with(Value.slot(0))
              .with(Value.slot(1))
              .build(),
          // Once for each new request object: first send, each redirect, each authentication retry,
          // never a CONNECT. After
          // the client's own filters, so that the header of an Authenticator is seen; before the
          // dial, and an IOException
          // is expected here.
          WovenMethod.announce(
                  JAVA_HTTP_PREPARE,
                  Place.ANNOUNCE_RETURN,
                  "jdk/internal/net/http/MultiExchange",
                  "requestFilters",
                  "(L" + REQUEST_IMPL + ";)V")
              .with(Value.slot(1))
              .with(
                  Value.calls(
                      1,
                      REQUEST_IMPL,
                      "getSystemHeadersBuilder",
                      "()L" + HEADERS_BUILDER + ";",
                      HEADERS_BUILDER,
                      "map",
                      "()Ljava/util/Map;"))
              .build(),
          // The first that is told which request goes over an HTTP/2 connection, before its headers
          // are read.
          WovenMethod.announce(
                  JavaHttpClientHook.PROVE,
                  Place.ANNOUNCE_ENTRY,
                  "jdk/internal/net/http/Http2Connection",
                  "createStream",
                  "(L" + EXCHANGE + ";)Ljdk/internal/net/http/Stream;")
              .with(Value.calls(1, EXCHANGE, "request", "()L" + REQUEST_IMPL + ";"))
              .with(CONNECTION_ACCESS)
              .build(),
          // User headers win over system headers in the writers of all three protocol versions.
          WovenMethod.replaceResult(
                  JAVA_HTTP_HEADERS,
                  REQUEST_IMPL,
                  "getUserHeaders",
                  "()Ljava/net/http/HttpHeaders;",
                  "java/net/http/HttpHeaders")
              .with(Value.slot(0))
              .build(),
          WovenMethod.replaceResult(
                  JavaHttpClientHook.PROVE,
                  "jdk/internal/net/http/Http1Request",
                  "requestURI",
                  "()Ljava/lang/String;",
                  "java/lang/String")
              .with(Value.field("request", "L" + REQUEST_IMPL + ";"))
              .with(CONNECTION_ACCESS)
              .build(),
          // The place of HTTP/2's :path up to 25; 26 moved it.
          WovenMethod.replaceResult(
                  JAVA_HTTP_PSEUDO_HEADERS,
                  "jdk/internal/net/http/Stream",
                  "createPseudoHeaders",
                  PSEUDO_HEADERS,
                  "java/net/http/HttpHeaders")
              .with(Value.slot(0))
              .onJdk(11, 25)
              .build(),
          WovenMethod.replaceResult(
                  JAVA_HTTP_PSEUDO_HEADERS,
                  "jdk/internal/net/http/common/Utils",
                  "createPseudoHeaders",
                  PSEUDO_HEADERS,
                  "java/net/http/HttpHeaders")
              .with(Value.slot(0))
              .onJdk(26, Integer.MAX_VALUE)
              .build());

  static final CoveredClient[] ALL = {URL_CONNECTION, JAVA_HTTP, TLS};

  private JdkClients() {}

  private static WovenMethod handshake(String descriptor) {
    String socket = "sun/security/ssl/SSLSocketImpl";
    return WovenMethod.announce(0, Place.ANNOUNCE_ENTRY, socket, "startHandshake", descriptor)
        .with(
            Value.all(
                Value.anyField("peerHost", "Ljava/lang/String;"),
                Value.calls(0, "java/net/Socket", "getPort", "()I"),
                Value.calls(0, "javax/net/ssl/SSLSocket", "getUseClientMode", "()Z")))
        .optional()
        .build();
  }
}
