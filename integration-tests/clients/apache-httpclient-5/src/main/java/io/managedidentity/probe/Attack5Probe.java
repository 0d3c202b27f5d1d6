package io.managedidentity.probe;

import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.socket.ConnectionSocketFactory;
import org.apache.hc.client5.http.socket.PlainConnectionSocketFactory;
import org.apache.hc.client5.http.ssl.SSLConnectionSocketFactory;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Registry;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Apache HttpClient 5 classic as its authors did not mean it to be used. */
@SuppressWarnings("deprecation")
public final class Attack5Probe implements ProbeClient {
  private final HttpClientContext shared = HttpClientContext.create();
  private HttpGet waiting;
  private Future<Message> answer;
  private HttpClient client;
  private String clientKind = "";

  @Override
  public Message call(Message call) throws Exception {
    switch (call.get("act")) {
      case "share":
        return share(call);
      case "start":
        return start(call);
      case "abort":
        waiting.cancel();
        return answer.get();
      case "direct":
        return direct(call);
      default:
        return answerOf(client(call), call.get("url"), context(call));
    }
  }

  /** Calls all URLs at the same time, with one context for all threads. */
  private Message share(Message call) throws Exception {
    HttpClient used = client(call);
    List<String> urls = call.all("url");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<Message>> answers = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(call.get("times")); i++) {
      String url = urls.get(i % urls.size());
      answers.add(threads.submit(() -> answerOf(used, url, shared)));
    }
    Message all = new Message();
    for (Future<Message> one : answers) {
      all.add("result", one.get().get("status"));
    }
    threads.shutdown();
    return all;
  }

  private Message start(Message call) {
    HttpClient used = client(call);
    waiting = new HttpGet(call.get("url"));
    ExecutorService thread = Executors.newSingleThreadExecutor();
    answer =
        thread.submit(
            () -> {
              try (ClassicHttpResponse response = (ClassicHttpResponse) used.execute(waiting)) {
                return read(response);
              } catch (Exception e) {
                return Probe.failure(e);
              }
            });
    thread.shutdown();
    return new Message().add("started", "true");
  }

  /** Without a client, over a socket of the application's, with a context that names a route. */
  private static Message direct(Message call) throws Exception {
    HttpHost named = HttpHost.create(call.get("named"));
    HttpHost dialled = HttpHost.create(call.get("url"));
    try (Socket socket = new Socket(dialled.getHostName(), dialled.getPort());
        DefaultBHttpClientConnection connection = new DefaultBHttpClientConnection(null)) {
      connection.bind(socket);
      BasicClassicHttpRequest request = new BasicClassicHttpRequest("GET", "/a");
      request.addHeader("Host", named.toHostString());
      return read(new HttpRequestExecutor().execute(request, connection, contextOf(named)));
    }
  }

  private static HttpClientContext context(Message call) throws Exception {
    return call.has("named")
        ? contextOf(HttpHost.create(call.get("named")))
        : HttpClientContext.create();
  }

  private static HttpClientContext contextOf(HttpHost named) {
    HttpClientContext context = HttpClientContext.create();
    context.setAttribute("http.route", new HttpRoute(named));
    return context;
  }

  private HttpClient client(Message call) {
    String kind = call.get("client") + call.get("proxy") + call.get("address") + call.get("sni");
    if (!kind.equals(clientKind)) {
      client = newClient(call);
      clientKind = kind;
    }
    return client;
  }

  private static HttpClient newClient(Message call) {
    if (call.get("client").equals("minimal")) {
      return HttpClients.createMinimal(connections(call));
    }
    HttpClientBuilder builder = HttpClientBuilder.create().setConnectionManager(connections(call));
    if (call.has("proxy")) {
      HttpHost proxy = host(call.get("proxy"));
      builder.setRoutePlanner((target, context) -> new HttpRoute(target, null, proxy, false));
    }
    return builder.build();
  }

  private static HttpHost host(String text) {
    try {
      return HttpHost.create(text);
    } catch (java.net.URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static HttpClientConnectionManager connections(Message call) {
    Sockets sockets = new Sockets(call.get("sni", "as it is"));
    if (call.get("client").equals("basic")) {
      Registry<ConnectionSocketFactory> registry =
          RegistryBuilder.<ConnectionSocketFactory>create()
              .register("http", PlainConnectionSocketFactory.getSocketFactory())
              .register("https", sockets)
              .build();
      return new BasicHttpClientConnectionManager(registry);
    }
    PoolingHttpClientConnectionManager pool =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setSSLSocketFactory(sockets)
            .setDnsResolver(resolver(call))
            .setMaxConnTotal(50)
            .setMaxConnPerRoute(20)
            .build();
    return pool;
  }

  private static DnsResolver resolver(Message call) {
    return new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) throws java.net.UnknownHostException {
        return call.has("address")
            ? new InetAddress[] {
              InetAddress.getByAddress(call.get("address"), new byte[] {127, 0, 0, 3})
            }
            : InetAddress.getAllByName(host);
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        return host;
      }
    };
  }

  private static Message answerOf(HttpClient client, String url, HttpClientContext context)
      throws Exception {
    try (ClassicHttpResponse response =
        (ClassicHttpResponse) client.execute(new HttpGet(url), (HttpContext) context)) {
      return read(response);
    }
  }

  private static Message read(ClassicHttpResponse response) throws Exception {
    Message answer = new Message().add("status", String.valueOf(response.getCode()));
    return answer.add("body", Probe.read(response.getEntity().getContent()));
  }

  /** Says no server name, or another one. */
  private static final class Sockets extends SSLConnectionSocketFactory {
    private final String name;

    Sockets(String name) {
      super(org.apache.hc.core5.ssl.SSLContexts.createSystemDefault());
      this.name = name;
    }

    @Override
    protected void prepareSocket(SSLSocket socket) {
      if (!name.equals("as it is")) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(
            name.isEmpty()
                ? new ArrayList<>()
                : Collections.singletonList(new javax.net.ssl.SNIHostName(name)));
        socket.setSSLParameters(parameters);
      }
    }
  }
}
