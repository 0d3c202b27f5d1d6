package io.managedidentity.probe;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Credentials;
import okhttp3.FormBody;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.BufferedSink;

/** OkHttp 3, 4 and 5 by the API of 3.0, WebSockets by that of 3.5. */
public final class OkHttpProbe implements ProbeClient {
  private final Map<String, Request> requests = new ConcurrentHashMap<>();
  private final OkHttpClient client =
      new OkHttpClient.Builder()
          .connectionPool(new ConnectionPool(50, 1, TimeUnit.MINUTES))
          .build();

  @Override
  public Message call(Message call) throws Exception {
    Request request =
        call.has("reuse")
            ? requests.computeIfAbsent(call.get("reuse"), key -> newRequest(call))
            : newRequest(call);
    String before = request.headers().toString();
    if (call.has("webSocket")) {
      return new Message().add("status", WebSockets.open(client(call), request));
    }
    Call made = client(call).newCall(request);
    GivingUp.later(call, made::cancel);
    Response response = call.has("enqueue") ? enqueued(made) : made.execute();
    Message answer = new Message().add("status", String.valueOf(response.code()));
    answer.add("version", response.protocol().toString());
    answer.add("body", response.body().string());
    for (int i = 0; i < response.headers().size(); i++) {
      answer.add("responseHeader", response.headers().name(i) + ": " + response.headers().value(i));
    }
    if (response.networkResponse() != null) {
      answer.add("networkRequestView", response.networkResponse().request().headers().toString());
    }
    return answer
        .add("viewBefore", before)
        .add("viewAfter", request.headers().toString())
        .add("responseRequestView", response.request().headers().toString());
  }

  private static Response enqueued(Call call) throws Exception {
    CompletableFuture<Response> answer = new CompletableFuture<>();
    call.enqueue(
        new Callback() {
          @Override
          public void onFailure(Call failed, IOException e) {
            answer.completeExceptionally(e);
          }

          @Override
          public void onResponse(Call answered, Response response) {
            answer.complete(response);
          }
        });
    return answer.get(20, TimeUnit.SECONDS);
  }

  /** Apart: versions before 3.5 have no such types. */
  private static final class WebSockets {
    static String open(OkHttpClient client, Request request) throws Exception {
      CompletableFuture<String> end = new CompletableFuture<>();
      client.newWebSocket(
          request,
          new WebSocketListener() {
            @Override
            public void onOpen(WebSocket socket, Response response) {
              end.complete("open");
            }

            @Override
            public void onFailure(WebSocket socket, Throwable e, Response response) {
              end.complete("failed");
            }
          });
      return end.get(20, TimeUnit.SECONDS);
    }
  }

