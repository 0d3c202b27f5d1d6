package io.managedidentity.probe;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.impl.nio.client.CloseableHttpAsyncClient;
import org.apache.http.impl.nio.client.HttpAsyncClients;
import org.apache.http.impl.nio.conn.PoolingNHttpClientConnectionManager;
import org.apache.http.impl.nio.reactor.DefaultConnectingIOReactor;
import org.apache.http.impl.nio.reactor.IOReactorConfig;
import org.apache.http.nio.conn.NoopIOSessionStrategy;
import org.apache.http.nio.conn.SchemeIOSessionStrategy;

/** The minimal client of Apache HttpAsyncClient 4: no redirects, no proxies, no authentication. */
public final class ApacheMinimalAsync4Probe implements AsyncProbeClient {
  private final Map<String, HttpRequestBase> requests = new ConcurrentHashMap<>();
  private final CloseableHttpAsyncClient client;

  public ApacheMinimalAsync4Probe() throws Exception {
    PoolingNHttpClientConnectionManager connections =
        new PoolingNHttpClientConnectionManager(
            new DefaultConnectingIOReactor(IOReactorConfig.custom().setIoThreadCount(1).build()),
            RegistryBuilder.<SchemeIOSessionStrategy>create()
                .register("http", NoopIOSessionStrategy.INSTANCE)
                .register("https", ApacheAsync4Probe.tls())
                .build());
    connections.setMaxTotal(100);
    connections.setDefaultMaxPerRoute(50);
    client = HttpAsyncClients.createMinimal(connections);
    client.start();
  }

  @Override
  public CompletableFuture<Message> start(Message call) {
    HttpRequestBase request =
        call.has("reuse")
            ? requests.computeIfAbsent(call.get("reuse"), key -> ApacheAsync4Probe.newRequest(call))
            : ApacheAsync4Probe.newRequest(call);
    if (call.has("reuse")) {
      request.reset();
    }
    // It writes the request line as it is.
    URI uri = URI.create(call.get("url"));
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    request.setURI(URI.create(uri.getRawPath() + query));
    return ApacheAsync4Probe.execute(client, call, uri, request);
  }
}
