package io.managedidentity.premain;

import java.lang.instrument.ClassFileTransformer;
import java.security.AccessController;
import java.security.PrivilegedExceptionAction;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * Asked by the JVM about every class that is loaded; answers all but a few names with one switch,
 * without touching another class. The names are those of {@code ClientCatalogue} in the agent; a
 * test holds the two lists together.
 */
final class ClientTransformer implements ClassFileTransformer {
  static final String MBEAN_SERVER = "com/sun/jmx/mbeanserver/JmxMBeanServer";

  private final AgentHandle handle;
  private boolean hasFailed;
  private volatile boolean isEnding;

  ClientTransformer(AgentHandle handle) {
    this.handle = handle;
  }

  /** From now on the launcher is woven as well, to end the JVM. */
  void endInLauncher() {
    isEnding = true;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (name == null
        || !(isClient(name) || isRelocated(name) || (isEnding && name.equals(JvmEnd.LAUNCHER)))) {
      if (name != null && isOfManagement(name)) {
        managementSeen(name);
      }
      return null;
    }
    try {
      // The application's code is on the stack; its permissions are not what counts here.
      return AccessController.doPrivileged(
          new PrivilegedExceptionAction<byte @Nullable []>() {
            @Override
            public byte @Nullable [] run() throws Exception {
              ClassFileTransformer weaver = handle.weaver();
              return weaver == null
                  ? null
                  : weaver.transform(loader, name, redefined, domain, classFile);
            }
          });
    } catch (Throwable e) {
      if (isFirstFailure()) {
        StartLine.failure(
            "requests of " + name.replace('/', '.') + " are not covered; they go out unchanged", e);
      }
      return null;
    }
  }

  /**
   * The class of every MBean server, and the JDK's own connector for tools: after it the server is
   * sure to be the platform's. Names of implementation classes, since those of the API are loaded
   * by programs that never make a server.
   */
  static boolean isOfManagement(String name) {
    return name.equals(MBEAN_SERVER) || name.equals("sun/management/jmxremote/ConnectorBootstrap");
  }

  /** Never throws. */
  void managementSeen(String name) {
    if (!name.equals(MBEAN_SERVER) && !handle.isServerSeen()) {
      return; // the server itself is still to come
    }
    try {
      AccessController.doPrivileged(
          new PrivilegedExceptionAction<@Nullable Void>() {
            @Override
            public @Nullable Void run() throws Exception {
              handle.serverSeen();
              return null;
            }
          });
    } catch (Throwable e) {
      StartLine.failure("the agent's JMX object is not registered; the agent works without it", e);
    }
  }

  /** An {@code AtomicBoolean} would bring the JVM's variable handles, 2 ms. */
  private synchronized boolean isFirstFailure() {
    boolean isFirst = !hasFailed;
    hasFailed = true;
    return isFirst;
  }

  /**
   * Whether it may be a relocated copy of a client's class: class and package have the same last
   * names. The weaver looks closer.
   */
  static boolean isRelocated(String name) {
    boolean isOfJdk =
        name.startsWith("java/") || name.startsWith("sun/") || name.startsWith("jdk/");
    int slash = name.lastIndexOf('/');
    // OkHttp 3 has a class whose name ends like one of OkHttp 2.
    return !isOfJdk
        && !name.startsWith("okhttp3/")
        && slash > 0
        && isNamedLikeClient(name.substring(slash + 1))
        && isPackagedLikeClient(name.substring(name.lastIndexOf('/', slash - 1) + 1, slash))
        && !isClient(name);
  }

  /** The last part of the packages of {@link #isClient}, without those of the JDK. */
  static boolean isPackagedLikeClient(String lastPart) {
    switch (lastPart) {
      case "async":
      case "client":
      case "codec":
      case "conn":
      case "http":
      case "http1":
      case "http2":
      case "httpclient":
      case "impl":
      case "internal":
      case "io":
      case "multiplex":
      case "netty":
      case "nio":
      case "okhttp":
      case "okhttp3":
      case "protocol":
      case "request":
      case "tcp":
      case "transport":
        return true;
      default:
        return false;
    }
  }

