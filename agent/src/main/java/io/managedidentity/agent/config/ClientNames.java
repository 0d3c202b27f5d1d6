package io.managedidentity.agent.config;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The names of HTTP clients in {@code instrumentation.<client>}. */
public final class ClientNames {
  public static final String HTTP_URL_CONNECTION = "http-url-connection";
  public static final String JAVA_HTTP_CLIENT = "java-http-client";
  public static final String APACHE_HTTP_CLIENT_4 = "apache-httpclient-4";
  public static final String APACHE_HTTP_CLIENT_5 = "apache-httpclient-5";
  public static final String APACHE_ASYNC_CLIENT_4 = "apache-asyncclient-4";
  public static final String APACHE_HTTP_CLIENT_5_ASYNC = "apache-httpclient-5-async";
  public static final String COMMONS_HTTP_CLIENT_3 = "commons-httpclient-3";
  public static final String AXIS_1 = "axis-1";
  public static final String VENDOR_URL_CONNECTION = "vendor-url-connection";

  public static final String OK_HTTP_2 = "okhttp-2";

  /** OkHttp 3, 4 and 5: all of them are the package okhttp3. */
  public static final String OK_HTTP = "okhttp";

  public static final String ASYNC_HTTP_CLIENT_1 = "async-http-client-1";

  /** AsyncHttpClient 2 and 3. */
  public static final String ASYNC_HTTP_CLIENT = "async-http-client";

  public static final String REACTOR_NETTY = "reactor-netty";

  public static final String JETTY_CLIENT = "jetty-client";

  public static final String VERTX = "vertx";

  /** No client: the JDK's TLS, watched for clients that are not covered. */
  public static final String UNSEEN_CONNECTIONS = "unseen-connections";

  /** All of them. */
  public static final List<String> ALL =
      Collections.unmodifiableList(
          Arrays.asList(
              HTTP_URL_CONNECTION,
              JAVA_HTTP_CLIENT,
              APACHE_HTTP_CLIENT_4,
              APACHE_HTTP_CLIENT_5,
              APACHE_ASYNC_CLIENT_4,
              APACHE_HTTP_CLIENT_5_ASYNC,
              COMMONS_HTTP_CLIENT_3,
              AXIS_1,
              VENDOR_URL_CONNECTION,
              OK_HTTP_2,
              OK_HTTP,
              ASYNC_HTTP_CLIENT_1,
              ASYNC_HTTP_CLIENT,
              REACTOR_NETTY,
              JETTY_CLIENT,
              VERTX,
              UNSEEN_CONNECTIONS));

  private ClientNames() {}
}
