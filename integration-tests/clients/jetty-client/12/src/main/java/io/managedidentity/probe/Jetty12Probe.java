package io.managedidentity.probe;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BasicAuthentication;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpClientTransport;
import org.eclipse.jetty.client.HttpProxy;
import org.eclipse.jetty.client.InputStreamRequestContent;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.transport.HttpClientConnectionFactory;
import org.eclipse.jetty.client.transport.HttpClientTransportDynamic;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.ClientConnectionFactoryOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;

/** The client of Jetty 12 with one selector. */
public final class Jetty12Probe implements AsyncProbeClient {
  private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();

  @Override
  public CompletableFuture<Message> start(Message call) throws Exception {
    if (call.has("stop")) {
      client(call).stop();
      return CompletableFuture.completedFuture(new Message().add("stopped", "true"));
    }
    if (call.has("behind")) {
      return behind(call);
    }
    return send(call);
  }

  /** While the end of the answer before, over the same connection, is still being told. */
  private CompletableFuture<Message> behind(Message call) throws Exception {
    CompletableFuture<CompletableFuture<Message>> second = new CompletableFuture<>();
    client(call)
        .newRequest(URI.create(call.get("behind")))
        .send(
            result -> {
              second.complete(send(call));
              try {
                Thread.sleep(500);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    return second.get(20, TimeUnit.SECONDS);
  }

  private CompletableFuture<Message> send(Message call) {
    Request request = request(call);
    String before = request.getHeaders().toString();
    Call answer = new Call(request);
    request.send(
        new BufferingResponseListener() {
          @Override
          public void onComplete(Result result) {
            if (result.isFailed()) {
              answer.completeExceptionally(result.getFailure());
              return;
            }
            Message message =
                new Message()
                    .add("status", String.valueOf(result.getResponse().getStatus()))
                    .add("body", String.valueOf(getContentAsString(StandardCharsets.UTF_8)));
            for (HttpField field : result.getResponse().getHeaders()) {
              message.add("responseHeader", field.getName() + ": " + field.getValue());
            }
            if (call.has("workers")) {
              ((ProbeWorkers) client(call).getExecutor()).tell(message);
            }
            answer.complete(
                message
                    .add("viewBefore", before)
                    .add("viewAfter", request.getHeaders().toString()));
          }
        });
    return answer;
  }

  private static final class Call extends CompletableFuture<Message> {
    private final Request request;

    Call(Request request) {
      this.request = request;
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      request.abort(new java.util.concurrent.CancellationException());
      return super.cancel(mayInterrupt);
    }
  }

  private Request request(Message call) {
    Request request =
        client(call)
            .newRequest(URI.create(call.get("url")))
            .method(call.get("method", "GET"))
            .followRedirects(Boolean.parseBoolean(call.get("follow", "true")))
            .idleTimeout(Long.parseLong(call.get("timeout", "20000")), TimeUnit.MILLISECONDS);
    for (String header : call.all("header")) {
      int colon = header.indexOf(": ");
      request.headers(
          headers -> headers.add(header.substring(0, colon), header.substring(colon + 2)));
    }
    if (call.has("body")) {
      byte[] body = call.get("body").getBytes(StandardCharsets.UTF_8);
      String mode = call.get("bodyMode", "buffered");
      boolean isStream = mode.equals("chunked") || mode.equals("oneshot");
      request.body(
          isStream
              ? new InputStreamRequestContent(new ByteArrayInputStream(body))
              : new BytesRequestContent(body));
    }
    Jetty12Places.configure(request, call);
    return request;
  }

  private HttpClient client(Message call) {
    String key =
        call.get("proxy")
            + call.get("proxyUser")
            + call.get("http2")
            + call.get("bare")
            + call.get("client");
    return clients.computeIfAbsent(key, unused -> newClient(call));
  }

  private static HttpClient newClient(Message call) {
    try {
      HttpClient client = new HttpClient(transport(call));
      if (call.has("proxy")) {
        String[] proxy = call.get("proxy").split(":");
        client
            .getProxyConfiguration()
            .addProxy(new HttpProxy(proxy[0], Integer.parseInt(proxy[1])));
        if (call.has("proxyUser")) {
          String[] user = call.get("proxyUser").split(":");
          client
              .getAuthenticationStore()
              .addAuthentication(
                  new BasicAuthentication(
                      URI.create("http://" + call.get("proxy")), "p", user[0], user[1]));
        }
      }
      Jetty12Places.configure(client, call);
      client.start();
      if (call.has("bare")) {
        client.getProtocolHandlers().clear();
      }
      return client;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static ClientConnector connector(Message call) {
    ClientConnector connector = new ClientConnector();
    connector.setSelectors(1);
    connector.setSslContextFactory(Jetty12Places.tls(call));
    return connector;
  }

  /** {@code http2=true} for a client that negotiates it. */
  private static HttpClientTransport transport(Message call) {
    ClientConnector connector = connector(call);
    return call.has("http2")
        ? new HttpClientTransportDynamic(
            connector,
            new ClientConnectionFactoryOverHTTP2.HTTP2(new HTTP2Client(connector)),
            HttpClientConnectionFactory.HTTP11)
        : new HttpClientTransportOverHTTP(connector);
  }
}
