package io.managedidentity.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.concurrent.FutureCallback;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.conn.DnsResolver;
import org.apache.http.conn.routing.HttpRoute;
import org.apache.http.conn.routing.HttpRoutePlanner;
import org.apache.http.impl.nio.client.CloseableHttpAsyncClient;
import org.apache.http.impl.nio.client.HttpAsyncClientBuilder;
import org.apache.http.impl.nio.conn.PoolingNHttpClientConnectionManager;
import org.apache.http.impl.nio.reactor.DefaultConnectingIOReactor;
import org.apache.http.nio.conn.NoopIOSessionStrategy;
import org.apache.http.nio.conn.SchemeIOSessionStrategy;
import org.apache.http.protocol.HttpContext;

/** {@link ApacheAsync5ThreadsProgram} for Apache HttpAsyncClient 4. */
public final class ApacheAsync4ThreadsProgram {
  private static volatile String resolvedOn = "nobody";

  private ApacheAsync4ThreadsProgram() {}

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
    HttpGet request = new HttpGet(url);
    boolean isLimited = name.startsWith("hang");
    request.setConfig(RequestConfig.custom().setSocketTimeout(isLimited ? 700 : 20_000).build());
    Seen seen = new Seen();
    long begin = System.nanoTime();
    resolvedOn = "nobody";
    Future<HttpResponse> call = client.execute(request, seen);
    if (name.startsWith("cancel")) {
      call.cancel(true);
    }
    boolean isOver = seen.done.await(30, TimeUnit.SECONDS);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    System.out.println(
        name
            + " "
            + (isOver ? seen.what : "never")
            + " in-time="
            + (!isLimited || millis < 3000)
            + " callback="
            + kind(seen.thread)
            + " resolver="
            + kind(resolvedOn));
  }

  private static final class Seen implements FutureCallback<HttpResponse> {
    final CountDownLatch done = new CountDownLatch(1);
    volatile String what;
    volatile String thread;

    @Override
    public void completed(HttpResponse response) {
      end(String.valueOf(response.getStatusLine().getStatusCode()));
    }

    @Override
    public void failed(Exception e) {
      end(e.getClass().getName());
    }

    @Override
    public void cancelled() {
      end("cancelled");
    }

    private void end(String ended) {
      what = ended;
      thread = Thread.currentThread().getName();
      done.countDown();
    }
  }

  private static String kind(String thread) {
    return thread == null ? "none" : thread.replaceAll("[0-9-]+$", "");
  }

  private static CloseableHttpAsyncClient client(int proxyPort) throws Exception {
    DnsResolver resolver =
        new DnsResolver() {
          @Override
          public InetAddress[] resolve(String host) throws UnknownHostException {
            resolvedOn = Thread.currentThread().getName();
            return InetAddress.getAllByName("127.0.0.1");
          }
        };
    HttpAsyncClientBuilder builder =
        HttpAsyncClientBuilder.create()
            .setConnectionManager(
                new PoolingNHttpClientConnectionManager(
                    new DefaultConnectingIOReactor(),
                    null,
                    RegistryBuilder.<SchemeIOSessionStrategy>create()
                        .register("http", NoopIOSessionStrategy.INSTANCE)
                        .register("https", ApacheAsync4Probe.tls())
                        .build(),
                    null,
                    resolver,
                    -1,
                    TimeUnit.MILLISECONDS));
    if (proxyPort > 0) {
      HttpHost proxy = new HttpHost("127.0.0.1", proxyPort, "https");
      builder.setRoutePlanner(
          new HttpRoutePlanner() {
            @Override
            public HttpRoute determineRoute(
                HttpHost target, HttpRequest request, HttpContext context) {
              return new HttpRoute(target, null, proxy, false);
            }
          });
    }
    CloseableHttpAsyncClient client = builder.build();
    client.start();
    return client;
  }
}
