package io.managedidentity.fuzz;

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
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** OkHttp from 3.12 on, each step enqueued or not. */
public final class OkHttpFuzzClient implements FuzzClient {
  private final Map<String, Request> requests = new ConcurrentHashMap<>();
  private OkHttpClient client;

  @Override
  public void open(Message options, Executor executor) {
    long timeout = Long.parseLong(options.get("timeout"));
    int pool = Integer.parseInt(options.get("pool"));
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .followRedirects(options.has("follow"))
            .followSslRedirects(options.has("follow"))
            .connectTimeout(timeout, TimeUnit.MILLISECONDS)
            .readTimeout(timeout, TimeUnit.MILLISECONDS)
            .connectionPool(new ConnectionPool(pool, 5, TimeUnit.MINUTES));
    if (executor instanceof ExecutorService) {
      Dispatcher dispatcher = new Dispatcher((ExecutorService) executor);
      dispatcher.setMaxRequestsPerHost(pool);
      builder.dispatcher(dispatcher);
    }
    if (!options.has("protocol")) {
      builder.protocols(Collections.singletonList(Protocol.HTTP_1_1));
    }
    if (options.has("proxy")) {
      String[] at = options.get("proxyAt").split(":");
      builder.proxy(
          new Proxy(
              options.get("proxy").equals("socks") ? Proxy.Type.SOCKS : Proxy.Type.HTTP,
              new InetSocketAddress(at[0], Integer.parseInt(at[1]))));
    }
    client = builder.build();
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
          public void onFailure(Call failed, IOException e) {
            record.failed(e);
          }

          @Override
          public void onResponse(Call answered, Response response) {
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
    client.dispatcher().cancelAll();
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
