package io.managedidentity.probe;

import io.helidon.common.http.DataChunk;
import io.helidon.common.reactive.Multi;
import io.helidon.common.reactive.Single;
import io.helidon.webclient.Proxy;
import io.helidon.webclient.WebClient;
import io.helidon.webclient.WebClientRequestBuilder;
import io.helidon.webclient.WebClientResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Helidon WebClient by the API that 2.3 and later have; its event loop is one thread. */
public final class HelidonWebClientProbe implements AsyncProbeClient {
  private final WebClient client = WebClient.builder().build();
  private final Map<String, WebClientRequestBuilder> reused = new ConcurrentHashMap<>();

  @Override
  public CompletableFuture<Message> start(Message call) {
    WebClientRequestBuilder request =
        call.has("reuse")
            ? reused.computeIfAbsent(call.get("reuse"), key -> newRequest(call))
            : newRequest(call);
    Message answer = new Message().add("viewBefore", view(request));
    CompletableFuture<Message> result = new CompletableFuture<>();
    Single<Message> answered =
        submit(request, call).flatMapSingle(response -> answered(response, request, answer));
    answered.whenComplete(
        (message, failure) -> {
          if (failure == null) {
            result.complete(message);
          } else {
            result.completeExceptionally(failure);
          }
        });
    result.whenComplete(
        (message, failure) -> {
          if (result.isCancelled()) {
            answered.cancel();
          }
        });
    return result;
  }

  private static Single<Message> answered(
      WebClientResponse response, WebClientRequestBuilder request, Message answer) {
    for (Map.Entry<String, List<String>> header : response.headers().toMap().entrySet()) {
      for (String value : header.getValue()) {
        answer.add("responseHeader", header.getKey() + ": " + value);
      }
    }
    answer
        .add("status", String.valueOf(response.status().code()))
        .add("viewAfter", view(request))
        .add("resourceUrl", String.valueOf(response.lastEndpointURI()));
    return response.content().as(String.class).map(body -> answer.add("body", body));
  }

  private static String view(WebClientRequestBuilder request) {
    return String.valueOf(request.headers().toMap());
  }

  private static Single<WebClientResponse> submit(WebClientRequestBuilder request, Message call) {
    if (!call.has("body")) {
      return request.submit();
    }
    byte[] body = call.get("body").getBytes(StandardCharsets.UTF_8);
    String mode = call.get("bodyMode", "buffered");
    if (mode.equals("chunked")) {
      return request.submit(Multi.just(part(body, 0, 1), part(body, 1, body.length)));
    }
    if (mode.equals("oneshot")) {
      AtomicReference<Iterator<DataChunk>> once =
          new AtomicReference<>(List.of(part(body, 0, 1), part(body, 1, body.length)).iterator());
      return request.submit(Multi.create(() -> once.getAndSet(null)));
    }
    return mode.equals("fixed")
        ? request.submit(Single.just(part(body, 0, body.length)))
        : request.submit(call.get("body"));
  }

  private static DataChunk part(byte[] body, int from, int to) {
    return DataChunk.create(Arrays.copyOfRange(body, from, to));
  }

  private WebClientRequestBuilder newRequest(Message call) {
    WebClientRequestBuilder request =
        client
            .method(call.get("method", "GET"))
            .uri(call.get("url"))
            .followRedirects(Boolean.parseBoolean(call.get("follow", "true")))
            .readTimeout(Long.parseLong(call.get("timeout", "20000")), TimeUnit.MILLISECONDS);
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String header : call.all("header")) {
      int colon = header.indexOf(": ");
      headers
          .computeIfAbsent(header.substring(0, colon), name -> new ArrayList<>())
          .add(header.substring(colon + 2));
    }
    headers.forEach(request.headers()::put); // the method that adds differs between versions
    if (call.has("proxy")) {
      String[] at = call.get("proxy").split(":");
      Proxy.Builder proxy =
          Proxy.builder().type(Proxy.ProxyType.HTTP).host(at[0]).port(Integer.parseInt(at[1]));
      if (call.has("proxyUser")) {
        String[] user = call.get("proxyUser").split(":");
        proxy.username(user[0]).password(user[1].toCharArray());
      }
      request.proxy(proxy.build());
    }
    return request;
  }
}
