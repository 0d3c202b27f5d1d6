package io.managedidentity.probe;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.ProxyOptions;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The HTTP client of Vert.x 3.9 with one event loop: {@code http2} asks for HTTP/2, {@code
 * websocket} opens a WebSocket, {@code serve} starts a server.
 */
public final class Vertx3Probe implements AsyncProbeClient {
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context loop = vertx.getOrCreateContext();
  private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();

  @Override
  public CompletableFuture<Message> start(Message call) {
    if (call.has("serve")) {
      return serve();
    }
    if (call.has("websocket")) {
      return webSocket(call);
    }
    HttpClientRequest request =
        client(call)
            .requestAbs(HttpMethod.valueOf(call.get("method", "GET")), call.get("url"))
            .setFollowRedirects(Boolean.parseBoolean(call.get("follow", "true")))
            .setTimeout(Long.parseLong(call.get("timeout", "20000")));
    for (String header : call.all("header")) {
      int colon = header.indexOf(": ");
      request.headers().add(header.substring(0, colon), header.substring(colon + 2));
    }
    String before = request.headers().entries().toString();
    Call answer = new Call(request);
    request.exceptionHandler(answer::completeExceptionally);
    request.handler(
        response ->
            response
                .exceptionHandler(answer::completeExceptionally)
                .bodyHandler(
                    body ->
                        answer.complete(
                            message(response, body)
                                .add("viewBefore", before)
                                .add("viewAfter", request.headers().entries().toString()))));
    if (!call.has("body")) {
      request.end();
    } else if ("buffered".equals(call.get("bodyMode", "buffered"))) {
      request.end(Buffer.buffer(call.get("body")));
    } else {
      request.setChunked(true);
      // Else it is written in one piece with the head.
      request.sendHead(version -> request.end(Buffer.buffer(call.get("body"))));
    }
    return answer;
  }

  /** The only server at hand that lets a client upgrade a connection to HTTP/2. */
  private CompletableFuture<Message> serve() {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .response()
                        .end(request.version() + " " + request.getHeader("authorization")));
    CompletableFuture<Message> answer = new CompletableFuture<>();
    server.listen(
        0,
        "127.0.0.1",
        done -> answer.complete(new Message().add("port", String.valueOf(server.actualPort()))));
    return answer;
  }

  private CompletableFuture<Message> webSocket(Message call) {
    CompletableFuture<Message> answer = new CompletableFuture<>();
    URI target = URI.create(call.get("url"));
    client(call)
        .webSocket(
            new WebSocketConnectOptions()
                .setHost(target.getHost())
                .setPort(target.getPort())
                .setURI(target.getRawPath()),
            made -> {
              if (made.succeeded()) {
                made.result().close();
                answer.complete(new Message().add("status", "101"));
              } else {
                answer.completeExceptionally(made.cause());
              }
            });
    return answer;
  }

  private static Message message(HttpClientResponse response, Buffer body) {
    Message answer =
        new Message()
            .add("status", String.valueOf(response.statusCode()))
            .add("body", body.toString("UTF-8"));
    for (Map.Entry<String, String> header : response.headers()) {
      answer.add("responseHeader", header.getKey() + ": " + header.getValue());
    }
    return answer;
  }

  private final class Call extends CompletableFuture<Message> {
    private final HttpClientRequest request;

    Call(HttpClientRequest request) {
      this.request = request;
    }

    /** On the event loop: from elsewhere it can come between two steps of the client itself. */
    @Override
    public boolean cancel(boolean mayInterrupt) {
      CompletableFuture<Boolean> isCancelled = new CompletableFuture<>();
      loop.runOnContext(
          now -> {
            isCancelled.complete(completeExceptionally(new CancellationException()));
            request.reset();
          });
      return isCancelled.join();
    }
  }

  private HttpClient client(Message call) {
    return clients.computeIfAbsent(
        call.get("proxy") + call.get("proxyUser") + isPipelined(call) + call.get("http2"),
        key -> newClient(call));
  }

  private static boolean isPipelined(Message call) {
    return call.get("url").contains("/pipelined/");
  }

  private HttpClient newClient(Message call) {
    HttpClientOptions options = new HttpClientOptions().setPipelining(isPipelined(call));
    if (call.has("http2")) {
      options.setProtocolVersion(HttpVersion.HTTP_2).setUseAlpn(true);
      options.setHttp2ClearTextUpgrade("upgrade".equals(call.get("http2")));
    }
    if (call.has("proxy")) {
      String[] proxy = call.get("proxy").split(":");
      ProxyOptions proxyOptions =
          new ProxyOptions().setHost(proxy[0]).setPort(Integer.parseInt(proxy[1]));
      if (call.has("proxyUser")) {
        String[] user = call.get("proxyUser").split(":");
        proxyOptions.setUsername(user[0]).setPassword(user[1]);
      }
      options.setProxyOptions(proxyOptions);
    }
    return vertx.createHttpClient(options);
  }
}
