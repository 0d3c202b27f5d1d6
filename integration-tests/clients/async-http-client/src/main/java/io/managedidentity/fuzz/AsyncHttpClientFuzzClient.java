package io.managedidentity.fuzz;

import io.managedidentity.probe.Message;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.asynchttpclient.AsyncCompletionHandler;
import org.asynchttpclient.DefaultAsyncHttpClient;
import org.asynchttpclient.DefaultAsyncHttpClientConfig;
import org.asynchttpclient.ListenableFuture;
import org.asynchttpclient.Request;
import org.asynchttpclient.RequestBuilder;
import org.asynchttpclient.Response;
import org.asynchttpclient.proxy.ProxyServer;
import org.asynchttpclient.request.body.generator.InputStreamBodyGenerator;

/** AsyncHttpClient 2 and 3 with one event loop. */
public final class AsyncHttpClientFuzzClient implements FuzzClient {
  private final Map<String, Request> requests = new ConcurrentHashMap<>();
  private Message options = new Message();
  private NioEventLoopGroup loop;
  private DefaultAsyncHttpClient client;

  @Override
  public void open(Message newOptions, Executor executor) throws Exception {
    options = newOptions;
    loop = new NioEventLoopGroup(1, new DefaultThreadFactory("fuzz-loop", true));
    DefaultAsyncHttpClientConfig.Builder builder =
        new DefaultAsyncHttpClientConfig.Builder().setEventLoopGroup(loop).setMaxRedirects(10);
    set(builder, "setHttp2Enabled", false);
    set(builder, "setRequestTimeout", Integer.parseInt(options.get("timeout")));
    client = new DefaultAsyncHttpClient(builder.build());
  }

  /** Options that not all versions have, or have as another type. */
  private static void set(Object builder, String name, Object value) throws Exception {
    for (Method method : builder.getClass().getMethods()) {
      if (method.getName().equals(name)) {
        boolean isDuration = method.getParameterTypes()[0] == Duration.class;
        method.invoke(builder, isDuration ? Duration.ofMillis((Integer) value) : value);
        return;
      }
    }
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
              public Void onCompleted(Response response) {
                record.completed(
                    response.getStatusCode(), response.getResponseBody(StandardCharsets.UTF_8));
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
            .setFollowRedirect(options.has("follow"));
    if (step.has("host")) {
      builder.setVirtualHost(step.get("host"));
    }
    if (options.has("proxy")) {
      String[] at = options.get("proxyAt").split(":");
      ProxyServer.Builder proxy = new ProxyServer.Builder(at[0], Integer.parseInt(at[1]));
      proxy.setSecuredPort(Integer.parseInt(at[1]));
      builder.setProxyServer(proxy.build());
    }
    FuzzHeaders.set(step, builder::setHeader);
    if (step.has("body")) {
      byte[] body = step.get("body").getBytes(StandardCharsets.UTF_8);
      if ("stream".equals(step.get("bodyMode"))) {
        builder.setBody(new InputStreamBodyGenerator(new ByteArrayInputStream(body)));
      } else {
        builder.setBody(body);
      }
    }
    return builder.build();
  }

  @Override
  public void close() throws Exception {
    client.close();
  }

  @Override
  public void release() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
