package io.managedidentity.fuzz;

import com.squareup.okhttp.Call;
import com.squareup.okhttp.Callback;
import com.squareup.okhttp.ConnectionPool;
import com.squareup.okhttp.Dispatcher;
import com.squareup.okhttp.OkHttpClient;
import com.squareup.okhttp.Protocol;
import com.squareup.okhttp.Request;
import com.squareup.okhttp.RequestBody;
import com.squareup.okhttp.Response;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** OkHttp 2, each step enqueued or not. */
public final class OkHttp2FuzzClient implements FuzzClient {
  private final Map<String, Request> requests = new ConcurrentHashMap<>();
  private final OkHttpClient client = new OkHttpClient();

  @Override
  public void open(Message options, Executor executor) {
    long timeout = Long.parseLong(options.get("timeout"));
    client.setConnectTimeout(timeout, TimeUnit.MILLISECONDS);
    client.setReadTimeout(timeout, TimeUnit.MILLISECONDS);
    client.setFollowSslRedirects(options.has("follow"));
    client.setProtocols(Collections.singletonList(Protocol.HTTP_1_1));
    client.setConnectionPool(new ConnectionPool(Integer.parseInt(options.get("pool")), 300_000));
    if (executor instanceof ExecutorService) {
      client.setDispatcher(new Dispatcher((ExecutorService) executor));
    }
    client.setProxy(proxy(options));
  }

  private static Proxy proxy(Message options) {
    if (!options.has("proxy")) {
      return Proxy.NO_PROXY;
    }
    String[] at = options.get("proxyAt").split(":");
    return new Proxy(
        options.get("proxy").equals("socks") ? Proxy.Type.SOCKS : Proxy.Type.HTTP,
        new InetSocketAddress(at[0], Integer.parseInt(at[1])));
  }

  @Override
  public void call(Message step, CallRecord record) throws Exception {
    Request request =
        step.has("reuse")
            ? requests.computeIfAbsent(step.get("reuse"), key -> request(step))
            : request(step);
    Call call = client.newCall(request);
    record.onCancel(call::cancel);
    if (step.has("wait")) {
      answered(call.execute(), record);
      return;
    }
    call.enqueue(
        new Callback() {
          @Override
          public void onFailure(Request failed, IOException e) {
            record.failed(e);
          }

          @Override
          public void onResponse(Response response) {
            try {
              answered(response, record);
            } catch (IOException e) {
              record.failed(e);
            }
          }
        });
  }

  private static void answered(Response response, CallRecord record) throws IOException {
    record.completed(response.code(), response.body().string());
  }

  private static Request request(Message step) {
    RequestBody body =
        step.has("body")
            ? RequestBody.create(null, step.get("body").getBytes(StandardCharsets.UTF_8))
            : null;
    Request.Builder builder =
        new Request.Builder().url(step.get("url")).method(step.get("method"), body);
    FuzzHeaders.set(step, builder::header);
    return step.has("host") ? builder.header("Host", step.get("host")).build() : builder.build();
  }

  @Override
  public void close() {
    client.getDispatcher().getExecutorService().shutdown();
    client.getConnectionPool().evictAll();
  }
}
