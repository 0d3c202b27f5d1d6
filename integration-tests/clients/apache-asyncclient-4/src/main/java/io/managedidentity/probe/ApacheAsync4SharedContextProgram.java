package io.managedidentity.probe;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.http.HttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.nio.client.CloseableHttpAsyncClient;
import org.apache.http.impl.nio.client.HttpAsyncClients;
import org.apache.http.protocol.BasicHttpContext;
import org.apache.http.protocol.HttpContext;

/** Two calls that share a context: the first one's answer comes while the second one waits. */
public final class ApacheAsync4SharedContextProgram {
  private ApacheAsync4SharedContextProgram() {}

  /**
   * @param args URLs of the first and the second call
   */
  public static void main(String[] args) throws Exception {
    HttpContext shared = new BasicHttpContext();
    try (CloseableHttpAsyncClient client = HttpAsyncClients.createDefault()) {
      client.start();
      Future<HttpResponse> first = client.execute(new HttpGet(args[0]), shared, null);
      Thread.sleep(1000);
      long begin = System.nanoTime();
      Future<HttpResponse> second = client.execute(new HttpGet(args[1]), shared, null);
      int status = second.get(30, TimeUnit.SECONDS).getStatusLine().getStatusCode();
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      System.out.println("second " + status + " in-time=" + (millis < 3500));
      System.out.println(
          "first " + first.get(30, TimeUnit.SECONDS).getStatusLine().getStatusCode());
    }
  }
}
