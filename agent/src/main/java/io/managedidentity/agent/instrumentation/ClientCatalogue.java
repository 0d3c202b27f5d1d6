package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.instrumentation.WovenMethod.Place;
import io.managedidentity.agent.instrumentation.WovenMethod.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every client that is covered: its name in {@code instrumentation.<client>}, its hook class, its
 * woven methods. To cover another client, add its methods here, its types to {@code
 * ClientTransformer}, and its hook class in a package of its own (docs/adding-a-client.md).
 *
 * <p>Each method is the last one that turns a request into bytes, so that it is met once per
 * request on the wire: a redirect, a retry and a proxied request are decided anew, and nothing the
 * application can see is changed.
 */
final class ClientCatalogue {
  static final int URL_CONNECTION_CONNECT = 0;
  static final int URL_CONNECTION_WRITE = 1;
  static final int JAVA_HTTP_PREPARE = 2;
  static final int JAVA_HTTP_HEADERS = 3;
  static final int JAVA_HTTP_TARGET = 4;
  static final int JAVA_HTTP_PSEUDO_HEADERS = 5;
  static final int APACHE_4_EXECUTE = 6;
  static final int APACHE_5_EXECUTE = 7;

  /** One past the last hook number. */
  static final int HOOKS = 8;

  private static final String PACKAGE = "io.managedidentity.agent.instrumentation.";

  /** A client: its name for users, the hook class that serves it, its methods. */
  static final class Client {
    final String name;
    final String hookClass;
    final WovenMethod[] methods;

    private Client(String name, String hookClass, WovenMethod... methods) {
      this.name = name;
      this.hookClass = PACKAGE + hookClass;
      this.methods = methods;
    }

    /** Its methods of one type that are to be found on this feature release of the JDK. */
    List<WovenMethod> methodsOf(String type, int feature) {
      List<WovenMethod> found = new ArrayList<>();
      for (WovenMethod method : methods) {
        if (method.type.equals(type) && method.isOnJdk(feature)) {
          found.add(method);
        }
      }
      return found;
    }
  }

  static final Client URL_CONNECTION =
      new Client(
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

  private static final Client JAVA_HTTP =
      new Client(
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

  // The one funnel of all blocking clients on httpcore 4: DefaultRequestDirector, MainClientExec,
  // MinimalClientExec.
  private static final Client APACHE_4 =
      new Client(
          "apache-httpclient-4",
          "apachehttp4.ApacheHttp4Hook",
          WovenMethod.replaceArgument(
                  APACHE_4_EXECUTE,
                  "org/apache/http/protocol/HttpRequestExecutor",
                  "execute",
                  "(Lorg/apache/http/HttpRequest;Lorg/apache/http/HttpClientConnection;"
                      + "Lorg/apache/http/protocol/HttpContext;)Lorg/apache/http/HttpResponse;",
                  1,
                  "org/apache/http/HttpRequest")
              .with(Value.slot(2))
              .with(Value.slot(3))
              .build());

  // The shorter overload of execute calls this one.
  private static final Client APACHE_5 =
      new Client(
          "apache-httpclient-5",
          "apachehttp5.ApacheHttp5Hook",
          WovenMethod.replaceArgument(
                  APACHE_5_EXECUTE,
                  "org/apache/hc/core5/http/impl/io/HttpRequestExecutor",
                  "execute",
                  "(Lorg/apache/hc/core5/http/ClassicHttpRequest;Lorg/apache/hc/core5/http/io/HttpClientConnection;"
                      + "Lorg/apache/hc/core5/http/io/HttpResponseInformationCallback;"
                      + "Lorg/apache/hc/core5/http/protocol/HttpContext;)"
                      + "Lorg/apache/hc/core5/http/ClassicHttpResponse;",
                  1,
                  "org/apache/hc/core5/http/ClassicHttpRequest")
              .with(Value.slot(2))
              .with(Value.slot(4))
              .build());

  private static final Client[] CLIENTS = {URL_CONNECTION, JAVA_HTTP, APACHE_4, APACHE_5};

  private ClientCatalogue() {}

  /** The client that the type (internal name) belongs to, or null. */
  static @Nullable Client clientOf(String type) {
    for (Client client : CLIENTS) {
      for (WovenMethod method : client.methods) {
        if (method.type.equals(type)) {
          return client;
        }
      }
    }
    return null;
  }

  /** Internal names of all woven types. */
  static List<String> types() {
    List<String> types = new ArrayList<>();
    for (Client client : CLIENTS) {
      for (WovenMethod method : client.methods) {
        if (!types.contains(method.type)) {
          types.add(method.type);
        }
      }
    }
    return types;
  }

  /** Names of all clients, as {@code instrumentation.<client>} takes them. */
  static List<String> names() {
    List<String> names = new ArrayList<>();
    for (Client client : CLIENTS) {
      names.add(client.name);
    }
    return names;
  }
}
