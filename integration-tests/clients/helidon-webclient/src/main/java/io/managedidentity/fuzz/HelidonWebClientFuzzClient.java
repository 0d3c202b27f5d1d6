package io.managedidentity.fuzz;

import io.helidon.common.http.Http;
import io.helidon.common.reactive.Single;
import io.helidon.webclient.Proxy;
import io.helidon.webclient.WebClient;
import io.helidon.webclient.WebClientRequestBuilder;
import io.helidon.webclient.WebClientResponse;
import io.managedidentity.probe.Message;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Helidon WebClient, whose event loop and connections are those of all its clients in the JVM, and
 * stay: it cannot be closed.
 */
public final class HelidonWebClientFuzzClient implements FuzzClient {
  private WebClient client;

  @Override
  public void open(Message options, Executor executor) {
    WebClient.Builder builder =
        WebClient.builder()
            .followRedirects(options.has("follow"))
            .readTimeout(Long.parseLong(options.get("timeout")), TimeUnit.MILLISECONDS);
    if (options.has("proxy")) {
      String[] at = options.get("proxyAt").split(":");
      boolean isSocks = options.get("proxy").equals("socks");
      builder.proxy(
          Proxy.builder()
              .type(isSocks ? Proxy.ProxyType.SOCKS_5 : Proxy.ProxyType.HTTP)
              .host(at[0])
              .port(Integer.parseInt(at[1]))
              .build());
    }
    client = builder.build();
  }

  @Override
  public void call(Message step, CallRecord record) {
    AtomicInteger status = new AtomicInteger();
    WebClientRequestBuilder request = client.method(step.get("method")).uri(step.get("url"));
    if (step.has("host")) {
      request.headers().put(Http.Header.HOST, step.get("host"));
    }
    FuzzHeaders.set(step, (name, value) -> request.headers().put(name, value));
    Single<WebClientResponse> sent =
        step.has("body") ? request.submit(step.get("body")) : request.submit();
    Single<String> call =
        sent.flatMapSingle(
            response -> {
              record.note("head", String.valueOf(response.status().code()));
              status.set(response.status().code());
              return response.content().as(String.class);
            });
    call.whenComplete(
        (body, failure) -> {
          if (failure == null) {
            record.completed(status.get(), body);
          } else {
            record.failed(
                failure instanceof CompletionException && failure.getCause() != null
                    ? failure.getCause()
                    : failure);
          }
        });
    record.onCancel(
        () -> {
          call.cancel();
          record.failed(new CancellationException()); // nobody else says it
        });
  }

  @Override
  public void close() {}
}
