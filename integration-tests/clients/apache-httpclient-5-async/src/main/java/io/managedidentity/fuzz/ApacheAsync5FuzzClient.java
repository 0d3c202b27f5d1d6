package io.managedidentity.fuzz;

import io.managedidentity.probe.Message;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.client5.http.async.methods.SimpleResponseConsumer;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.Timeout;

/** The asynchronous client of Apache HttpClient 5. */
@SuppressWarnings("deprecation")
public final class ApacheAsync5FuzzClient implements FuzzClient {
  private final Map<String, SimpleHttpRequest> requests = new ConcurrentHashMap<>();
  private final HttpContext shared = HttpClientContext.create();
  private final Resolver resolver = new Resolver();
  private Message options = new Message();
  private CloseableHttpAsyncClient client;

  @Override
  public void open(Message newOptions, Executor executor) {
    options = newOptions;
    int pool = Integer.parseInt(options.get("pool"));
    HttpAsyncClientBuilder builder =
        HttpAsyncClientBuilder.create()
            .setIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(1).build())
            .setConnectionManager(
                PoolingAsyncClientConnectionManagerBuilder.create()
                    .setTlsStrategy(ClientTlsStrategyBuilder.create().useSystemProperties().build())
                    .setDnsResolver(resolver)
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
    client.start();
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
    resolver.record = record;
    SimpleHttpRequest request =
        step.has("reuse")
            ? requests.computeIfAbsent(step.get("reuse"), key -> request(step))
            : request(step);
    HttpContext context = options.has("shareContext") ? shared : HttpClientContext.create();
    Future<?> call =
        client.execute(
            SimpleRequestProducer.create(request),
            SimpleResponseConsumer.create(),
            context,
            new FutureCallback<SimpleHttpResponse>() {
              @Override
              public void completed(SimpleHttpResponse response) {
                record.completed(
                    response.getCode(),
                    response.getBodyText() == null ? "" : response.getBodyText());
              }

              @Override
              public void failed(Exception e) {
                record.failed(e);
              }

              @Override
              public void cancelled() {
                record.failed(new java.util.concurrent.CancellationException());
              }
            });
    record.onCancel(() -> call.cancel(true));
  }

  private static SimpleHttpRequest request(Message step) {
    SimpleHttpRequest request =
        new SimpleHttpRequest(step.get("method"), URI.create(step.get("url")));
    if (step.has("host")) {
      request.setHeader("Host", step.get("host"));
    }
    FuzzHeaders.set(step, request::setHeader);
    if (step.has("body")) {
      request.setBody(step.get("body").getBytes(StandardCharsets.UTF_8), ContentType.TEXT_PLAIN);
    }
    return request;
  }

  @Override
  public void close() throws Exception {
    client.close(CloseMode.IMMEDIATE);
  }

  /** The application's own look-up, which notes on which thread it runs. */
  private static final class Resolver implements DnsResolver {
    private volatile CallRecord record;

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      record.note("resolver", "");
      return SystemDefaultDnsResolver.INSTANCE.resolve(host);
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
      return SystemDefaultDnsResolver.INSTANCE.resolveCanonicalHostname(host);
    }
  }
}
