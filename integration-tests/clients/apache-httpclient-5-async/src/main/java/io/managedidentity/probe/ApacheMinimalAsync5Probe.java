package io.managedidentity.probe;

import java.util.concurrent.CompletableFuture;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.reactor.IOReactorConfig;

/**
 * The minimal client of Apache HttpClient 5: no redirects, no proxies, the application's own
 * request object.
 */
@SuppressWarnings("deprecation")
public final class ApacheMinimalAsync5Probe implements AsyncProbeClient {
  private final CloseableHttpAsyncClient client =
      HttpAsyncClients.createMinimal(
          HttpVersionPolicy.NEGOTIATE,
          H2Config.DEFAULT,
          Http1Config.DEFAULT,
          IOReactorConfig.custom().setIoThreadCount(1).build(),
          ApacheAsync5Probe.connections());
  private final ApacheAsync5Probe calls = new ApacheAsync5Probe();

  public ApacheMinimalAsync5Probe() {
    client.start();
  }

  @Override
  public CompletableFuture<Message> start(Message call) throws Exception {
    return calls.start(client, call);
  }
}
