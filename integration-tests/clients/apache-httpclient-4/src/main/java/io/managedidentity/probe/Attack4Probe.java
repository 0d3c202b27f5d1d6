package io.managedidentity.probe;

import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.http.HttpHost;
import org.apache.http.HttpResponse;
import org.apache.http.client.HttpClient;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.client.methods.HttpUriRequest;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.config.Registry;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.conn.HttpClientConnectionManager;
import org.apache.http.conn.routing.HttpRoute;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.socket.PlainConnectionSocketFactory;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.impl.DefaultBHttpClientConnection;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.BasicHttpClientConnectionManager;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.message.BasicHttpRequest;
import org.apache.http.protocol.HttpRequestExecutor;

/** Apache HttpClient 4.3 and later as its authors did not mean it to be used. */
public final class Attack4Probe implements ProbeClient {
  private final HttpClientContext shared = HttpClientContext.create();
  private HttpUriRequest waiting = new HttpGet();
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
        waiting.abort();
        return answer.get();
      case "direct":
        return direct(call);
      default:
        return answerOf(client(call).execute(new HttpGet(call.get("url")), context(call)));
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
      answers.add(threads.submit(() -> answerOf(used.execute(new HttpGet(url), shared))));
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
              try {
                return answerOf(used.execute(waiting));
              } catch (Exception e) {
                return Probe.failure(e);
              }
            });
    thread.shutdown();
    return new Message().add("started", "true");
  }

  /** Without a client, over a socket of the application's, with a context that names a route. */
  private static Message direct(Message call) throws Exception {
    HttpHost named = host(call.get("named"));
    HttpHost dialled = host(call.get("url"));
    try (Socket socket = new Socket(dialled.getHostName(), dialled.getPort());
        DefaultBHttpClientConnection connection = new DefaultBHttpClientConnection(8192)) {
      connection.bind(socket);
      HttpClientContext context = HttpClientContext.create();
      context.setAttribute("http.route", new HttpRoute(named));
      BasicHttpRequest request = new BasicHttpRequest("GET", "/a");
      request.addHeader("Host", named.toHostString());
      return answerOf(new HttpRequestExecutor().execute(request, connection, context));
    }
  }

  private HttpClientContext context(Message call) {
    HttpClientContext context = HttpClientContext.create();
    if (call.has("named")) {
      context.setAttribute("http.route", new HttpRoute(host(call.get("named"))));
    }
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

  @SuppressWarnings("deprecation")
  private static HttpClient newClient(Message call) {
    HttpClientConnectionManager connections = connections(call);
    switch (call.get("client")) {
      case "old":
        return new org.apache.http.impl.client.DefaultHttpClient(
            new org.apache.http.impl.conn.PoolingClientConnectionManager());
      case "minimal":
        return HttpClients.createMinimal(connections);
      default:
        HttpClientBuilder builder = HttpClientBuilder.create().setConnectionManager(connections);
        if (call.has("proxy")) {
          HttpHost proxy = host(call.get("proxy"));
          builder.setRoutePlanner(
              (target, request, context) -> new HttpRoute(target, null, proxy, false));
        }
        return builder.build();
    }
  }

  private static HttpHost host(String url) {
    java.net.URI uri = java.net.URI.create(url);
    return new HttpHost(uri.getHost(), uri.getPort(), uri.getScheme());
  }

  private static HttpClientConnectionManager connections(Message call) {
    Registry<ConnectionSocketFactory> registry =
        RegistryBuilder.<ConnectionSocketFactory>create()
            .register("http", PlainConnectionSocketFactory.getSocketFactory())
            .register("https", new Sockets(call.get("sni", "as it is")))
            .build();
    if (call.get("client").equals("basic")) {
      return new BasicHttpClientConnectionManager(registry);
    }
    PoolingHttpClientConnectionManager pool =
        new PoolingHttpClientConnectionManager(registry, host -> resolve(call, host));
    pool.setMaxTotal(50);
    pool.setDefaultMaxPerRoute(20);
    return pool;
  }

  private static InetAddress[] resolve(Message call, String host)
      throws java.net.UnknownHostException {
    return call.has("address")
        ? new InetAddress[] {
          InetAddress.getByAddress(call.get("address"), new byte[] {127, 0, 0, 3})
        }
        : InetAddress.getAllByName(host);
  }

  private static Message answerOf(HttpResponse response) throws Exception {
    return new Message()
        .add("status", String.valueOf(response.getStatusLine().getStatusCode()))
        .add("body", Probe.read(response.getEntity().getContent()));
  }

  /** Says no server name, or another one. */
  private static final class Sockets extends SSLConnectionSocketFactory {
    private final String name;

    Sockets(String name) {
      super(defaultContext());
      this.name = name;
    }

    private static SSLContext defaultContext() {
      try {
        return SSLContext.getDefault();
      } catch (java.security.NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    protected void prepareSocket(SSLSocket socket) {
      if (!name.equals("as it is")) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(
            name.isEmpty()
                ? new ArrayList<>()
                : java.util.Collections.singletonList(new javax.net.ssl.SNIHostName(name)));
        socket.setSSLParameters(parameters);
      }
    }
  }
}
