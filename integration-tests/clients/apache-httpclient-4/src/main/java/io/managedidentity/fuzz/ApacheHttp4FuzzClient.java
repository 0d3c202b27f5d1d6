package io.managedidentity.fuzz;

import io.managedidentity.probe.Message;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.http.HttpHost;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpEntityEnclosingRequestBase;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.conn.routing.HttpRoute;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.entity.InputStreamEntity;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.protocol.BasicHttpContext;
import org.apache.http.protocol.HttpContext;

/** Apache HttpClient from 4.3 on. */
public final class ApacheHttp4FuzzClient implements FuzzClient {
  private final Map<String, HttpRequestBase> requests = new ConcurrentHashMap<>();
  private final HttpContext shared = new BasicHttpContext();
  private Message options = new Message();
  private CloseableHttpClient client;

  @Override
  public void open(Message newOptions, Executor executor) {
    options = newOptions;
    int pool = Integer.parseInt(options.get("pool"));
    HttpClientBuilder builder =
        HttpClientBuilder.create()
            .useSystemProperties()
            .setMaxConnTotal(pool)
            .setMaxConnPerRoute(pool)
            .setDefaultRequestConfig(config());
    if (options.has("proxy")) {
      String[] at = options.get("proxyAt").split(":");
      String scheme = options.get("proxy").equals("tls") ? "https" : "http";
      HttpHost proxy = new HttpHost(at[0], Integer.parseInt(at[1]), scheme);
      if (options.has("route")) {
        builder.setRoutePlanner(
            (target, request, context) -> new HttpRoute(target, null, proxy, false));
      } else {
        builder.setProxy(proxy);
      }
    }
    client = builder.build();
  }

  private RequestConfig config() {
    int timeout = Integer.parseInt(options.get("timeout"));
    return RequestConfig.custom()
        .setConnectTimeout(timeout)
        .setSocketTimeout(timeout)
        .setConnectionRequestTimeout(timeout)
        .setRedirectsEnabled(options.has("follow"))
        .build();
  }

  @Override
  public void call(Message step, CallRecord record) throws Exception {
    HttpRequestBase request =
        step.has("reuse")
            ? requests.computeIfAbsent(step.get("reuse"), key -> request(step))
            : request(step);
    record.onCancel(request::abort);
    HttpContext context = options.has("shareContext") ? shared : new BasicHttpContext();
    try (CloseableHttpResponse response = client.execute(request, context)) {
      int status = response.getStatusLine().getStatusCode();
      record.completed(
          status,
          response.getEntity() == null ? "" : CallRecord.read(response.getEntity().getContent()));
    }
  }

  private static HttpRequestBase request(Message step) {
    AnyRequest request = new AnyRequest(step.get("method"));
    request.setURI(URI.create(step.get("url")));
    if (step.has("host")) {
      request.setHeader("Host", step.get("host"));
    }
    FuzzHeaders.set(step, request::setHeader);
    if (step.has("body")) {
      byte[] body = step.get("body").getBytes(StandardCharsets.UTF_8);
      request.setEntity(
          "stream".equals(step.get("bodyMode"))
              ? new InputStreamEntity(new ByteArrayInputStream(body), -1)
              : new ByteArrayEntity(body));
    }
    return request;
  }

  @Override
  public void close() throws Exception {
    client.close();
  }

  private static final class AnyRequest extends HttpEntityEnclosingRequestBase {
    private final String method;

    AnyRequest(String method) {
      this.method = method;
    }

    @Override
    public String getMethod() {
      return method;
    }
  }
}
