package io.managedidentity.fuzz;

import io.managedidentity.probe.Message;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.apache.http.HttpHost;
import org.apache.http.HttpResponse;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.HttpEntityEnclosingRequestBase;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.concurrent.FutureCallback;
import org.apache.http.conn.routing.HttpRoute;
import org.apache.http.conn.ssl.SSLContexts;
import org.apache.http.entity.ContentType;
import org.apache.http.impl.nio.client.CloseableHttpAsyncClient;
import org.apache.http.impl.nio.client.HttpAsyncClientBuilder;
import org.apache.http.impl.nio.reactor.IOReactorConfig;
import org.apache.http.nio.conn.ssl.SSLIOSessionStrategy;
import org.apache.http.nio.entity.NByteArrayEntity;
import org.apache.http.protocol.BasicHttpContext;
import org.apache.http.protocol.HttpContext;

/** Apache HttpAsyncClient 4. */
public final class ApacheAsync4FuzzClient implements FuzzClient {
  private final Map<String, HttpRequestBase> requests = new ConcurrentHashMap<>();
  private final HttpContext shared = new BasicHttpContext();
  private Message options = new Message();
  private CloseableHttpAsyncClient client;

  @Override
  public void open(Message newOptions, Executor executor) {
    options = newOptions;
    int pool = Integer.parseInt(options.get("pool"));
    HttpAsyncClientBuilder builder =
        HttpAsyncClientBuilder.create()
            .setSSLStrategy(
                new SSLIOSessionStrategy(
                    SSLContexts.createSystemDefault(),
                    new String[] {"TLSv1.2"},
                    null,
                    SSLIOSessionStrategy.BROWSER_COMPATIBLE_HOSTNAME_VERIFIER))
            .setDefaultIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(1).build())
            .setMaxConnTotal(pool)
            .setMaxConnPerRoute(pool);
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
    client.start();
  }

  @Override
  public void call(Message step, CallRecord record) throws Exception {
    HttpRequestBase request =
        step.has("reuse")
            ? requests.computeIfAbsent(step.get("reuse"), key -> request(step))
            : request(step);
    URI uri = request.getURI();
    int timeout = Integer.parseInt(options.get("timeout"));
    request.setConfig(
        RequestConfig.custom()
            .setConnectTimeout(timeout)
            .setSocketTimeout(timeout)
            .setConnectionRequestTimeout(timeout)
            .setRedirectsEnabled(options.has("follow"))
            .build());
    Future<?> call =
        client.execute(
            new HttpHost(uri.getHost(), uri.getPort(), uri.getScheme()),
            request,
            options.has("shareContext") ? shared : new BasicHttpContext(),
            callback(record));
    record.onCancel(() -> call.cancel(true));
  }

  private static FutureCallback<HttpResponse> callback(CallRecord record) {
    return new FutureCallback<HttpResponse>() {
      @Override
      public void completed(HttpResponse response) {
        try {
          record.completed(
              response.getStatusLine().getStatusCode(),
              response.getEntity() == null
                  ? ""
                  : CallRecord.read(response.getEntity().getContent()));
        } catch (IOException e) {
          record.failed(e);
        }
      }

      @Override
      public void failed(Exception e) {
        record.failed(e);
      }

      @Override
      public void cancelled() {
        record.failed(new CancellationException());
      }
    };
  }

  private static HttpRequestBase request(Message step) {
    HttpRequestBase request =
        step.has("body") ? new WithBody(step.get("method")) : new WithoutBody(step.get("method"));
    request.setURI(URI.create(step.get("url")));
    if (step.has("host")) {
      request.setHeader("Host", step.get("host"));
    }
    FuzzHeaders.set(step, request::setHeader);
    if (step.has("body")) {
      ((WithBody) request)
          .setEntity(
              new NByteArrayEntity(
                  step.get("body").getBytes(StandardCharsets.UTF_8), ContentType.TEXT_PLAIN));
    }
    return request;
  }

  @Override
  public void close() throws Exception {
    client.close();
  }

  private static final class WithBody extends HttpEntityEnclosingRequestBase {
    private final String method;

    WithBody(String method) {
      this.method = method;
    }

    @Override
    public String getMethod() {
      return method;
    }
  }

  private static final class WithoutBody extends HttpRequestBase {
    private final String method;

    WithoutBody(String method) {
      this.method = method;
    }

    @Override
    public String getMethod() {
      return method;
    }
  }
}
