package io.managedidentity.probe;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.asynchttpclient.AsyncCompletionHandler;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.DefaultAsyncHttpClient;
import org.asynchttpclient.DefaultAsyncHttpClientConfig;
import org.asynchttpclient.ListenableFuture;
import org.asynchttpclient.Realm;
import org.asynchttpclient.Request;
import org.asynchttpclient.RequestBuilder;
import org.asynchttpclient.Response;
import org.asynchttpclient.netty.channel.Channels;
import org.asynchttpclient.proxy.ProxyServer;
import org.asynchttpclient.request.body.generator.InputStreamBodyGenerator;
import org.asynchttpclient.ws.WebSocketListener;
import org.asynchttpclient.ws.WebSocketUpgradeHandler;

/**
 * AsyncHttpClient 2 and 3, with one event loop. {@code websocket} opens a WebSocket, {@code user}
 * gives the client credentials for Basic, {@code http2} lets it speak HTTP/2, {@code virtualHost}
 * names another host than the URL, {@code close} closes the client while its calls are under way,
 * {@code cancelAt} cancels the call when an answer with that status begins, {@code collect} calls
 * the collector.
 */
public final class AsyncHttpClientProbe implements AsyncProbeClient {
  private final Map<String, Request> requests = new ConcurrentHashMap<>();
  private final AsyncHttpClient client = newClient(true);
  private AsyncHttpClient http1 = newClient(false);
  private static volatile int cancelAt;

  private static AsyncHttpClient newClient(boolean isHttp2) {
    DefaultAsyncHttpClientConfig.Builder builder =
        new DefaultAsyncHttpClientConfig.Builder()
            .setMaxRedirects(10)
            .setEventLoopGroup(
                new NioEventLoopGroup(1, new DefaultThreadFactory("probe-loop", true)));
    for (Method method : builder.getClass().getMethods()) {
      if (!isHttp2 && method.getName().equals("setHttp2Enabled")) {
        call(builder, method, false);
      }
      if (method.getName().equals("setHttpAdditionalChannelInitializer")) {
        call(builder, method, cancelling(method.getParameterTypes()[0]));
      }
    }
    return new DefaultAsyncHttpClient(builder.build());
  }

  /** A proxy, since the interface is not the same in all versions. */
  private static Object cancelling(Class<?> initializer) {
    return Proxy.newProxyInstance(
        initializer.getClassLoader(),
        new Class<?>[] {initializer},
        (proxy, method, arguments) -> {
          ((Channel) arguments[0]).pipeline().addAfter("inflater", "canceller", new Canceller());
          return null;
        });
  }

