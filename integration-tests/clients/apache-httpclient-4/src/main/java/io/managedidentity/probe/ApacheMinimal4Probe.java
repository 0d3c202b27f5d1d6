package io.managedidentity.probe;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;

/**
 * The minimal client of Apache HttpClient 4.3 and later: no redirects, no proxies, the
 * application's own request object.
 */
public final class ApacheMinimal4Probe implements ProbeClient {
  private final Map<String, HttpRequestBase> requests = new ConcurrentHashMap<>();
  private final CloseableHttpClient client;

  public ApacheMinimal4Probe() {
    PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager();
    connections.setMaxTotal(100);
    connections.setDefaultMaxPerRoute(50);
    client = HttpClients.createMinimal(connections);
  }

  @Override
  public Message call(Message call) throws Exception {
    HttpRequestBase request =
        call.has("reuse")
            ? requests.computeIfAbsent(call.get("reuse"), key -> ApacheHttp4Probe.newRequest(call))
            : ApacheHttp4Probe.newRequest(call);
    request.setURI(java.net.URI.create(call.get("url")));
    int timeout = Integer.parseInt(call.get("timeout", "20000"));
    request.setConfig(
        RequestConfig.custom().setSocketTimeout(timeout).setConnectTimeout(timeout).build());
    String before = Arrays.toString(request.getAllHeaders());
    try (CloseableHttpResponse response = client.execute(request)) {
      Message answer =
          new Message().add("status", String.valueOf(response.getStatusLine().getStatusCode()));
      answer.add(
          "body",
          response.getEntity() == null ? "" : Probe.read(response.getEntity().getContent()));
      return ApacheHttp4Probe.withHeaders(answer, response)
          .add("viewBefore", before)
          .add("viewAfter", Arrays.toString(request.getAllHeaders()));
    }
  }
}
