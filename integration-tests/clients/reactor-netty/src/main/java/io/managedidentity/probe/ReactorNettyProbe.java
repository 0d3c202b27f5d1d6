package io.managedidentity.probe;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.ByteBufMono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.transport.ProxyProvider;

/**
 * reactor-netty by the API that 1.0 and later have: {@code http2} asks for HTTP/2, {@code
 * websocket} opens a WebSocket, {@code lateHeaders} sets headers in the send handler, {@code
 * shutdown} ends the event loop, {@code outerTls} puts a TLS of the application's around the
 * connection.
 */
public final class ReactorNettyProbe implements AsyncProbeClient {
  private final LoopResources loop = LoopResources.create("probe", 1, true);
  private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();

  @Override
  public CompletableFuture<Message> start(Message call) {
    Message answer = new Message();
    if (call.has("shutdown")) {
      return loop.disposeLater(Duration.ZERO, Duration.ofSeconds(5))
          .then(Mono.fromSupplier(() -> answer.add("closed", "true")))
          .toFuture();
    }
    HttpClient client = client(call, answer);
    if (call.has("websocket")) {
      return client
          .websocket()
          .uri(call.get("url"))
          .handle((in, out) -> out.sendClose())
          .then(Mono.fromSupplier(() -> answer.add("status", "101")))
          .toFuture();
    }
    HttpClient.RequestSender sender =
        client.request(HttpMethod.valueOf(call.get("method", "GET"))).uri(call.get("url"));
    AtomicReference<HttpClientResponse> head = new AtomicReference<>();
    return receiver(sender, call)
        .responseSingle(
            (response, content) -> {
              head.set(response);
              return content.asString().defaultIfEmpty("");
            })
        .map(body -> answered(answer, head.get(), body))
        .toFuture();
  }

  private static Message answered(Message answer, HttpClientResponse response, String body) {
    for (Map.Entry<String, String> header : response.responseHeaders()) {
      answer.add("responseHeader", header.getKey() + ": " + header.getValue());
    }
    return answer
        .add("status", String.valueOf(response.status().code()))
        .add("body", body)
        .add("viewAfter", String.valueOf(response.requestHeaders()))
        .add("redirectedFrom", Arrays.toString(response.redirectedFrom()))
        .add("resourceUrl", response.resourceUrl());
  }

  private static HttpClient.ResponseReceiver<?> receiver(
      HttpClient.RequestSender sender, Message call) {
    if (call.has("lateHeaders")) {
      return sender.send(
          (request, out) -> {
            for (String header : call.all("lateHeaders")) {
              int colon = header.indexOf(": ");
              request.header(header.substring(0, colon), header.substring(colon + 2));
            }
            return out;
          });
    }
    if (!call.has("body")) {
      return sender;
    }
    String body = call.get("body");
    if ("chunked".equals(call.get("bodyMode"))) {
      return sender.send(ByteBufFlux.fromString(parts(body)));
    }
    if ("oneshot".equals(call.get("bodyMode"))) {
      AtomicReference<String> rest = new AtomicReference<>(body);
      return sender.send(ByteBufFlux.fromString(Flux.defer(() -> parts(rest.getAndSet(null)))));
    }
    Mono<ByteBuf> once = ByteBufMono.fromString(Mono.just(body));
    return sender.send(once);
  }

  private static Flux<String> parts(String body) {
    return Flux.just(body.substring(0, 1), body.substring(1));
  }

  private HttpClient client(Message call, Message answer) {
    String key =
        call.get("proxy") + call.get("proxyUser") + call.get("http2") + call.get("outerTls");
    HttpClient client =
        clients
            .computeIfAbsent(key, unused -> newClient(call))
            .followRedirect(Boolean.parseBoolean(call.get("follow", "true")))
            .responseTimeout(Duration.ofMillis(Long.parseLong(call.get("timeout", "20000"))))
            .headers(
                headers -> {
                  for (String header : call.all("header")) {
                    int colon = header.indexOf(": ");
                    headers.add(header.substring(0, colon), header.substring(colon + 2));
                  }
                });
    return client
        .doOnRequest(
            (request, connection) ->
                answer.add("viewBefore", String.valueOf(request.requestHeaders())))
        .doOnRedirect(
            (response, connection) -> answer.add("redirect", response.status().toString()))
        .doAfterRequest(
            (request, connection) ->
                answer.add("responseRequestView", String.valueOf(request.requestHeaders())));
  }

  /** As applications reach a proxy by TLS, which the client itself does not. */
  private static void addTls(Channel channel) {
    try {
      SslContext context = SslContextBuilder.forClient().build();
      channel.pipeline().addFirst(context.newHandler(channel.alloc(), "localhost", 443));
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpClient newClient(Message call) {
    HttpClient client =
        HttpClient.create(
                ConnectionProvider.builder("probe")
                    .maxConnections(50)
                    .pendingAcquireMaxCount(-1)
                    .build())
            .runOn(loop);
    if (call.has("http2")) {
      client = client.protocol(HttpProtocol.H2, HttpProtocol.HTTP11);
    }
    if (call.has("outerTls")) {
      client = client.doOnChannelInit((observer, channel, address) -> addTls(channel));
    }
    if (!call.has("proxy")) {
      return client;
    }
    String[] proxy = call.get("proxy").split(":");
    return client.proxy(
        spec -> {
          ProxyProvider.Builder builder =
              spec.type(ProxyProvider.Proxy.HTTP).host(proxy[0]).port(Integer.parseInt(proxy[1]));
          if (call.has("proxyUser")) {
            String[] user = call.get("proxyUser").split(":");
            builder.username(user[0]).password(name -> user[1]);
          }
        });
  }
}
