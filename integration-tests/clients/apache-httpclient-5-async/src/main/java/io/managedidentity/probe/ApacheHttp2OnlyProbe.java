package io.managedidentity.probe;

import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.H2AsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.reactor.ssl.TransportSecurityLayer;
import org.apache.hc.core5.util.Timeout;

/**
 * The clients of Apache HttpClient 5 that speak HTTP/2 alone; {@code minimal=true} for that one,
 * {@code clear=true} for one whose TLS is left to something else.
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
  private final CloseableHttpAsyncClient clear =
      HttpAsyncClients.createHttp2Minimal(
          H2Config.DEFAULT, oneThread(), (TlsStrategy) new ClearText());
  private final ApacheAsync5Probe calls = new ApacheAsync5Probe();

  public ApacheHttp2OnlyProbe() {
    client.start();
    minimal.start();
    clear.start();
  }

  @Override
  public CompletableFuture<Message> start(Message call) throws Exception {
    return calls.start(call.has("clear") ? clear : call.has("minimal") ? minimal : client, call);
  }

  private static IOReactorConfig oneThread() {
    return IOReactorConfig.custom().setIoThreadCount(1).build();
  }

  private static TlsStrategy tls() {
    return ClientTlsStrategyBuilder.create().useSystemProperties().build();
  }

  /** Does nothing for whatever scheme, as where a side car encrypts. */
  private static final class ClearText implements TlsStrategy {
    @Override
    public boolean upgrade(
        TransportSecurityLayer session,
        HttpHost host,
        SocketAddress local,
        SocketAddress remote,
        Object attachment,
        Timeout timeout) {
      return false;
    }

    /** Of later versions. */
    public void upgrade(
        TransportSecurityLayer session,
        NamedEndpoint endpoint,
        Object attachment,
        Timeout timeout,
        FutureCallback<TransportSecurityLayer> callback) {
      callback.completed(session);
    }
  }
}