  private static final class Canceller extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpResponse
          && ((HttpResponse) message).getStatus().code() == cancelAt) {
        ((Future<?>) Channels.getAttribute(context.channel())).cancel(true);
      }
      context.fireChannelRead(message);
    }
  }

  @Override
  public CompletableFuture<Message> start(Message call) throws Exception {
    if (call.has("collect")) {
      System.gc();
      return CompletableFuture.completedFuture(new Message());
    }
    cancelAt = Integer.parseInt(call.get("cancelAt", "0"));
    if (call.has("close")) {
      http1.close();
      http1 = newClient(false);
      return CompletableFuture.completedFuture(new Message().add("closed", "true"));
    }
    Request request =
        call.has("reuse")
            ? requests.computeIfAbsent(call.get("reuse"), key -> request(call))
            : request(call);
    String before = view(request);
    Call answer = new Call();
    AsyncHttpClient used = call.has("http2") ? client : http1;
    answer.started =
        call.has("websocket")
            ? used.executeRequest(request, webSocket(answer))
            : used.executeRequest(
                request,
                new AsyncCompletionHandler<Void>() {
                  @Override
                  public Void onCompleted(Response response) {
                    answer.complete(
                        message(response)
                            .add("viewBefore", before)
                            .add("viewAfter", view(request)));
                    return null;
                  }

                  @Override
                  public void onThrowable(Throwable failure) {
                    answer.completeExceptionally(failure);
                  }
                });
    return answer;
  }

  private static String view(Request request) {
    return request.getHeaders().entries().toString();
  }

  private static final class Call extends CompletableFuture<Message> {
    volatile ListenableFuture<?> started;

    @Override
    public boolean cancel(boolean mayInterrupt) {
      started.cancel(mayInterrupt);
      super.cancel(mayInterrupt);
      return started.isCancelled();
    }
  }

  /** A proxy, since the methods of the interface are not the same in all versions. */
  private static WebSocketUpgradeHandler webSocket(Call answer) {
    WebSocketListener listener =
        (WebSocketListener)
            Proxy.newProxyInstance(
                WebSocketListener.class.getClassLoader(),
                new Class<?>[] {WebSocketListener.class},
                (proxy, method, arguments) -> {
                  switch (method.getName()) {
                    case "onOpen":
                      answer.complete(new Message().add("status", "101"));
                      return null;
                    case "onError":
                      answer.completeExceptionally((Throwable) arguments[0]);
                      return null;
                    case "hashCode":
                      return 1;
                    case "equals":
                      return proxy == arguments[0];
                    default:
                      return null;
                  }
                });
    return new WebSocketUpgradeHandler.Builder().addWebSocketListener(listener).build();
  }

  private static Message message(Response response) {
    Message answer =
        new Message()
            .add("status", String.valueOf(response.getStatusCode()))
            .add("body", response.getResponseBody(StandardCharsets.UTF_8));
    for (Map.Entry<String, String> header : response.getHeaders().entries()) {
      answer.add("responseHeader", header.getKey() + ": " + header.getValue());
    }
    return answer;
  }

  private static Request request(Message call) {
    RequestBuilder builder =
        new RequestBuilder(call.get("method"))
            .setUrl(call.get("url"))
            .setFollowRedirect(Boolean.parseBoolean(call.get("follow", "true")));
    for (String header : call.all("header")) {
      int colon = header.indexOf(": ");
      builder.addHeader(header.substring(0, colon), header.substring(colon + 2));
    }
    if (call.has("timeout")) {
      setTimeout(builder, "setRequestTimeout", Integer.parseInt(call.get("timeout")));
    }
    if (call.has("readTimeout")) {
      setTimeout(builder, "setReadTimeout", Integer.parseInt(call.get("readTimeout")));
    }
    if (call.has("virtualHost")) {
      builder.setVirtualHost(call.get("virtualHost"));
    }
    if (call.has("user")) {
      String[] user = call.get("user").split(":");
      builder.setRealm(
          new Realm.Builder(user[0], user[1])
              .setScheme(Realm.AuthScheme.BASIC)
              .setUsePreemptiveAuth(call.has("preemptive"))
              .build());
    }
    if (call.has("proxy")) {
      builder.setProxyServer(proxy(call));
    }
    if (call.has("body")) {
      setBody(builder, call);
    }
    return builder.build();
  }

  private static void setBody(RequestBuilder builder, Message call) {
    byte[] body = call.get("body").getBytes(StandardCharsets.UTF_8);
    switch (call.get("bodyMode", "buffered")) {
      case "chunked":
        builder.setBody(new InputStreamBodyGenerator(new ByteArrayInputStream(body)));
        break;
      case "oneshot":
        builder.setBody(onceOnly(body));
        break;
      case "fixed":
        builder.setBody(ByteBuffer.wrap(body));
        break;
      default:
        builder.setBody(body);
    }
  }

  private static InputStream onceOnly(byte[] body) {
    return new FilterInputStream(new ByteArrayInputStream(body)) {
      @Override
      public boolean markSupported() {
        return false;
      }
    };
  }

  private static ProxyServer proxy(Message call) {
    String[] address = call.get("proxy").split(":");
    ProxyServer.Builder builder = new ProxyServer.Builder(address[0], Integer.parseInt(address[1]));
    builder.setSecuredPort(Integer.parseInt(address[1]));
    if (call.has("proxyType")) {
      setProxyType(builder, call.get("proxyType"));
    }
    if (call.has("proxyUser")) {
      String[] user = call.get("proxyUser").split(":");
      builder.setRealm(
          new Realm.Builder(user[0], user[1]).setScheme(Realm.AuthScheme.BASIC).build());
    }
    return builder.build();
  }

  /** Not in all versions. */
  private static void setProxyType(ProxyServer.Builder builder, String name) {
    for (Method method : ProxyServer.Builder.class.getMethods()) {
      if (method.getName().equals("setProxyType")) {
        for (Object type : method.getParameterTypes()[0].getEnumConstants()) {
          if (type.toString().equals(name)) {
            call(builder, method, type);
          }
        }
      }
    }
  }

  /** Milliseconds in 2, a duration in 3. */
  private static void setTimeout(RequestBuilder builder, String name, int millis) {
    for (Method method : RequestBuilder.class.getMethods()) {
      if (method.getName().equals(name)) {
        boolean isDuration = method.getParameterTypes()[0] == Duration.class;
        call(builder, method, isDuration ? (Object) Duration.ofMillis(millis) : millis);
      }
    }
  }

  private static void call(Object target, Method method, Object argument) {
    try {
      method.invoke(target, argument);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
