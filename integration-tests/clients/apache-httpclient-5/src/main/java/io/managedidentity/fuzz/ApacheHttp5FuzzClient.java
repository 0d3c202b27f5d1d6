package io.managedidentity.fuzz;

import io.managedidentity.probe.Message;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;

/** Apache HttpClient 5, the classic one. */
@SuppressWarnings("deprecation")
public final class ApacheHttp5FuzzClient implements FuzzClient {
  private final Map<String, HttpUriRequestBase> requests = new ConcurrentHashMap<>();
  private final HttpContext shared = HttpClientContext.create();
  private Message options = new Message();
  private CloseableHttpClient client;

  @Override
  public void open(Message newOptions, Executor executor) {
    options = newOptions;
    int pool = Integer.parseInt(options.get("pool"));
    HttpClientBuilder builder =
        HttpClientBuilder.create()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .useSystemProperties()
                    .setMaxConnTotal(pool)
                    .setMaxConnPerRoute(pool)
                    .build())
            .setDefaultRequestConfig(config(options));
    if (options.has("proxy")) {
      HttpHost proxy = proxy(options);
      if (options.has("route")) {
        builder.setRoutePlanner((target, context) -> new HttpRoute(target, null, proxy, false));
      } else {
        builder.setProxy(proxy);
      }
    }
    client = builder.build();
  }

  private static HttpHost proxy(Message options) {
    String[] at = options.get("proxyAt").split(":");
    String scheme = options.get("proxy").equals("tls") ? "https" : "http";
    return new HttpHost(scheme, at[0], Integer.parseInt(at[1]));
  }

  private static RequestConfig config(Message options) {
    Timeout timeout = Timeout.ofMilliseconds(Long.parseLong(options.get("timeout")));
    return RequestConfig.custom()
        .setConnectTimeout(timeout)
        .setResponseTimeout(timeout)
        .setConnectionRequestTimeout(timeout)
        .setRedirectsEnabled(options.has("follow"))
        .build();
  }

  @Override
  public void call(Message step, CallRecord record) throws Exception {
    HttpUriRequestBase request =
        step.has("reuse")
            ? requests.computeIfAbsent(step.get("reuse"), key -> request(step))
            : request(step);
    record.onCancel(request::abort);
    HttpContext context = options.has("shareContext") ? shared : HttpClientContext.create();
    try (ClassicHttpResponse response = client.execute(request, context)) {
      record.completed(
          response.getCode(),
          response.getEntity() == null ? "" : CallRecord.read(response.getEntity().getContent()));
    }
  }

  private static HttpUriRequestBase request(Message step) {
    HttpUriRequestBase request =
        new HttpUriRequestBase(step.get("method"), URI.create(step.get("url")));
    if (step.has("host")) {
      request.setHeader("Host", step.get("host"));
    }
    FuzzHeaders.set(step, request::setHeader);
    if (step.has("body")) {
      byte[] body = step.get("body").getBytes(StandardCharsets.UTF_8);
      request.setEntity(
          "stream".equals(step.get("bodyMode"))
              ? new InputStreamEntity(new ByteArrayInputStream(body), -1, ContentType.TEXT_PLAIN)
              : new ByteArrayEntity(body, ContentType.TEXT_PLAIN));
    }
    return request;
  }

  @Override
  public void close() throws Exception {
    client.close();
  }
}
