package io.managedidentity.probe;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
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
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.SocketAddress;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The HTTP client of Vert.x 4 and 5 with one event loop: {@code http2} asks for HTTP/2, {@code
 * websocket} opens a WebSocket, {@code serve} starts a server, {@code server} is dialled in place
 * of the URL's host, {@code shutdown} closes all, {@code upload} is the length of a body that is
 * written as its stream takes it.
 */
public final class Vertx5Probe implements AsyncProbeClient {
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context loop = vertx.getOrCreateContext();
  private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();
  private Object webSocketClient;

  @Override
  public CompletableFuture<Message> start(Message call) {
    if (call.has("serve")) {
      return serve();
    }
    if (call.has("websocket")) {
      return webSocket(call);
    }
    if (call.has("shutdown")) {
      return closed();
    }
    if (call.has("then")) {
      return inPipeline(call.get("url"), call.get("then"));
    }
    if (call.has("upload")) {
      return new Upload(client(call), call).start();
    }
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(call.get("method", "GET")))
            .setAbsoluteURI(call.get("url"))
            .setFollowRedirects(Boolean.parseBoolean(call.get("follow", "true")))
            .setTimeout(Long.parseLong(call.get("timeout", "20000")));
    for (String header : call.all("header")) {
      int colon = header.indexOf(": ");
      options.addHeader(header.substring(0, colon), header.substring(colon + 2));
    }
    setServer(options, call);
    Call answer = new Call();
    client(call)
        .request(options)
        .onComplete(
            made -> {
              if (made.failed()) {
                answer.completeExceptionally(made.cause());
              } else {
                send(call, made.result(), answer);
              }
            });
    return answer;
  }

  private static void setServer(RequestOptions options, Message call) {
    if (!call.has("server")) {
      return;
    }
    String[] server = call.get("server").split(":");
    SocketAddress address = SocketAddress.inetSocketAddress(Integer.parseInt(server[1]), server[0]);
    try {
      for (Method method : RequestOptions.class.getMethods()) {
        // Its argument and its result are of other types in 5.
        if (method.getName().equals("setServer") && !method.isBridge()) {
          method.invoke(options, address);
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Two requests on one connection, the second sent before the first is answered. */
  private CompletableFuture<Message> inPipeline(String first, String second) {
    HttpClient pipelining = VertxPool.client(vertx, new HttpClientOptions().setPipelining(true), 1);
    CompletableFuture<Message> answer = new CompletableFuture<>();
    Message statuses = new Message();
    for (String url : new String[] {first, second}) {
      RequestOptions options = new RequestOptions().setAbsoluteURI(url).setTimeout(10_000);
      pipelining
          .request(options)
          .compose(HttpClientRequest::send)
          .onComplete(
              done -> {
                if (done.failed()) {
                  answer.completeExceptionally(done.cause());
                } else {
                  statuses.add("status", String.valueOf(done.result().statusCode()));
                  if (statuses.all("status").size() == 2) {
                    answer.complete(statuses);
                  }
                }
              });
    }
    return answer;
  }

  /** Writes as fast as the stream takes it, and says how much that was after a second. */
  private final class Upload {
    private static final int PART = 16 * 1024;

    private final CompletableFuture<Message> answer = new CompletableFuture<>();
    private final HttpClient client;
    private final Message call;
    private final long length;
    private long written;
    private long writtenInSecond;

    Upload(HttpClient client, Message call) {
      this.client = client;
      this.call = call;
      this.length = Long.parseLong(call.get("upload"));
    }

    CompletableFuture<Message> start() {
      RequestOptions options =
          new RequestOptions().setMethod(HttpMethod.POST).setAbsoluteURI(call.get("url"));
      loop.runOnContext(now -> client.request(options).onComplete(this::made));
      return answer;
    }

    private void made(AsyncResult<HttpClientRequest> made) {
      if (made.failed()) {
        answer.completeExceptionally(made.cause());
        return;
      }
      vertx.setTimer(1000, now -> writtenInSecond = written);
      HttpClientRequest request = made.result();
      request.setChunked(true);
      request.exceptionHandler(answer::completeExceptionally);
      response(request)
          .onComplete(
              done -> {
                if (done.failed()) {
                  answer.completeExceptionally(done.cause());
                  return;
                }
                answer.complete(
                    new Message()
                        .add("status", String.valueOf(done.result().statusCode()))
                        .add("writtenInSecond", String.valueOf(writtenInSecond)));
              });
      request.sendHead(); // before, no stream is writable in 4.0
      write(request);
    }

    private void write(HttpClientRequest request) {
      while (written < length && !request.writeQueueFull()) {
        request.write(Buffer.buffer(new byte[PART]));
        written += PART;
      }
      if (written < length) {
        request.drainHandler(drained -> write(request));
      } else {
        request.drainHandler(null);
        request.end();
      }
    }
  }

  private static void send(Message call, HttpClientRequest request, Call answer) {
    answer.request = request;
    if (answer.isCancelled()) {
      invoke(request, "reset");
      return;
    }
    String before = request.headers().entries().toString();
    Future<HttpClientResponse> sent;
    if (!call.has("body")) {
      sent = request.send();
    } else if ("buffered".equals(call.get("bodyMode", "buffered"))) {
      sent = request.send(Buffer.buffer(call.get("body")));
    } else {
      request.setChunked(true);
      request.write(Buffer.buffer(call.get("body")));
      request.end();
      sent = response(request);
    }
    sent.compose(
            response ->
                response
                    .body()
                    .map(
                        body ->
                            message(response, body)
                                .add("viewBefore", before)
                                .add("viewAfter", request.headers().entries().toString())))
        .onComplete(
            done -> {
              if (done.failed()) {
                answer.completeExceptionally(done.cause());
              } else {
                answer.complete(done.result());
              }
            });
  }

  @SuppressWarnings("unchecked")
  private static Future<HttpClientResponse> response(HttpClientRequest request) {
    return (Future<HttpClientResponse>) invoke(request, "response");
  }

  /** For methods whose results are of other types in 5. */
  private static Object invoke(HttpClientRequest request, String method) {
    try {
      return HttpClientRequest.class.getMethod(method).invoke(request);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private CompletableFuture<Message> closed() {
    CompletableFuture<Message> answer = new CompletableFuture<>();
    vertx.close().onComplete(done -> answer.complete(new Message().add("closed", "true")));
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
    server
        .listen(0, "127.0.0.1")
        .onComplete(
            done ->
                answer.complete(new Message().add("port", String.valueOf(server.actualPort()))));
    return answer;
  }

  private CompletableFuture<Message> webSocket(Message call) {
    CompletableFuture<Message> answer = new CompletableFuture<>();
    URI target = URI.create(call.get("url"));
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setHost(target.getHost())
            .setPort(target.getPort())
            .setURI(target.getRawPath())
            .setSsl("wss".equals(target.getScheme()));
    setServer(options, call);
    opening(options)
        .onComplete(
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

  /** From 4.5 on there is a client of its own for it, which is closed when nobody holds it. */
  @SuppressWarnings("unchecked")
  private synchronized Future<WebSocket> opening(WebSocketConnectOptions options) {
    try {
      Method create = Vertx.class.getMethod("createWebSocketClient");
      webSocketClient = webSocketClient == null ? create.invoke(vertx) : webSocketClient;
      return (Future<WebSocket>)
          Class.forName("io.vertx.core.http.WebSocketClient")
              .getMethod("connect", WebSocketConnectOptions.class)
              .invoke(webSocketClient, options);
    } catch (NoSuchMethodException e) {
      return clients
          .computeIfAbsent("websocket", key -> newClient(new Message().add("url", "")))
          .webSocket(options);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
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
    volatile HttpClientRequest request;

    /** On the event loop: from elsewhere it can come between two steps of the client itself. */
    @Override
    public boolean cancel(boolean mayInterrupt) {
      CompletableFuture<Boolean> isCancelled = new CompletableFuture<>();
      loop.runOnContext(
          now -> {
            isCancelled.complete(completeExceptionally(new CancellationException()));
            if (request != null) {
              invoke(request, "reset");
            }
          });
      return isCancelled.join();
    }

    @Override
    public boolean isCancelled() {
      return isCompletedExceptionally();
    }
  }

  private HttpClient client(Message call) {
    return clients.computeIfAbsent(
        call.get("proxy") + call.get("proxyUser") + isPipelined(call) + call.get("http2"),
        key -> newClient(call));
  }

  /** The other implementation of HTTP/2, from 5.1 on. */
  private static void setMultiplex(HttpClientOptions options) {
    try {
      HttpClientOptions.class
          .getMethod("setHttp2MultiplexImplementation", boolean.class)
          .invoke(options, true);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isPipelined(Message call) {
    return call.get("url").contains("/pipelined/");
  }

  private HttpClient newClient(Message call) {
    HttpClientOptions options = new HttpClientOptions().setPipelining(isPipelined(call));
    if (call.has("http2")) {
      options.setProtocolVersion(HttpVersion.HTTP_2).setUseAlpn(true);
      options.setHttp2ClearTextUpgrade("upgrade".equals(call.get("http2")));
      if ("multiplex".equals(call.get("http2"))) {
        setMultiplex(options);
      }
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
    try {
      // Its result is of another type in 5.
      return (HttpClient)
          Vertx.class.getMethod("createHttpClient", HttpClientOptions.class).invoke(vertx, options);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
