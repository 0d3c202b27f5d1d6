package io.managedidentity.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.http.HttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.conn.DnsResolver;
import org.apache.http.impl.nio.client.CloseableHttpAsyncClient;
import org.apache.http.impl.nio.client.HttpAsyncClientBuilder;
import org.apache.http.impl.nio.conn.PoolingNHttpClientConnectionManager;
import org.apache.http.impl.nio.reactor.DefaultConnectingIOReactor;
import org.apache.http.nio.conn.NoopIOSessionStrategy;
import org.apache.http.nio.conn.SchemeIOSessionStrategy;

/**
 * With one connection in all: a call that is cancelled while its client resolves a name, and one
 * after it.
 */
public final class ApacheAsync4CancelProgram {
  private ApacheAsync4CancelProgram() {}

  /**
   * @param args URLs of the cancelled call and the other one
   */
  public static void main(String[] args) throws Exception {
    CountDownLatch resolving = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    DnsResolver resolver =
        new DnsResolver() {
          @Override
          public InetAddress[] resolve(String host) throws UnknownHostException {
            resolving.countDown();
            await(cancelled);
            return InetAddress.getAllByName("127.0.0.1");
          }
        };
    PoolingNHttpClientConnectionManager pool =
        new PoolingNHttpClientConnectionManager(
            new DefaultConnectingIOReactor(),
            null,
            RegistryBuilder.<SchemeIOSessionStrategy>create()
                .register("http", NoopIOSessionStrategy.INSTANCE)
                .build(),
            null,
            resolver,
            -1,
            TimeUnit.MILLISECONDS);
    pool.setMaxTotal(1);
    try (CloseableHttpAsyncClient client =
        HttpAsyncClientBuilder.create().setConnectionManager(pool).build()) {
      client.start();
      Future<HttpResponse> first = client.execute(new HttpGet(args[0]), null);
      await(resolving);
      first.cancel(true);
      cancelled.countDown();
      Future<HttpResponse> second = client.execute(new HttpGet(args[1]), null);
      String answer;
      try {
        answer = String.valueOf(second.get(10, TimeUnit.SECONDS).getStatusLine().getStatusCode());
      } catch (TimeoutException e) {
        answer = "never";
      }
      System.out.println("cancelled=" + first.isCancelled() + " second " + answer);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