  /** The simple names of {@link #isClient}, without those of the JDK, which nobody relocates. */
  static boolean isNamedLikeClient(String simpleName) {
    switch (simpleName) {
      case "AbstractClientExchangeHandler":
      case "AsyncConnectExec":
      case "AuthenticationProtocolHandler$AuthenticationListener":
      case "BasicHttpClientConnectionManager":
      case "BasicHttpClientConnectionManager$InternalConnectionEndpoint":
      case "Call":
      case "CPoolProxy":
      case "DefaultClientExchangeHandlerImpl":
      case "FramedTransport":
      case "H2AsyncMainClientExec":
      case "HTTPSender":
      case "Http1Codec":
      case "Http1ClientConnection":
      case "Http1ExchangeCodec":
      case "Http1xClientConnection":
      case "Http1xStream":
      case "Http2Codec":
      case "Http2CustomFrameCodecBuilder":
      case "Http2ExchangeCodec":
      case "Http2xStream":
      case "HttpChannelConnector":
      case "HttpClientConnect$HttpClientHandler":
      case "HttpConnection":
      case "HttpEngine":
      case "HttpExchange":
      case "HttpMethodBase":
      case "HttpMethodDirector":
      case "HttpRequestExecutor":
      case "HttpSender":
      case "HttpSenderOverHTTP":
      case "HttpSenderOverHTTP$HeadersCallback":
      case "HttpSenderOverHTTP2":
      case "HttpTransport":
      case "HttpURLConnection":
      case "InternalH2AsyncExecRuntime":
      case "MainClientExec":
      case "MinimalClientExchangeHandlerImpl":
      case "MinimalClientExec":
      case "MinimalH2AsyncClient":
      case "MinimalH2AsyncClient$1":
      case "MinimalH2AsyncClient$3$1":
      case "MinimalHttpAsyncClient":
      case "NettyRequestFactory":
      case "NettyRequestSender":
      case "NettyResponseFuture":
      case "PipeliningClientExchangeHandlerImpl":
      case "PoolingAsyncClientConnectionManager$InternalConnectionEndpoint":
      case "PoolingHttpClientConnectionManager$InternalConnectionEndpoint":
      case "ProtocolHandlers":
      case "RealCall":
      case "RetryAndFollowUpInterceptor":
      case "SpdyTransport":
      case "TcpHttpClientTransport":
      case "VertxHttp2ConnectionHandler":
      case "VertxHttp2ConnectionHandlerBuilder":
        return true;
      default:
        return false;
    }
  }