  private OkHttpClient client(Message call) {
    boolean follows = Boolean.parseBoolean(call.get("follow", "true"));
    long timeout = Long.parseLong(call.get("timeout", "20000"));
    OkHttpClient.Builder builder =
        client
            .newBuilder()
            .followRedirects(follows)
            .readTimeout(timeout, TimeUnit.MILLISECONDS)
            .connectTimeout(timeout, TimeUnit.MILLISECONDS);
    if (call.has("callTimeout")) { // since 3.12
      callTimeout(builder, Long.parseLong(call.get("callTimeout")));
    }
    if (call.has("closes")) {
      builder.connectionPool(new ConnectionPool(0, 1, TimeUnit.MILLISECONDS));
    }
    if (call.has("proxy")) {
      String[] proxy = call.get("proxy").split(":");
      builder.proxy(
          new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy[0], Integer.parseInt(proxy[1]))));
    }
    if (call.has("proxyUser")) {
      String[] user = call.get("proxyUser").split(":");
      Authenticator authenticator =
          (route, response) ->
              response.code() != 407
                  ? null
                  : response
                      .request()
                      .newBuilder()
                      .header("Proxy-Authorization", Credentials.basic(user[0], user[1]))
                      .build();
      builder.proxyAuthenticator(authenticator);
      builder.authenticator(authenticator); // 3.0 asks this one
    }
    if (call.has("http1")) {
      builder.protocols(java.util.Collections.singletonList(Protocol.HTTP_1_1));
    }
    ofTheApplication(builder, call);
    if (call.has("schemeLie")) {
      builder.addNetworkInterceptor(
          chain ->
              chain.proceed(
                  chain
                      .request()
                      .newBuilder()
                      .url(chain.request().url().newBuilder().scheme("https").build())
                      .build()));
    }
    return builder.build();
  }

  private static void callTimeout(OkHttpClient.Builder builder, long millis) {
    try {
      builder
          .getClass()
          .getMethod("callTimeout", long.class, TimeUnit.class)
          .invoke(builder, millis, TimeUnit.MILLISECONDS);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What an application plugs in: credentials, and interceptors above and below the retries. */
  private static void ofTheApplication(OkHttpClient.Builder builder, Message call) {
    if (call.has("basic")) {
      builder.authenticator(
          (route, response) ->
              response.request().header("Authorization") != null
                  ? null
                  : response
                      .request()
                      .newBuilder()
                      .header("Authorization", call.get("basic"))
                      .build());
    }
    if (call.has("twice")) {
      builder.addInterceptor(
          chain -> {
            chain.proceed(chain.request()).body().close();
            return chain.proceed(chain.request());
          });
    }
    if (call.has("signs")) {
      builder.addNetworkInterceptor(
          chain ->
              chain.proceed(
                  chain.request().newBuilder().header("Authorization", call.get("signs")).build()));
    }
    if (call.has("asksBefore")) {
      builder.addNetworkInterceptor(
          chain -> {
            callWithSecret(call.get("asksBefore"));
            return chain.proceed(chain.request());
          });
    }
  }

  /** Another call on the same thread, in the midst of the first. */
  private static void callWithSecret(String url) throws IOException {
    Request request = new Request.Builder().url(url).header("Authorization", "Basic b3du").build();
    new OkHttpClient().newCall(request).execute().body().close();
  }

  private static Request newRequest(Message call) {
    Request.Builder request = new Request.Builder().url(call.get("url"));
    for (String header : call.all("header")) {
      int colon = header.indexOf(": ");
      request.addHeader(header.substring(0, colon), header.substring(colon + 2));
    }
    RequestBody body = null;
    if (call.has("body")) {
      byte[] bytes = call.get("body").getBytes(java.nio.charset.StandardCharsets.UTF_8);
      String mode = call.get("bodyMode", "buffered");
      body = body(mode, bytes);
    }
    return request.method(call.get("method", "GET"), body).build();
  }

  private static RequestBody body(String mode, byte[] bytes) {
    switch (mode) {
      case "buffered":
        return RequestBody.create(null, bytes);
      case "form":
        return new FormBody.Builder().add("a", "b").build();
      case "silent":
        return new Silent(new ByteArrayInputStream(bytes));
      default:
        return new Streamed(bytes, mode.equals("oneshot"));
    }
  }

  /** Written before bodies were asked whether they can be sent twice: nothing comes then. */
  private static final class Silent extends RequestBody {
    private final InputStream in;

    Silent(InputStream in) {
      this.in = in;
    }

    @Override
    public okhttp3.MediaType contentType() {
      return null;
    }

    @Override
    public void writeTo(BufferedSink sink) throws java.io.IOException {
      sink.writeUtf8(Probe.read(in));
    }
  }

  private static final class Streamed extends RequestBody {
    private final byte[] bytes;
    private final boolean isOneShot;
    private boolean isWritten;

    Streamed(byte[] bytes, boolean isOneShot) {
      this.bytes = bytes;
      this.isOneShot = isOneShot;
    }

    @Override
    public okhttp3.MediaType contentType() {
      return null;
    }

    /** Asked by 3.14 and later. */
    public boolean isOneShot() {
      return isOneShot;
    }

    @Override
    public void writeTo(BufferedSink sink) throws java.io.IOException {
      if (isOneShot && isWritten) {
        throw new java.io.IOException("the body cannot be written twice");
      }
      isWritten = true;
      sink.write(bytes);
    }
  }
}
