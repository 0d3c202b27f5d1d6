package io.managedidentity.probe;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;

/** Apache HttpClient 5 classic by the API that 5.0 and later have. */
@SuppressWarnings("deprecation")
public final class ApacheHttp5Probe implements ProbeClient {
  private final Map<String, HttpUriRequestBase> requests = new ConcurrentHashMap<>();
  private final Map<String, CloseableHttpClient> clients = new ConcurrentHashMap<>();

  @Override
  public Message call(Message call) throws Exception {
    HttpClient client = client(call);
    HttpUriRequestBase request =
        call.has("reuse")
            ? requests.computeIfAbsent(call.get("reuse"), key -> newRequest(call))
            : newRequest(call);
    if (call.has("reuse")) {
      request.setUri(java.net.URI.create(call.get("url")));
    }
    request.setConfig(
        RequestConfig.custom()
            .setConnectTimeout(Long.parseLong(call.get("timeout", "20000")), TimeUnit.MILLISECONDS)
            .setResponseTimeout(Long.parseLong(call.get("timeout", "20000")), TimeUnit.MILLISECONDS)
            .setRedirectsEnabled(Boolean.parseBoolean(call.get("follow", "true")))
            .build());
    String before = Arrays.toString(request.getHeaders());
    try (ClassicHttpResponse response = execute(client, call, request)) {
      Message answer = new Message().add("status", String.valueOf(response.getCode()));
      answer.add(
          "body",
          response.getEntity() == null ? "" : Probe.read(response.getEntity().getContent()));
      return withHeaders(answer, response)
          .add("viewBefore", before)
          .add("viewAfter", Arrays.toString(request.getHeaders()));
    }
  }

  static Message withHeaders(Message answer, ClassicHttpResponse response) {
    for (org.apache.hc.core5.http.Header header : response.getHeaders()) {
      answer.add("responseHeader", header.getName() + ": " + header.getValue());
    }
    return answer;
  }

  private static ClassicHttpResponse execute(
      HttpClient client, Message call, HttpUriRequestBase request) throws Exception {
    if (!call.has("explicitTarget")) {
      return (ClassicHttpResponse) client.execute(request);
    }
    String[] target = call.get("explicitTarget").split(":");
    return (ClassicHttpResponse)
        client.execute(new HttpHost("http", target[0], Integer.parseInt(target[1])), request);
  }

  private CloseableHttpClient client(Message call) {
    return clients.computeIfAbsent(
        call.get("proxy") + call.get("proxyUser"), key -> newClient(call));
  }

  private static CloseableHttpClient newClient(Message call) {
    HttpClientBuilder builder =
        HttpClientBuilder.create().useSystemProperties().setConnectionManager(connections());
    if (call.has("proxy")) {
      String[] proxy = call.get("proxy").split(":");
      builder.setProxy(new HttpHost("http", proxy[0], Integer.parseInt(proxy[1])));
    }
    if (call.has("proxyUser")) {
      String[] user = call.get("proxyUser").split(":");
      BasicCredentialsProvider credentials = new BasicCredentialsProvider();
      credentials.setCredentials(
          new AuthScope(null, -1), new UsernamePasswordCredentials(user[0], user[1].toCharArray()));
      builder.setDefaultCredentialsProvider(credentials);
    }
    return builder.build();
  }

  static PoolingHttpClientConnectionManager connections() {
    return PoolingHttpClientConnectionManagerBuilder.create()
        .useSystemProperties()
        .setMaxConnTotal(100)
        .setMaxConnPerRoute(50)
        .setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(20, TimeUnit.SECONDS).build())
        .build();
  }

  static HttpUriRequestBase newRequest(Message call) {
    HttpUriRequestBase request =
        new HttpUriRequestBase(call.get("method", "GET"), java.net.URI.create(call.get("url")));
    for (String header : call.all("header")) {
      int colon = header.indexOf(": ");
      request.addHeader(header.substring(0, colon), header.substring(colon + 2));
    }
    if (call.has("body")) {
      byte[] body = call.get("body").getBytes(StandardCharsets.UTF_8);
      String mode = call.get("bodyMode", "buffered");
      boolean isStream = mode.equals("chunked") || mode.equals("oneshot");
      request.setEntity(
          isStream
              ? new InputStreamEntity(
                  new java.io.ByteArrayInputStream(body), -1, ContentType.TEXT_PLAIN)
              : new ByteArrayEntity(body, ContentType.TEXT_PLAIN));
    }
    return request;
  }
}
