package io.managedidentity.probe;

import com.squareup.okhttp.Call;
import com.squareup.okhttp.Callback;
import com.squareup.okhttp.Credentials;
import com.squareup.okhttp.OkHttpClient;
import com.squareup.okhttp.Request;
import com.squareup.okhttp.RequestBody;
import com.squareup.okhttp.Response;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import okio.BufferedSink;

/** OkHttp 2 by the API of 2.0. */
public final class OkHttp2Probe implements ProbeClient {
  private final Map<String, Request> requests = new ConcurrentHashMap<>();
  private final OkHttpClient client = new OkHttpClient();

  @Override
  public Message call(Message call) throws Exception {
    Request request =
        call.has("reuse")
            ? requests.computeIfAbsent(call.get("reuse"), key -> newRequest(call))
            : newRequest(call);
    String before = view(request);
    Call made = client(call).newCall(request);
    GivingUp.later(call, made::cancel);
    Response response = call.has("enqueue") ? enqueued(made) : made.execute();
    Message answer = new Message().add("status", String.valueOf(response.code()));
    answer.add("body", response.body().string());
    for (int i = 0; i < response.headers().size(); i++) {
      answer.add("responseHeader", response.headers().name(i) + ": " + response.headers().value(i));
    }
    return answer
        .add("viewBefore", before)
        .add("viewAfter", view(request))
        .add("responseRequestView", view(response.request()));
  }

  private static Response enqueued(Call call) throws Exception {
    CompletableFuture<Response> answer = new CompletableFuture<>();
    call.enqueue(
        new Callback() {
          @Override
          public void onFailure(Request request, IOException e) {
            answer.completeExceptionally(e);
          }

          @Override
          public void onResponse(Response response) {
            answer.complete(response);
          }
        });
    return answer.get(20, TimeUnit.SECONDS);
  }

  private static String view(Request request) {
    StringBuilder view = new StringBuilder();
    for (int i = 0; i < request.headers().size(); i++) {
      view.append(request.headers().name(i)).append(": ").append(request.headers().value(i));
    }
    return view.toString();
  }

  private OkHttpClient client(Message call) {
    long timeout = Long.parseLong(call.get("timeout", "20000"));
    OkHttpClient copy = client.clone();
    copy.setReadTimeout(timeout, TimeUnit.MILLISECONDS);
    copy.setConnectTimeout(timeout, TimeUnit.MILLISECONDS);
    if (call.has("proxy")) {
      String[] proxy = call.get("proxy").split(":");
      copy.setProxy(
          new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy[0], Integer.parseInt(proxy[1]))));
    }
    if (call.has("proxyUser")) {
      String[] user = call.get("proxyUser").split(":");
      copy.setAuthenticator(new ProxyUser(Credentials.basic(user[0], user[1])));
    }
    return copy;
  }

  private static final class ProxyUser implements com.squareup.okhttp.Authenticator {
    private final String credentials;

    ProxyUser(String credentials) {
      this.credentials = credentials;
    }

    @Override
    public Request authenticate(Proxy proxy, Response response) {
      return null;
    }

    @Override
    public Request authenticateProxy(Proxy proxy, Response response) {
      return response.request().newBuilder().header("Proxy-Authorization", credentials).build();
    }
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
      body =
          mode.equals("buffered")
              ? RequestBody.create(null, bytes)
              : new Streamed(bytes, mode.equals("oneshot"));
    }
    return request.method(call.get("method", "GET"), body).build();
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
    public com.squareup.okhttp.MediaType contentType() {
      return null;
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
