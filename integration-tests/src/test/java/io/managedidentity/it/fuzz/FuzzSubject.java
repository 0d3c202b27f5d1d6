package io.managedidentity.it.fuzz;

import io.managedidentity.it.jvm.AgentJar;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A client in one version.
 *
 * @param name as {@code -Dfuzz.client} names it
 * @param adapter its {@code FuzzClient}
 * @param jars folder and version, as {@link AgentJar#clientPath} takes it
 * @param can what programs may ask of it: {@code waits} and {@code callsBack} (or both), {@code
 *     executor}, {@code context}, {@code bare}, {@code http}, {@code tls}, {@code socks} (proxies),
 *     {@code immutable} (request objects that threads may share), {@code streams}, {@code close}
 *     (in the midst of calls, which then end), {@code host} (a virtual host), {@code http2}, {@code
 *     pipelining}, {@code soap} (nothing but GET and POST)
 */
record FuzzSubject(String name, String adapter, String jars, int lowestJdk, Set<String> can) {
  private static final Set<String> CLASSIC =
      Set.of("waits", "context", "bare", "http", "tls", "streams", "close", "host");
  private static final Set<String> REACTOR =
      Set.of("callsBack", "context", "bare", "http", "tls", "host", "http2");
  private static final Set<String> OKHTTP =
      Set.of(
          "waits", "callsBack", "executor", "http", "socks", "immutable", "close", "host", "http2");

  private static final Set<String> NETTY =
      Set.of("callsBack", "http", "socks", "close", "host", "http2", "pipelining");
  private static final Set<String> ASYNC_HTTP_CLIENT =
      Set.of("callsBack", "http", "immutable", "streams", "host");

  private static final Set<String> JETTY =
      Set.of("callsBack", "executor", "http", "tls", "streams", "close", "host");

  static List<FuzzSubject> all() {
    return List.of(
        new FuzzSubject(
            "url-connection",
            "UrlConnectionFuzzClient",
            "http-url-connection/none",
            8,
            Set.of("waits", "http", "socks", "streams")),
        new FuzzSubject(
            "java-http",
            "JavaHttpFuzzClient",
            "java-http-client/none",
            11,
            Set.of(
                "waits",
                "callsBack",
                "executor",
                "http",
                "immutable",
                "streams",
                "close",
                "http2")),
        new FuzzSubject(
            "apache-4.3", "ApacheHttp4FuzzClient", "apache-httpclient-4/4.3.6", 8, CLASSIC),
        new FuzzSubject(
            "apache-4.5", "ApacheHttp4FuzzClient", "apache-httpclient-4/4.5.14", 8, CLASSIC),
        new FuzzSubject(
            "apache-5.0", "ApacheHttp5FuzzClient", "apache-httpclient-5/5.0.4", 8, CLASSIC),
        new FuzzSubject(
            "apache-5.6", "ApacheHttp5FuzzClient", "apache-httpclient-5/5.6.5", 8, CLASSIC),
        new FuzzSubject(
            "apache-async-4", "ApacheAsync4FuzzClient", "apache-asyncclient-4/4.1.5", 8, REACTOR),
        new FuzzSubject(
            "apache-async-5.0",
            "ApacheAsync5FuzzClient",
            "apache-httpclient-5-async/5.0.4",
            8,
            REACTOR),
        new FuzzSubject(
            "apache-async-5.6",
            "ApacheAsync5FuzzClient",
            "apache-httpclient-5-async/5.6.5",
            8,
            REACTOR),
        new FuzzSubject("okhttp-3", "OkHttpFuzzClient", "okhttp/3.12.13", 8, OKHTTP),
        new FuzzSubject("okhttp-4", "OkHttpFuzzClient", "okhttp/4.12.0", 8, OKHTTP),
        new FuzzSubject("okhttp-5", "OkHttpFuzzClient", "okhttp/5.3.2", 8, OKHTTP),
        new FuzzSubject(
            "reactor-netty-1.0", "ReactorNettyFuzzClient", "reactor-netty/1.0.0", 8, NETTY),
        new FuzzSubject(
            "reactor-netty-1.3", "ReactorNettyFuzzClient", "reactor-netty/1.3.7", 8, NETTY),
        new FuzzSubject("vertx-4", "VertxFuzzClient", "vertx/5/4.5.36", 8, NETTY),
        new FuzzSubject("vertx-5", "VertxFuzzClient", "vertx/5/5.2.3", 11, NETTY),
        new FuzzSubject(
            "async-http-client-2",
            "AsyncHttpClientFuzzClient",
            "async-http-client/2.15.0",
            8,
            ASYNC_HTTP_CLIENT),
        new FuzzSubject(
            "async-http-client-3",
            "AsyncHttpClientFuzzClient",
            "async-http-client/3.0.13",
            11,
            ASYNC_HTTP_CLIENT),
        new FuzzSubject("jetty-9", "Jetty9FuzzClient", "jetty-client/9/9.4.58.v20250814", 8, JETTY),
        new FuzzSubject("jetty-10", "Jetty11FuzzClient", "jetty-client/11/10.0.26", 11, JETTY),
        new FuzzSubject("jetty-11", "Jetty11FuzzClient", "jetty-client/11/11.0.26", 11, JETTY),
        new FuzzSubject("jetty-12", "Jetty12FuzzClient", "jetty-client/12/12.1.14", 17, JETTY),
        new FuzzSubject(
            "commons-httpclient",
            "CommonsHttpClientFuzzClient",
            "commons-httpclient-3/3.1",
            8,
            Set.of("waits", "context", "http", "streams", "close", "host")),
        new FuzzSubject("okhttp-2", "OkHttp2FuzzClient", "okhttp-2/2.7.5", 8, OKHTTP),
        new FuzzSubject("vertx-3", "Vertx3FuzzClient", "vertx/3/3.9.16", 8, NETTY),
        new FuzzSubject(
            "async-http-client-1",
            "AsyncHttpClient1FuzzClient",
            "async-http-client-1/1.9.40",
            8,
            ASYNC_HTTP_CLIENT),
        new FuzzSubject("axis", "AxisFuzzClient", "axis-1/1.4", 8, Set.of("waits", "soap")));
  }

  boolean can(String what) {
    return can.contains(what);
  }

  List<String> classPath() {
    List<String> path = new ArrayList<>(AgentJar.clientPath(jars));
    path.add(AgentJar.programs());
    return path;
  }

  @Override
  public String toString() {
    return name;
  }
}
