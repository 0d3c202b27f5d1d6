package io.managedidentity.probe;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.client5.http.async.methods.SimpleResponseConsumer;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.entity.AsyncEntityProducers;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.reactor.IOReactorConfig;

/** The default asynchronous client of Apache HttpClient 5 by the API that 5.0 and later have. */
@SuppressWarnings("deprecation")
public final class ApacheAsync5Probe implements AsyncProbeClient {
  private final Map<String, SimpleHttpRequest> requests = new ConcurrentHashMap<>();
  private final Map<String, CloseableHttpAsyncClient> clients = new ConcurrentHashMap<>();

  @Override
  public CompletableFuture<Message> start(Message call) throws Exception {
    return start(client(call), call);
  }

  CompletableFuture<Message> start(CloseableHttpAsyncClient client, Message call) throws Exception {
    SimpleHttpRequest request =
        call.has("reuse")
            ? requests.computeIfAbsent(call.get("reuse"), key -> newRequest(call))
            : newRequest(call);
    if (call.has("reuse")) {
      request.setUri(URI.create(call.get("url")));
    }
    request.setConfig(
        RequestConfig.custom()
            .setConnectTimeout(Long.parseLong(call.get("timeout", "20000")), TimeUnit.MILLISECONDS)
            .setResponseTimeout(Long.parseLong(call.get("timeout", "20000")), TimeUnit.MILLISECONDS)
            .setRedirectsEnabled(Boolean.parseBoolean(call.get("follow", "true")))
            .build());
    String before = Arrays.toString(request.getHeaders());
    Call answer = new Call();
    answer.started =
        client.execute(
            producer(call, request),
            SimpleResponseConsumer.create(),
            new FutureCallback<SimpleHttpResponse>() {
              @Override
              public void completed(SimpleHttpResponse response) {
                answer.complete(
                    answer(response)
                        .add("viewBefore", before)
                        .add("viewAfter", Arrays.toString(request.getHeaders())));
              }

              @Override
              public void failed(Exception e) {
                answer.completeExceptionally(e);
              }

              @Override
              public void cancelled() {
                answer.completeExceptionally(new java.util.concurrent.CancellationException());
              }
            });
    return answer;
  }

  private static Message answer(SimpleHttpResponse response) {
    String body = response.getBodyText();
    Message answer =
        new Message()
            .add("status", String.valueOf(response.getCode()))
            .add("body", body == null ? "" : body)
            .add("version", String.valueOf(response.getVersion()));
    for (Header header : response.getHeaders()) {
      answer.add("responseHeader", header.getName() + ": " + header.getValue());
    }
    return answer;
  }

  private static final class Call extends CompletableFuture<Message> {
    volatile Future<?> started;

    @Override
    public boolean cancel(boolean mayInterrupt) {
      started.cancel(mayInterrupt);
      super.cancel(mayInterrupt);
      return started.isCancelled();
    }
  }

  /** A body that says that it cannot be produced twice. */
  private static final class OneShot extends BasicAsyncEntityProducer {
    OneShot(byte[] body) {
      super(body, ContentType.TEXT_PLAIN, true);
    }

    @Override
    public boolean isRepeatable() {
      return false;
    }
  }

  private static AsyncRequestProducer producer(Message call, SimpleHttpRequest request) {
    if (!call.has("body")) {
      return SimpleRequestProducer.create(request);
    }
    byte[] body = call.get("body").getBytes(StandardCharsets.UTF_8);
    boolean isChunked = "chunked".equals(call.get("bodyMode"));
    if ("oneshot".equals(call.get("bodyMode"))) {
      return new BasicRequestProducer(request, new OneShot(body));
    }
    return new BasicRequestProducer(
        request,
        isChunked
            ? new BasicAsyncEntityProducer(body, ContentType.TEXT_PLAIN, true)
            : AsyncEntityProducers.create(body, ContentType.TEXT_PLAIN));
  }

  private CloseableHttpAsyncClient client(Message call) {
    return clients.computeIfAbsent(
        call.get("proxy") + call.get("proxyUser"), key -> newClient(call));
  }

  private static CloseableHttpAsyncClient newClient(Message call) {
    HttpAsyncClientBuilder builder =
        HttpAsyncClientBuilder.create()
            .useSystemProperties()
            .setIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(1).build())
            .setConnectionManager(connections());
    if (call.has("proxy")) {
      String[] proxy = call.get("proxy").split(":");
      builder.setProxy(new HttpHost("http", proxy[0], Integer.parseInt(proxy[1])));
    }
    if (call.has("proxyUser")) {
      String[] user = call.get("proxyUser").split(":");
      BasicCredentialsProvider credentials = new BasicCredentialsProvider();
      credentials.setCredentials(
          new AuthScope(null, -1), new UsernamePasswordCredentials(user[0], user[1].toCharArray()));
      builder.setDefaultCredentialsProvider(credentials);
    }
    CloseableHttpAsyncClient client = builder.build();
    client.start();
    return client;
  }

  static PoolingAsyncClientConnectionManager connections() {
    return PoolingAsyncClientConnectionManagerBuilder.create()
        .useSystemProperties()
        .setTlsStrategy(ClientTlsStrategyBuilder.create().useSystemProperties().build())
        .setMaxConnTotal(100)
        .setMaxConnPerRoute(50)
        .build();
  }

  static SimpleHttpRequest newRequest(Message call) {
    SimpleHttpRequest request =
        new SimpleHttpRequest(call.get("method", "GET"), URI.create(call.get("url")));
    for (String header : call.all("header")) {
      int colon = header.indexOf(": ");
      request.addHeader(header.substring(0, colon), header.substring(colon + 2));
    }
    return request;
  }
}
