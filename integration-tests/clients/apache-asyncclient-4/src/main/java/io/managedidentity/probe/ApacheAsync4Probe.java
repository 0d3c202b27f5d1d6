package io.managedidentity.probe;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.apache.http.Header;
import org.apache.http.HttpHost;
import org.apache.http.HttpResponse;
import org.apache.http.auth.AuthScope;
import org.apache.http.auth.UsernamePasswordCredentials;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.HttpEntityEnclosingRequestBase;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.concurrent.FutureCallback;
import org.apache.http.conn.ssl.SSLContexts;
import org.apache.http.entity.ContentType;
import org.apache.http.entity.InputStreamEntity;
import org.apache.http.impl.client.BasicCredentialsProvider;
import org.apache.http.impl.nio.client.CloseableHttpAsyncClient;
import org.apache.http.impl.nio.client.HttpAsyncClientBuilder;
import org.apache.http.impl.nio.reactor.IOReactorConfig;
import org.apache.http.nio.client.methods.HttpAsyncMethods;
import org.apache.http.nio.conn.ssl.SSLIOSessionStrategy;
import org.apache.http.nio.entity.NByteArrayEntity;

/** Apache HttpAsyncClient 4 by the API that 4.0 and later have. */
public final class ApacheAsync4Probe implements AsyncProbeClient {
  private final Map<String, HttpRequestBase> requests = new ConcurrentHashMap<>();
  private final Map<String, CloseableHttpAsyncClient> clients = new ConcurrentHashMap<>();

  /** A request with any method. */
  private static final class AnyRequest extends HttpRequestBase {
    private final String method;

    AnyRequest(String method) {
      this.method = method;
    }

    @Override
    public String getMethod() {
      return method;
    }
  }

  /** The same with a body; without one 4.0 waits for it. */
  private static final class BodyRequest extends HttpEntityEnclosingRequestBase {
    private final String method;

    BodyRequest(String method) {
      this.method = method;
    }

    @Override
    public String getMethod() {
      return method;
    }
  }

  @Override
  public CompletableFuture<Message> start(Message call) throws Exception {
    HttpRequestBase request =
        call.has("reuse")
            ? requests.computeIfAbsent(call.get("reuse"), key -> newRequest(call))
            : newRequest(call);
    if (call.has("reuse")) {
      request.reset();
      request.setURI(URI.create(call.get("url")));
    }
    URI uri = URI.create(call.get("url"));
    return call.has("looks")
        ? look(client(call), uri, request)
        : execute(client(call), call, uri, request);
  }

  static CompletableFuture<Message> execute(
      CloseableHttpAsyncClient client, Message call, URI uri, HttpRequestBase request) {
    int timeout = Integer.parseInt(call.get("timeout", "20000"));
    request.setConfig(
        RequestConfig.custom()
            .setConnectTimeout(timeout)
            .setSocketTimeout(timeout)
            .setRedirectsEnabled(Boolean.parseBoolean(call.get("follow", "true")))
            .build());
    String before = Arrays.toString(request.getAllHeaders());
    Call answer = new Call();
    answer.started =
        client.execute(
            new HttpHost(uri.getHost(), uri.getPort(), uri.getScheme()),
            request,
            new FutureCallback<HttpResponse>() {
              @Override
              public void completed(HttpResponse response) {
                try {
                  answer.complete(
                      answer(response)
                          .add("viewBefore", before)
                          .add("viewAfter", Arrays.toString(request.getAllHeaders())));
                } catch (Exception e) {
                  answer.completeExceptionally(e);
                }
              }

              @Override
              public void failed(Exception e) {
                answer.completeExceptionally(e);
              }

              @Override
              public void cancelled() {
                answer.completeExceptionally(new CancellationException());
              }
            });
    return answer;
  }

  private static CompletableFuture<Message> look(
      CloseableHttpAsyncClient client, URI uri, HttpRequestBase request) {
    Call answer = new Call();
    answer.started =
        client.execute(
            HttpAsyncMethods.create(
                new HttpHost(uri.getHost(), uri.getPort(), uri.getScheme()), request),
            new LookingConsumer(),
            new FutureCallback<Message>() {
              @Override
              public void completed(Message seen) {
                answer.complete(seen);
              }

              @Override
              public void failed(Exception e) {
                answer.completeExceptionally(e);
              }

              @Override
              public void cancelled() {
                answer.completeExceptionally(new CancellationException());
              }
            });
    return answer;
  }

  private static Message answer(HttpResponse response) throws Exception {
    Message answer =
        new Message()
            .add("status", String.valueOf(response.getStatusLine().getStatusCode()))
            .add(
                "body",
                response.getEntity() == null ? "" : Probe.read(response.getEntity().getContent()));
    for (Header header : response.getAllHeaders()) {
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

  private CloseableHttpAsyncClient client(Message call) {
    return clients.computeIfAbsent(
        call.get("proxy") + call.get("proxyUser"), key -> newClient(call));
  }

  private static CloseableHttpAsyncClient newClient(Message call) {
    HttpAsyncClientBuilder builder =
        HttpAsyncClientBuilder.create()
            .useSystemProperties()
            .setSSLStrategy(tls())
            .setDefaultIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(1).build())
            .setMaxConnTotal(100)
            .setMaxConnPerRoute(50);
    if (call.has("proxy")) {
      String[] proxy = call.get("proxy").split(":");
      builder.setProxy(new HttpHost(proxy[0], Integer.parseInt(proxy[1])));
    }
    if (call.has("proxyUser")) {
      String[] user = call.get("proxyUser").split(":");
      BasicCredentialsProvider credentials = new BasicCredentialsProvider();
      credentials.setCredentials(AuthScope.ANY, new UsernamePasswordCredentials(user[0], user[1]));
      builder.setDefaultCredentialsProvider(credentials);
    }
    CloseableHttpAsyncClient client = builder.build();
    client.start();
    return client;
  }

  static HttpRequestBase newRequest(Message call) {
    String method = call.get("method", "GET");
    HttpRequestBase request = call.has("body") ? new BodyRequest(method) : new AnyRequest(method);
    request.setURI(URI.create(call.get("url")));
    for (String header : call.all("header")) {
      int colon = header.indexOf(": ");
      request.addHeader(header.substring(0, colon), header.substring(colon + 2));
    }
    if (request instanceof BodyRequest) {
      byte[] body = call.get("body").getBytes(StandardCharsets.UTF_8);
      String mode = call.get("bodyMode", "buffered");
      boolean isStream = mode.equals("chunked") || mode.equals("oneshot");
      ((BodyRequest) request)
          .setEntity(
              isStream
                  ? new InputStreamEntity(
                      new ByteArrayInputStream(body), -1, ContentType.TEXT_PLAIN)
                  : new NByteArrayEntity(body, ContentType.TEXT_PLAIN));
    }
    return request;
  }

  /** The first versions stop with TLS 1.3, which is newer than they are. */
  static SSLIOSessionStrategy tls() {
    return new SSLIOSessionStrategy(
        SSLContexts.createSystemDefault(),
        new String[] {"TLSv1.2"},
        null,
        SSLIOSessionStrategy.BROWSER_COMPATIBLE_HOSTNAME_VERIFIER);
  }
}
