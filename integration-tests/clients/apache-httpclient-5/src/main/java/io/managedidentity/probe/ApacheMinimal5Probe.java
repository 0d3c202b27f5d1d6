package io.managedidentity.probe;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.classic.MinimalHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;

/**
 * The minimal client of Apache HttpClient 5: no redirects, no proxies, the application's own
 * request object.
 */
public final class ApacheMinimal5Probe implements ProbeClient {
  private final Map<String, HttpUriRequestBase> requests = new ConcurrentHashMap<>();
  private final MinimalHttpClient client =
      HttpClients.createMinimal(ApacheHttp5Probe.connections());

  @Override
  @SuppressWarnings("deprecation")
  public Message call(Message call) throws Exception {
    HttpUriRequestBase request =
        call.has("reuse")
            ? requests.computeIfAbsent(call.get("reuse"), key -> ApacheHttp5Probe.newRequest(call))
            : ApacheHttp5Probe.newRequest(call);
    request.setUri(java.net.URI.create(call.get("url")));
    long timeout = Long.parseLong(call.get("timeout", "20000"));
    request.setConfig(
        RequestConfig.custom()
            .setConnectTimeout(timeout, TimeUnit.MILLISECONDS)
            .setResponseTimeout(timeout, TimeUnit.MILLISECONDS)
            .build());
    String before = Arrays.toString(request.getHeaders());
    try (ClassicHttpResponse response = client.execute(request)) {
      Message answer = new Message().add("status", String.valueOf(response.getCode()));
      answer.add(
          "body",
          response.getEntity() == null ? "" : Probe.read(response.getEntity().getContent()));
      return ApacheHttp5Probe.withHeaders(answer, response)
          .add("viewBefore", before)
          .add("viewAfter", Arrays.toString(request.getHeaders()));
    }
  }
}
