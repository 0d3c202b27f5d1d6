package io.managedidentity.probe;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpHost;
import org.apache.http.HttpResponse;
import org.apache.http.auth.AuthScope;
import org.apache.http.auth.UsernamePasswordCredentials;
import org.apache.http.client.HttpClient;
import org.apache.http.client.methods.HttpEntityEnclosingRequestBase;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.client.params.HttpClientParams;
import org.apache.http.conn.params.ConnRoutePNames;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.entity.InputStreamEntity;
import org.apache.http.impl.client.DefaultHttpClient;
import org.apache.http.impl.conn.tsccm.ThreadSafeClientConnManager;
import org.apache.http.params.HttpConnectionParams;
import org.apache.http.params.HttpParams;
import org.apache.http.protocol.HttpContext;

/**
 * Apache HttpClient 4.0 and later by the API that all of them have: {@code DefaultHttpClient} and
 * parameters.
 */
@SuppressWarnings("deprecation")
public final class ApacheHttp4Probe implements ProbeClient {
  private final Map<String, HttpRequestBase> requests = new ConcurrentHashMap<>();
  private final DefaultHttpClient client = newClient();

  private static DefaultHttpClient newClient() {
    DefaultHttpClient probe = new DefaultHttpClient();
    HttpParams params = probe.getParams();
    org.apache.http.conn.params.ConnManagerParams.setMaxTotalConnections(params, 100);
    org.apache.http.conn.params.ConnManagerParams.setMaxConnectionsPerRoute(
        params, new org.apache.http.conn.params.ConnPerRouteBean(50));
    return new DefaultHttpClient(
        new ThreadSafeClientConnManager(params, probe.getConnectionManager().getSchemeRegistry()),
        params);
  }

  @Override
  public Message call(Message call) throws Exception {
    HttpRequestBase request =
        call.has("reuse")
            ? requests.computeIfAbsent(call.get("reuse"), key -> newRequest(call))
            : newRequest(call);
    if (call.has("reuse")) {
      request.setURI(java.net.URI.create(call.get("url")));
    }
    HttpParams params = request.getParams();
    HttpClientParams.setRedirecting(params, Boolean.parseBoolean(call.get("follow", "true")));
    HttpConnectionParams.setSoTimeout(params, Integer.parseInt(call.get("timeout", "20000")));
    HttpConnectionParams.setConnectionTimeout(
        params, Integer.parseInt(call.get("timeout", "20000")));
    if (call.has("virtualHost")) {
      params.setParameter(
          org.apache.http.client.params.ClientPNames.VIRTUAL_HOST,
          new HttpHost(call.get("virtualHost")));
    }
    if (call.has("proxy")) {
      String[] proxy = call.get("proxy").split(":");
      params.setParameter(
          ConnRoutePNames.DEFAULT_PROXY, new HttpHost(proxy[0], Integer.parseInt(proxy[1])));
    }
    if (call.has("proxyUser")) {
      String[] user = call.get("proxyUser").split(":");
      client
          .getCredentialsProvider()
          .setCredentials(AuthScope.ANY, new UsernamePasswordCredentials(user[0], user[1]));
    }
    String before = Arrays.toString(request.getAllHeaders());
    HttpResponse response = execute(client, call, request);
    Message answer =
        new Message().add("status", String.valueOf(response.getStatusLine().getStatusCode()));
    answer.add(
        "body", response.getEntity() == null ? "" : Probe.read(response.getEntity().getContent()));
    return withHeaders(answer, response)
        .add("viewBefore", before)
        .add("viewAfter", Arrays.toString(request.getAllHeaders()));
  }

  static Message withHeaders(Message answer, org.apache.http.HttpMessage response) {
    for (org.apache.http.Header header : response.getAllHeaders()) {
      answer.add("responseHeader", header.getName() + ": " + header.getValue());
    }
    return answer;
  }

  private static HttpResponse execute(HttpClient client, Message call, HttpRequestBase request)
      throws Exception {
    if (!call.has("explicitTarget")) {
      return client.execute(request, (HttpContext) null);
    }
    String[] target = call.get("explicitTarget").split(":");
    return client.execute(new HttpHost(target[0], Integer.parseInt(target[1])), request);
  }

  static HttpRequestBase newRequest(Message call) {
    String method = call.get("method", "GET");
    HttpRequestBase request = call.has("body") ? new WithBody(method) : new WithoutBody(method);
    request.setURI(java.net.URI.create(call.get("url")));
    for (String header : call.all("header")) {
      int colon = header.indexOf(": ");
      request.addHeader(header.substring(0, colon), header.substring(colon + 2));
    }
    if (call.has("body")) {
      byte[] body = call.get("body").getBytes(java.nio.charset.StandardCharsets.UTF_8);
      String mode = call.get("bodyMode", "buffered");
      boolean isStream = mode.equals("chunked") || mode.equals("oneshot");
      ((HttpEntityEnclosingRequest) request)
          .setEntity(
              isStream
                  ? new InputStreamEntity(new java.io.ByteArrayInputStream(body), -1)
                  : new ByteArrayEntity(body));
    }
    return request;
  }

  private static final class WithBody extends HttpEntityEnclosingRequestBase {
    private final String method;

    WithBody(String method) {
      this.method = method;
    }

    @Override
    public String getMethod() {
      return method;
    }
  }

  private static final class WithoutBody extends HttpRequestBase {
    private final String method;

    WithoutBody(String method) {
      this.method = method;
    }

    @Override
    public String getMethod() {
      return method;
    }
  }
}
