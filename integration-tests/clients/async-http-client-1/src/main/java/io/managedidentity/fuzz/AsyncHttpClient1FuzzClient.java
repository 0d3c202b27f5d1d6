package io.managedidentity.fuzz;

import com.ning.http.client.AsyncCompletionHandler;
import com.ning.http.client.AsyncHttpClient;
import com.ning.http.client.AsyncHttpClientConfig;
import com.ning.http.client.ListenableFuture;
import com.ning.http.client.ProxyServer;
import com.ning.http.client.Request;
import com.ning.http.client.RequestBuilder;
import com.ning.http.client.Response;
import com.ning.http.client.providers.netty.NettyAsyncHttpProviderConfig;
import io.managedidentity.probe.Message;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.netty.channel.socket.nio.NioClientSocketChannelFactory;

/** AsyncHttpClient 1.9 on Netty, with one thread for its connections. */
public final class AsyncHttpClient1FuzzClient implements FuzzClient {
  private final Map<String, Request> requests = new ConcurrentHashMap<>();
  private final ExecutorService bosses = Executors.newCachedThreadPool();
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private Message options = new Message();
  private AsyncHttpClient client;

  @Override
  public void open(Message newOptions, Executor executor) {
    options = newOptions;
    NettyAsyncHttpProviderConfig netty = new NettyAsyncHttpProviderConfig();
    netty.setSocketChannelFactory(new NioClientSocketChannelFactory(bosses, workers, 1, 1));
    client =
        new AsyncHttpClient(
            new AsyncHttpClientConfig.Builder()
                .setMaxRedirects(10)
                .setRequestTimeout(Integer.parseInt(options.get("timeout")))
                // The one of 1.9 needs an internal class of the JDK, out of reach on 17 and later.
                .setHostnameVerifier((host, session) -> true)
                // Netty 3 now and then ends a connection of TLS 1.3.
                .setEnabledProtocols(new String[] {"TLSv1.2"})
                .setAsyncHttpClientProviderConfig(netty)
                .build());
  }

  @Override
  public void call(Message step, CallRecord record) {
    Request request =
        step.has("reuse")
            ? requests.computeIfAbsent(step.get("reuse"), key -> request(step))
            : request(step);
    ListenableFuture<?> call =
        client.executeRequest(
            request,
            new AsyncCompletionHandler<Void>() {
              @Override
              public Void onCompleted(Response response) throws Exception {
                record.completed(response.getStatusCode(), response.getResponseBody("UTF-8"));
                return null;
              }

              @Override
              public void onThrowable(Throwable failure) {
                record.failed(failure);
              }
            });
    record.onCancel(() -> call.cancel(true));
  }

  private Request request(Message step) {
    RequestBuilder builder =
        new RequestBuilder(step.get("method"))
            .setUrl(step.get("url"))
            .setFollowRedirects(options.has("follow"));
    if (step.has("host")) {
      builder.setVirtualHost(step.get("host"));
    }
    if (options.has("proxy")) {
      String[] at = options.get("proxyAt").split(":");
      builder.setProxyServer(new ProxyServer(at[0], Integer.parseInt(at[1])));
    }
    FuzzHeaders.set(step, builder::setHeader);
    if (step.has("body")) {
      byte[] body = step.get("body").getBytes(StandardCharsets.UTF_8);
      if ("stream".equals(step.get("bodyMode"))) {
        builder.setBody(new ByteArrayInputStream(body));
      } else {
        builder.setBody(body);
      }
    }
    return builder.build();
  }

  @Override
  public void close() {
    client.close();
  }

  @Override
  public void release() {
    bosses.shutdown();
    workers.shutdown();
  }
}
