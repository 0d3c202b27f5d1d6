package io.managedidentity.probe;

import com.ning.http.client.AsyncCompletionHandler;
import com.ning.http.client.AsyncHttpClient;
import com.ning.http.client.AsyncHttpClientConfig;
import com.ning.http.client.ListenableFuture;
import com.ning.http.client.ProxyServer;
import com.ning.http.client.Request;
import com.ning.http.client.RequestBuilder;
import com.ning.http.client.Response;
import com.ning.http.client.providers.netty.NettyAsyncHttpProviderConfig;
import com.ning.http.client.ws.WebSocket;
import com.ning.http.client.ws.WebSocketListener;
import com.ning.http.client.ws.WebSocketUpgradeHandler;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jboss.netty.channel.socket.nio.NioClientSocketChannelFactory;

/**
 * AsyncHttpClient 1.9 on Netty, with one thread for its connections. {@code close} closes the
 * client while its calls are under way.
 */
public final class AsyncHttpClient1Probe implements AsyncProbeClient {
  private final Map<String, Request> requests = new ConcurrentHashMap<>();
  private AsyncHttpClient client = newClient();

  private static AsyncHttpClient newClient() {
    NettyAsyncHttpProviderConfig netty = new NettyAsyncHttpProviderConfig();
    netty.setSocketChannelFactory(
        new NioClientSocketChannelFactory(
            Executors.newCachedThreadPool(), Executors.newCachedThreadPool(), 1, 1));
    RacelessPool.setWhereNeeded(netty);
    return new AsyncHttpClient(
        new AsyncHttpClientConfig.Builder()
            .setMaxRedirects(10)
            .setReadTimeout(Integer.getInteger("probe.readTimeout", 60_000))
            // The one of 1.9 needs an internal class of the JDK, out of reach on 17 and later.
            .setHostnameVerifier((host, session) -> true)
            // As later versions do by themselves: Netty 3 now and then ends a connection of TLS
            // 1.3.
            .setEnabledProtocols(new String[] {"TLSv1.2"})
            .setAsyncHttpClientProviderConfig(netty)
            .build());
  }

  @Override
  public CompletableFuture<Message> start(Message call) {
    if (call.has("close")) {
      client.close();
      client = newClient();
      return CompletableFuture.completedFuture(new Message().add("closed", "true"));
    }
    Request request =
        call.has("reuse")
            ? requests.computeIfAbsent(call.get("reuse"), key -> request(call))
            : request(call);
    String before = request.getHeaders().toString();
    Call answer = new Call();
    answer.started =
        call.has("websocket")
            ? client.executeRequest(request, webSocket(answer))
            : client.executeRequest(
                request,
                new AsyncCompletionHandler<Void>() {
                  @Override
                  public Void onCompleted(Response response) throws Exception {
                    answer.complete(
                        message(response)
                            .add("viewBefore", before)
                            .add("viewAfter", request.getHeaders().toString()));
                    return null;
                  }

                  @Override
                  public void onThrowable(Throwable failure) {
                    answer.completeExceptionally(failure);
                  }
                });
    return answer;
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

  private static WebSocketUpgradeHandler webSocket(Call answer) {
    return new WebSocketUpgradeHandler.Builder()
        .addWebSocketListener(
            new WebSocketListener() {
              @Override
              public void onOpen(WebSocket socket) {
                answer.complete(new Message().add("status", "101"));
              }

              @Override
              public void onClose(WebSocket socket) {
                // Nothing is sent over it.
              }

              @Override
              public void onError(Throwable failure) {
                answer.completeExceptionally(failure);
              }
            })
        .build();
  }

  private static Message message(Response response) throws Exception {
    Message answer =
        new Message()
            .add("status", String.valueOf(response.getStatusCode()))
            .add("body", response.getResponseBody("UTF-8"));
    for (Map.Entry<String, List<String>> header : response.getHeaders()) {
      for (String value : header.getValue()) {
        answer.add("responseHeader", header.getKey() + ": " + value);
      }
    }
    return answer;
  }

  private static Request request(Message call) {
    RequestBuilder builder =
        new RequestBuilder(call.get("method", "GET"))
            .setUrl(call.get("url"))
            .setFollowRedirects(Boolean.parseBoolean(call.get("follow", "true")));
    for (String header : call.all("header")) {
      int colon = header.indexOf(": ");
      builder.addHeader(header.substring(0, colon), header.substring(colon + 2));
    }
    if (call.has("timeout")) {
      builder.setRequestTimeout(Integer.parseInt(call.get("timeout")));
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
    String mode = call.get("bodyMode", "buffered");
    if (mode.equals("buffered") || mode.equals("fixed")) {
      builder.setBody(body);
    } else if (mode.equals("chunked")) {
      builder.setBody(new ByteArrayInputStream(body));
    } else {
      builder.setBody(onceOnly(body));
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
    int port = Integer.parseInt(address[1]);
    if (!call.has("proxyUser")) {
      return new ProxyServer(address[0], port);
    }
    String[] user = call.get("proxyUser").split(":");
    return new ProxyServer(address[0], port, user[0], user[1]);
  }
}