  static boolean isClient(String name) {
    switch (name) {
      case "sun/net/www/http/HttpClient":
      case "sun/net/www/protocol/http/HttpURLConnection":
      case "jdk/internal/net/http/MultiExchange":
      case "jdk/internal/net/http/Exchange":
      case "jdk/internal/net/http/HttpRequestImpl":
      case "jdk/internal/net/http/Http1Request":
      case "jdk/internal/net/http/Http2Connection":
      case "jdk/internal/net/http/Stream":
      case "jdk/internal/net/http/common/Utils":
      case "sun/security/ssl/SSLSocketImpl":
      case "sun/security/ssl/SSLEngineImpl":
      case "org/apache/http/protocol/HttpRequestExecutor":
      case "org/apache/http/impl/conn/CPoolProxy":
      case "org/apache/http/impl/conn/BasicHttpClientConnectionManager":
      case "org/apache/hc/core5/http/impl/io/HttpRequestExecutor":
      case "org/apache/hc/client5/http/impl/io/PoolingHttpClientConnectionManager$InternalConnectionEndpoint":
      case "org/apache/hc/client5/http/impl/io/BasicHttpClientConnectionManager$InternalConnectionEndpoint":
      case "org/apache/http/impl/nio/client/MainClientExec":
      case "org/apache/http/impl/nio/client/MinimalClientExec":
      case "org/apache/http/impl/nio/client/AbstractClientExchangeHandler":
      case "org/apache/http/impl/nio/client/DefaultClientExchangeHandlerImpl":
      case "org/apache/http/impl/nio/client/MinimalClientExchangeHandlerImpl":
      case "org/apache/http/impl/nio/client/PipeliningClientExchangeHandlerImpl":
      case "org/apache/hc/client5/http/impl/async/AsyncConnectExec":
      case "org/apache/hc/client5/http/impl/async/H2AsyncMainClientExec":
      case "org/apache/hc/client5/http/impl/async/InternalH2AsyncExecRuntime":
      case "org/apache/hc/client5/http/impl/async/MinimalHttpAsyncClient":
      case "org/apache/hc/client5/http/impl/async/MinimalH2AsyncClient":
      case "org/apache/hc/client5/http/impl/async/MinimalH2AsyncClient$1":
      case "org/apache/hc/client5/http/impl/async/MinimalH2AsyncClient$3$1":
      case "org/apache/hc/client5/http/impl/nio/PoolingAsyncClientConnectionManager$InternalConnectionEndpoint":
      case "org/apache/commons/httpclient/HttpConnection":
      case "org/apache/commons/httpclient/HttpMethodBase":
      case "org/apache/commons/httpclient/HttpMethodDirector":
      case "org/apache/axis/transport/http/HTTPSender":
      case "weblogic/net/http/HttpURLConnection":
      case "com/squareup/okhttp/Call":
      case "com/squareup/okhttp/internal/http/HttpTransport":
      case "com/squareup/okhttp/internal/http/SpdyTransport":
      case "com/squareup/okhttp/internal/http/FramedTransport":
      case "com/squareup/okhttp/internal/http/Http1xStream":
      case "com/squareup/okhttp/internal/http/Http2xStream":
      case "com/squareup/okhttp/internal/http/HttpEngine":
      case "okhttp3/RealCall":
      case "okhttp3/internal/http/Http1xStream":
      case "okhttp3/internal/http/Http2xStream":
      case "okhttp3/internal/http1/Http1Codec":
      case "okhttp3/internal/http2/Http2Codec":
      case "okhttp3/internal/http1/Http1ExchangeCodec":
      case "okhttp3/internal/http2/Http2ExchangeCodec":
      case "okhttp3/internal/http/HttpEngine":
      case "okhttp3/internal/http/RetryAndFollowUpInterceptor":
      case "org/asynchttpclient/netty/NettyResponseFuture":
      case "org/asynchttpclient/netty/request/NettyRequestSender":
      case "com/ning/http/client/providers/netty/request/NettyRequestFactory":
      case "com/ning/http/client/providers/netty/request/NettyRequestSender":
      case "reactor/netty/http/client/HttpClientConnect$HttpClientHandler":
      case "io/vertx/core/http/impl/Http1xClientConnection":
      case "io/vertx/core/http/impl/http1/Http1ClientConnection":
      case "io/vertx/core/http/impl/HttpChannelConnector":
      case "io/vertx/core/http/impl/tcp/TcpHttpClientTransport":
      case "io/vertx/core/http/impl/VertxHttp2ConnectionHandler":
      case "io/vertx/core/http/impl/http2/codec/VertxHttp2ConnectionHandler":
      case "io/vertx/core/http/impl/VertxHttp2ConnectionHandlerBuilder":
      case "io/vertx/core/http/impl/http2/codec/VertxHttp2ConnectionHandlerBuilder":
      case "io/vertx/core/http/impl/http2/multiplex/Http2CustomFrameCodecBuilder":
      case "org/eclipse/jetty/client/HttpExchange":
      case "org/eclipse/jetty/client/HttpSender":
      case "org/eclipse/jetty/client/ProtocolHandlers":
      case "org/eclipse/jetty/client/AuthenticationProtocolHandler$AuthenticationListener":
      case "org/eclipse/jetty/client/http/HttpSenderOverHTTP":
      case "org/eclipse/jetty/client/http/HttpSenderOverHTTP$HeadersCallback":
      case "org/eclipse/jetty/http2/client/http/HttpSenderOverHTTP2":
      case "org/eclipse/jetty/client/transport/HttpExchange":
      case "org/eclipse/jetty/client/transport/HttpSender":
      case "org/eclipse/jetty/client/transport/internal/HttpSenderOverHTTP":
      case "org/eclipse/jetty/http2/client/transport/internal/HttpSenderOverHTTP2":
        return true;
      default:
        return false;
    }
  }
}
