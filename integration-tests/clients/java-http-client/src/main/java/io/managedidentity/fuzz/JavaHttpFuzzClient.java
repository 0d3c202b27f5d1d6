package io.managedidentity.fuzz;

import io.managedidentity.probe.Message;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** {@code java.net.http}, each step asynchronous or not. */
public final class JavaHttpFuzzClient implements FuzzClient {
  private final Map<String, HttpRequest> requests = new ConcurrentHashMap<>();
  private Message options = new Message();
  private HttpClient client;

  @Override
  public void open(Message newOptions, Executor executor) {
    options = newOptions;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(
                options.has("protocol") ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMillis(Long.parseLong(options.get("timeout"))))
            .followRedirects(
                options.has("follow") ? HttpClient.Redirect.ALWAYS : HttpClient.Redirect.NEVER);
    if (options.has("proxy")) {
      String[] at = options.get("proxyAt").split(":");
      builder.proxy(ProxySelector.of(new InetSocketAddress(at[0], Integer.parseInt(at[1]))));
    }
    if (executor != null) {
      builder.executor(executor);
    }
    client = builder.build();
  }

  @Override
  public void call(Message step, CallRecord record) throws Exception {
    HttpRequest request =
        step.has("reuse")
            ? requests.computeIfAbsent(step.get("reuse"), key -> request(step, record))
            : request(step, record);
    if (step.has("wait")) {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      record.completed(response.statusCode(), response.body());
      return;
    }
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(
            request,
            head -> {
              record.note("head", String.valueOf(head.statusCode()));
              return HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
            });
    record.onCancel(() -> answer.cancel(true));
    answer.whenComplete(
        (response, failure) -> {
          if (failure == null) {
            record.completed(response.statusCode(), response.body());
          } else {
            record.failed(failure);
          }
        });
  }

  private HttpRequest request(Message step, CallRecord record) {
    byte[] body = step.get("body", "").getBytes(StandardCharsets.UTF_8);
    HttpRequest.BodyPublisher publisher =
        !step.has("body")
            ? HttpRequest.BodyPublishers.noBody()
            : "stream".equals(step.get("bodyMode"))
                ? HttpRequest.BodyPublishers.ofInputStream(
                    () -> {
                      record.note("body", "opened");
                      return new ByteArrayInputStream(body);
                    })
                : HttpRequest.BodyPublishers.ofByteArray(body);
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(step.get("url")))
            .timeout(Duration.ofMillis(Long.parseLong(options.get("timeout"))))
            .method(step.get("method"), publisher);
    FuzzHeaders.set(step, builder::setHeader);
    return builder.build();
  }

  /** Applications let it be collected, or close it where it can be closed. */
  @Override
  public void close() throws Exception {
    if (client instanceof AutoCloseable) {
      HttpClient.class.getMethod("shutdownNow").invoke(client); // from 21 on
    }
    client = null;
  }
}
