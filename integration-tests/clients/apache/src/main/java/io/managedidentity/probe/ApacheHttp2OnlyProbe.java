package io.managedidentity.probe;

import java.util.concurrent.CompletableFuture;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.H2AsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.reactor.IOReactorConfig;

/**
 * The clients of Apache HttpClient 5 that speak HTTP/2 alone; {@code minimal=true} for that one.
 */
public final class ApacheHttp2OnlyProbe implements AsyncProbeClient {
  private final CloseableHttpAsyncClient client =
      H2AsyncClientBuilder.create()
          .useSystemProperties()
          .setIOReactorConfig(oneThread())
          .setTlsStrategy(tls())
          .build();
  private final CloseableHttpAsyncClient minimal =
      HttpAsyncClients.createHttp2Minimal(H2Config.DEFAULT, oneThread(), tls());
  private final ApacheAsync5Probe calls = new ApacheAsync5Probe();

  public ApacheHttp2OnlyProbe() {
    client.start();
    minimal.start();
  }

  @Override
  public CompletableFuture<Message> start(Message call) throws Exception {
    return calls.start(call.has("minimal") ? minimal : client, call);
  }

  private static IOReactorConfig oneThread() {
    return IOReactorConfig.custom().setIoThreadCount(1).build();
  }

  private static TlsStrategy tls() {
    return ClientTlsStrategyBuilder.create().useSystemProperties().build();
  }
}
