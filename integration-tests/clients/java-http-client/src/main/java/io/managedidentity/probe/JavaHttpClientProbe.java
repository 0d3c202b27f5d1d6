package io.managedidentity.probe;

import java.io.ByteArrayInputStream;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * {@code java.net.http}: {@code async} uses sendAsync, {@code http2} asks for HTTP/2, {@code http3}
 * for HTTP/3 alone, {@code websocket} opens a WebSocket. Clients are kept by their settings, so
 * that connections are reused.
 */
public final class JavaHttpClientProbe implements ProbeClient {
  private final Map<String, HttpRequest> requests = new ConcurrentHashMap<>();
  private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();
  private final Executor executor;

  public JavaHttpClientProbe() {
    this(null);
  }

  /** With threads other than the client's own. */
  JavaHttpClientProbe(Executor executor) {
    this.executor = executor;
  }

  @Override
  public Message call(Message call) throws Exception {
    if (call.has("websocket")) {
      return webSocket(call);
    }
    HttpClient client = client(call);
    HttpRequest request = requestOf(call);
    String before = request.headers().map().toString();
    HttpResponse<String> response =
        call.has("async")
            ? client
                .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .get(30, TimeUnit.SECONDS)
            : client.send(request, HttpResponse.BodyHandlers.ofString());
    return answer(response, request, before);
  }

  /** One that is kept, or a new one. */
  HttpRequest requestOf(Message call) {
    return call.has("reuse")
        ? requests.computeIfAbsent(call.get("reuse"), key -> request(call))
        : request(call);
  }

  static Message answer(HttpResponse<String> response, HttpRequest request, String before) {
    Message answer =
        new Message()
            .add("status", String.valueOf(response.statusCode()))
            .add("body", response.body());
    response
        .headers()
        .map()
        .forEach(
            (name, values) ->
                values.forEach(value -> answer.add("responseHeader", name + ": " + value)));
    answer.add("viewBefore", before).add("viewAfter", request.headers().map().toString());
    answer.add("responseRequestView", response.request().headers().map().toString());
    return answer.add("version", response.version().toString());
  }

  HttpClient client(Message call) {
    String key =
        call.get("proxy")
            + call.get("proxyUser")
            + call.get("http2")
            + call.get("http3")
            + call.get("follow")
            + call.get("user");
    return clients.computeIfAbsent(key, unused -> newClient(call));
  }

  private HttpClient newClient(Message call) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(version(call))
            .followRedirects(
                Boolean.parseBoolean(call.get("follow", "true"))
                    ? HttpClient.Redirect.ALWAYS
                    : HttpClient.Redirect.NEVER);
    if (call.has("proxy")) {
      String[] proxy = call.get("proxy").split(":");
      builder.proxy(ProxySelector.of(new InetSocketAddress(proxy[0], Integer.parseInt(proxy[1]))));
    }
    if (call.has("proxyUser") || call.has("user")) {
      builder.authenticator(authenticator(call));
    }
    if (executor != null) {
      builder.executor(executor);
    }
    return builder.build();
  }

  private static HttpClient.Version version(Message call) {
    if (call.has("http3")) {
      return HttpClient.Version.valueOf("HTTP_3"); // from 26 on
    }
    return call.has("http2") ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1;
  }

  /** No other version, and no look for it by TCP: {@code H3_DISCOVERY} of 26. */
  private static void askForHttp3Only(HttpRequest.Builder builder) {
    try {
      Class<?> option = Class.forName("java.net.http.HttpOption");
      Object only = null;
      for (Object mode :
          Class.forName(option.getName() + "$Http3DiscoveryMode").getEnumConstants()) {
        only = mode.toString().equals("HTTP_3_URI_ONLY") ? mode : only;
      }
      HttpRequest.Builder.class
          .getMethod("setOption", option, Object.class)
          .invoke(builder, option.getField("H3_DISCOVERY").get(null), only);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Authenticator authenticator(Message call) {
    return new Authenticator() {
      @Override
      protected PasswordAuthentication getPasswordAuthentication() {
        String user = call.get(getRequestorType() == RequestorType.PROXY ? "proxyUser" : "user");
        return user == null
            ? null
            : new PasswordAuthentication(user.split(":")[0], user.split(":")[1].toCharArray());
      }
    };
  }

  private static HttpRequest request(Message call) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(call.get("url")))
            .timeout(Duration.ofMillis(Long.parseLong(call.get("timeout", "20000"))));
    for (String header : call.all("header")) {
      int colon = header.indexOf(": ");
      builder.header(header.substring(0, colon), header.substring(colon + 2));
    }
    if (call.has("http3")) {
      askForHttp3Only(builder);
    }
    return builder.method(call.get("method", "GET"), body(call)).build();
  }

  private static HttpRequest.BodyPublisher body(Message call) {
    if (!call.has("body")) {
      return HttpRequest.BodyPublishers.noBody();
    }
    byte[] body = call.get("body").getBytes(StandardCharsets.UTF_8);
    if ("oneshot".equals(call.get("bodyMode"))) {
      return HttpRequest.BodyPublishers.fromPublisher(new OneShot(body), body.length);
    }
    return "chunked".equals(call.get("bodyMode"))
        ? HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))
        : HttpRequest.BodyPublishers.ofByteArray(body);
  }

  private Message webSocket(Message call) throws Exception {
    WebSocket.Builder builder = client(call).newWebSocketBuilder();
    for (String header : call.all("header")) {
      int colon = header.indexOf(": ");
      builder.header(header.substring(0, colon), header.substring(colon + 2));
    }
    WebSocket socket =
        builder
            .buildAsync(URI.create(call.get("url")), new WebSocket.Listener() {})
            .get(30, TimeUnit.SECONDS);
    socket.abort();
    return new Message().add("status", "101");
  }

  /** A body that can be had once. */
  private static final class OneShot implements Flow.Publisher<ByteBuffer> {
    private final AtomicReference<byte[]> body;

    OneShot(byte[] body) {
      this.body = new AtomicReference<>(body);
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
      byte[] content = body.getAndSet(null);
      if (content == null) {
        throw new IllegalStateException("the body was asked for twice");
      }
      HttpRequest.BodyPublishers.ofByteArray(content).subscribe(subscriber);
    }
  }
}
