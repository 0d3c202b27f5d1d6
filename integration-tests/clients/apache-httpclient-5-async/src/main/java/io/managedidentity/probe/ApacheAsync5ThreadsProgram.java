package io.managedidentity.probe;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.client5.http.async.methods.SimpleResponseConsumer;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.reactor.IOReactorConfig;

/** Says what the application sees of a request, and on which threads its own code runs. */
public final class ApacheAsync5ThreadsProgram {
  private static volatile String resolvedOn = "nobody";

  private ApacheAsync5ThreadsProgram() {}

  /**
   * @param args base URL, proxy port or 0, then what to do
   */
  public static void main(String[] args) throws Exception {
    Thread.currentThread().setName("application");
    CloseableHttpAsyncClient client = client(Integer.parseInt(args[1]));
    for (int i = 2; i < args.length; i++) {
      call(client, args[i], args[0] + "/" + args[i] + "/a");
    }
    client.close();
    System.out.println("end");
  }

  private static void call(CloseableHttpAsyncClient client, String name, String url)
      throws Exception {
    SimpleHttpRequest request = new SimpleHttpRequest("GET", URI.create(url));
    boolean isLimited = name.startsWith("hang");
    request.setConfig(
        RequestConfig.custom()
            .setResponseTimeout(isLimited ? 700 : 20_000, TimeUnit.MILLISECONDS)
            .build());
    CountDownLatch done = new CountDownLatch(1);
    String[] seen = new String[2];
    long begin = System.nanoTime();
    resolvedOn = "nobody";
    Future<SimpleHttpResponse> call =
        client.execute(
            SimpleRequestProducer.create(request),
            SimpleResponseConsumer.create(),
            new FutureCallback<SimpleHttpResponse>() {
              @Override
              public void completed(SimpleHttpResponse response) {
                end(String.valueOf(response.getCode()));
              }

              @Override
              public void failed(Exception e) {
                end(e.getClass().getName());
              }

              @Override
              public void cancelled() {
                end("cancelled");
              }

              private void end(String what) {
                seen[0] = what;
                seen[1] = Thread.currentThread().getName();
                done.countDown();
              }
            });
    if (name.startsWith("cancel")) {
      call.cancel(true);
    }
    boolean isOver = done.await(30, TimeUnit.SECONDS);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    System.out.println(
        name
            + " "
            + (isOver ? seen[0] : "never")
            + " in-time="
            + (!isLimited || millis < 3000)
            + " callback="
            + kind(seen[1])
            + " resolver="
            + kind(resolvedOn));
  }

  private static String kind(String thread) {
    return thread == null ? "none" : thread.replaceAll("[0-9-]+$", "");
  }

  private static CloseableHttpAsyncClient client(int proxyPort) {
    HttpAsyncClientBuilder builder =
        HttpAsyncClientBuilder.create()
            .useSystemProperties()
            .setIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(1).build())
            .setConnectionManager(
                PoolingAsyncClientConnectionManagerBuilder.create()
                    .useSystemProperties()
                    .setTlsStrategy(ClientTlsStrategyBuilder.create().useSystemProperties().build())
                    .setDnsResolver(new Resolver())
                    .build());
    if (proxyPort > 0) {
      HttpHost proxy = new HttpHost("https", "127.0.0.1", proxyPort);
      builder.setRoutePlanner((target, context) -> new HttpRoute(target, null, proxy, false));
    }
    CloseableHttpAsyncClient client = builder.build();
    client.start();
    return client;
  }

  private static final class Resolver implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      resolvedOn = Thread.currentThread().getName();
      return InetAddress.getAllByName("127.0.0.1");
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }
}
