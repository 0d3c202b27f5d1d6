package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.instrumentation.WovenMethod.Place;
import io.managedidentity.agent.instrumentation.WovenMethod.Value;

/** The clients of the JDK itself. Loaded with the first of them. */
final class JdkClients {
  static final int URL_CONNECTION_CONNECT = 0;
  static final int URL_CONNECTION_WRITE = 1;
  static final int JAVA_HTTP_PREPARE = 2;
  static final int JAVA_HTTP_HEADERS = 3;
  static final int JAVA_HTTP_TARGET = 4;
  static final int JAVA_HTTP_PSEUDO_HEADERS = 5;

  static final CoveredClient URL_CONNECTION =
      new CoveredClient(
          "http-url-connection",
          "urlconnection.UrlConnectionHook",
          // Before the dial: a cold token is fetched while the connection is made.
          WovenMethod.announce(
                  URL_CONNECTION_CONNECT,
                  Place.ANNOUNCE_ENTRY,
                  "sun/net/www/protocol/http/HttpURLConnection",
                  "plainConnect",
                  "()V")
              .with(Value.slot(0))
              .with(Value.field("requests", "Lsun/net/www/MessageHeader;"))
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
              .build());

  private static final String REQUEST_IMPL = "jdk/internal/net/http/HttpRequestImpl";
  private static final String HEADERS_BUILDER = "jdk/internal/net/http/common/HttpHeadersBuilder";
  private static final String PSEUDO_HEADERS =
      "(Ljava/net/http/HttpRequest;)Ljava/net/http/HttpHeaders;";

  private static final CoveredClient JAVA_HTTP =
      new CoveredClient(
          "java-http-client",
          "javahttpclient.JavaHttpClientHook",
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
                  JAVA_HTTP_TARGET,
                  "jdk/internal/net/http/Http1Request",
                  "requestURI",
                  "()Ljava/lang/String;",
                  "java/lang/String")
              .with(Value.field("request", "L" + REQUEST_IMPL + ";"))
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

  static final CoveredClient[] ALL = {URL_CONNECTION, JAVA_HTTP};

  private JdkClients() {}
}
